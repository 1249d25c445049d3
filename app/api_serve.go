package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/api/server"
	"github.com/makegood/makegood/ledger"
)

// apiServing is the API while it answers. Its context ends when it does, or is told to.
type apiServing struct {
	ctx   context.Context
	stop  context.CancelFunc
	ended chan error
	ports *ServicePorts
}

// openAPI begins to answer calls. h knows Temporal's client once it is reached.
func (a *App) openAPI(ctx context.Context, books ledger.Store, h *processHealth) (*apiServing, error) {
	by, err := a.rules(ctx, books)
	if err != nil {
		return nil, err
	}
	vault, err := a.vault(ctx, books)
	if err != nil {
		return nil, err
	}
	ports := a.heldPorts(books, &held{rules: by, vault: vault}, h.client.Load)
	handler, err := a.apiHandler(ports, h)
	if err != nil {
		return nil, err
	}
	s := a.settings.API
	listener, err := net.Listen("tcp", s.Address)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("api: MAKEGOOD_API_ADDRESS: %w", err)}
	}
	a.logger.Info("api answers", zap.String("address", listener.Addr().String()), zap.Bool("tls", s.TLSCertFile != ""))
	serving := &apiServing{ended: make(chan error, 1), ports: ports}
	serving.ctx, serving.stop = context.WithCancel(ctx)
	go func() {
		line := server.Line{
			Listener: listener, CertificateFile: s.TLSCertFile, KeyFile: s.TLSKeyFile, TimeMax: s.TimeMax, DrainTimeout: s.DrainTimeout,
		}
		serving.ended <- errors.Join(server.Serve(serving.ctx, line, handler), ignoreClosed(listener.Close()))
		serving.stop()
	}()
	a.onAPI(listener.Addr())
	return serving, nil
}

// wait returns once calls under way are answered, with why the API ended by itself.
func (s *apiServing) wait() error {
	err := <-s.ended
	s.ended <- nil // for who waits after
	return err
}

// close ends the API where it still answers.
func (s *apiServing) close() {
	s.stop()
	_ = s.wait() // said before, or a beginning that failed is
	s.ports.Close()
}

// apiHandler is every door at its place, and health beside them.
func (a *App) apiHandler(ports *ServicePorts, h *processHealth) (http.Handler, error) {
	service, err := api.New(ports.Ports())
	if err != nil {
		return nil, err
	}
	known, err := identitiesBy(a.settings, a.now, a.demo, ports.staff)
	if err != nil {
		return nil, err
	}
	doors, err := a.mounts(service, rpc.Config{
		Service: service, Identify: known.Identify, TimeMax: a.settings.API.TimeMax, Report: a.reportFault,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, door := range doors {
		mux.Handle(door.prefix, door.handler)
	}
	for pattern, handler := range h.board.Handlers() {
		mux.Handle(pattern, handler)
	}
	mux.Handle("GET "+pathHealth, h.board.Alive())
	return mux, nil
}

// pathHealth answers whether the process lives, at the API's own address.
const pathHealth = "/healthz"
