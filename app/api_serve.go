package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/api/server"
	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/starter"
)

// apiServing is the API, or the desk, while it answers. Its context ends when it does, or is told to.
type apiServing struct {
	ctx   context.Context
	stop  context.CancelFunc
	ended chan error
	ports *ServicePorts
}

// openAPI begins to answer calls. h knows Temporal's client once it is reached.
func (a *App) openAPI(ctx context.Context, books ledger.Store, h *apiHealth) (*apiServing, error) {
	ports, err := a.servingPorts(ctx, books, h)
	if err != nil {
		return nil, err
	}
	handler, err := a.apiHandler(ports, h.board)
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

// servingPorts are the service's, with the rules and the keys that the process keeps.
func (a *App) servingPorts(ctx context.Context, books ledger.Store, h *apiHealth) (*ServicePorts, error) {
	by, err := a.rules(ctx, books)
	if err != nil {
		return nil, err
	}
	h.rulesRead.Store(true)
	vault, err := a.vault(ctx, books)
	if err != nil {
		return nil, err
	}
	return a.heldPorts(books, &held{rules: by, vault: vault}, h.client.Load), nil
}

// end ends the API, and returns once the calls under way are answered, with why it ended by itself before.
func (s *apiServing) end() error {
	s.stop()
	err := <-s.ended
	s.ended <- nil // for who ends it after
	return err
}

// close ends the API where it still answers.
func (s *apiServing) close() {
	_ = s.end() // said before, or a beginning that failed is
	s.ports.Close()
}

// apiHandler is every door at its place within the limits, and health beside them.
func (a *App) apiHandler(ports *ServicePorts, board *health.Board) (http.Handler, error) {
	service, err := api.New(ports.Ports())
	if err != nil {
		return nil, err
	}
	known, err := identitiesBy(a.settings, a.now, a.demo, ports.staff)
	if err != nil {
		return nil, err
	}
	limited, err := server.New(server.Config{Limits: a.apiLimits(), Metrics: a.registry, Logger: a.logger, Now: a.now, Tracer: a.tracer()})
	if err != nil {
		return nil, err
	}
	doors, err := a.mounts(rpc.Config{
		Service: service, Identify: limited.Identify(known.Identify), TimeMax: a.settings.API.TimeMax, Ended: limited.Ended,
	})
	if err != nil {
		return nil, err
	}
	beside := board.Handlers()
	beside["GET "+pathHealth] = board.Alive()
	return limited.Handler(doors, beside), nil
}

// pathHealth answers whether the process lives, at the API's own address.
const pathHealth = "/healthz"

// envelopeBytes are what a transport puts around a message, at most.
const envelopeBytes = 1 << 10

func (a *App) apiLimits() server.Limits {
	s := a.settings.API
	return server.Limits{
		Subject: server.Rate{PerSecond: s.SubjectRate, Burst: s.SubjectBurst}, Address: server.Rate{PerSecond: s.AddressRate, Burst: s.AddressBurst},
		CallsMax: s.CallsMax, BytesMax: rpc.MessageBytesMax + envelopeBytes, Proxies: s.Proxies(),
	}
}

// openGate has requests pass as Kafka's records do, by the starter's own bounds, until stop is called.
func (a *App) openGate(serving *apiServing, c client.Client) (stop func(), err error) {
	gate, stop, err := starter.NewGate(context.WithoutCancel(serving.ctx), starter.GateConfig{
		Temporal: c, Namespace: a.settings.Temporal.Namespace, TaskQueue: a.settings.Temporal.TaskQueue,
		BacklogMax: a.settings.Starter.BacklogMax, BacklogAgeMax: a.settings.Starter.BacklogAgeMax,
		Logger: a.logger, Metrics: a.registry, Now: a.now,
	})
	serving.ports.held.gate = gate // before the client is there that a request needs
	return stop, err
}
