package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api/server"
	"github.com/makegood/makegood/desk/session"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/ledger"
)

// openDesk begins to show pages: staff's and customers', each at its address.
func (a *App) openDesk(ctx context.Context, books ledger.Store, h *apiHealth) (*apiServing, error) {
	ports, err := a.servingPorts(ctx, books, h)
	if err != nil {
		return nil, err
	}
	s := a.settings.Desk
	staff, err := listen("MAKEGOOD_DESK_ADDRESS", s.Address)
	if err != nil {
		return nil, err
	}
	var pages net.Listener
	if !a.settings.PageServer.Off() {
		if pages, err = listen("MAKEGOOD_PAGES_ADDRESS", a.settings.PageServer.Address); err != nil {
			return nil, errors.Join(err, staff.Close())
		}
	}
	serving := &apiServing{ended: make(chan error, 1), ports: ports}
	serving.ctx, serving.stop = context.WithCancel(ctx)
	parts := deskParts{books: books, ports: ports, url: urlOr(s.URL, s.TLSCertFile, staff), ending: serving.ctx.Done()}
	if parts.services, err = a.deskServices(serving.ctx, parts); err != nil {
		return nil, serving.notBegun(err, staff, pages)
	}
	lines, err := a.deskLines(parts, h.board, staff, pages)
	if err != nil {
		return nil, serving.notBegun(err, staff, pages)
	}
	go func() {
		serving.ended <- a.showPages(serving, lines, books)
		serving.stop()
	}()
	a.tellDesk(staff, pages)
	return serving, nil
}

// notBegun lets go of what was opened for pages that cannot be served; it returns why not.
func (s *apiServing) notBegun(why error, listeners ...net.Listener) error {
	s.stop()
	for _, one := range listeners {
		if one != nil {
			why = errors.Join(why, one.Close())
		}
	}
	return why
}

// pageLine is an address with what it answers.
type pageLine struct {
	server.Line
	handler http.Handler
}

// deskLines are staff's address and customers', where there is one. Beside the pages staff's says how the process is, and
// customers' that it lives.
func (a *App) deskLines(p deskParts, board *health.Board, staff, pages net.Listener) ([]pageLine, error) {
	s := a.settings.Desk
	handler, err := a.staffHandler(p)
	if err != nil {
		return nil, err
	}
	line := server.Line{Listener: staff, CertificateFile: s.TLSCertFile, KeyFile: s.TLSKeyFile, TimeMax: s.TimeMax, DrainTimeout: s.DrainTimeout}
	lines := []pageLine{{line, web.Headed(web.Staff, s.Secure(), beside(handler, board, board.Handlers()))}}
	if pages == nil {
		return lines, nil
	}
	if handler, err = a.publicHandler(p); err != nil {
		return nil, err
	}
	line.Listener, line.CertificateFile, line.KeyFile = pages, a.settings.PageServer.TLSCertFile, a.settings.PageServer.TLSKeyFile
	return append(lines, pageLine{line, web.Headed(web.Public, a.settings.PagesSecure(), beside(handler, board, nil))}), nil
}

// beside answers whether the process lives beside the pages, and what else it may say, by whichever name it is called.
func beside(pages http.Handler, board *health.Board, more map[string]http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	for pattern, handler := range more {
		mux.Handle(pattern, handler)
	}
	mux.Handle("GET "+pathHealth, board.Alive())
	return mux
}

// showPages answers at every line until the process ends, and meanwhile forgets old sessions. One line that fails ends all.
func (a *App) showPages(serving *apiServing, lines []pageLine, books ledger.Store) error {
	var running sync.WaitGroup
	failed := make([]error, len(lines))
	for i, line := range lines {
		running.Go(func() {
			failed[i] = errors.Join(server.Serve(serving.ctx, line.Line, line.handler), ignoreClosed(line.Listener.Close()))
			serving.stop()
		})
	}
	ticks, stop := session.PruneTicks()
	defer stop()
	running.Go(func() { session.PruneUntil(serving.ctx, books, ticks, a.logger) })
	running.Wait()
	return errors.Join(failed...)
}

func (a *App) tellDesk(staff, pages net.Listener) {
	a.logger.Info("desk answers", zap.String("address", staff.Addr().String()), zap.Bool("tls", a.settings.Desk.TLSCertFile != ""))
	if pages == nil {
		a.onDesk(staff.Addr(), nil)
		return
	}
	a.logger.Info("customers' pages are answered", zap.String("address", pages.Addr().String()), zap.Bool("tls", a.settings.PageServer.TLSCertFile != ""))
	a.onDesk(staff.Addr(), pages.Addr())
}

// urlOr is a setting's address, or without one a listener's.
func urlOr(set, certificate string, at net.Listener) string {
	switch {
	case set != "":
		return strings.TrimRight(set, "/")
	case certificate != "":
		return "https://" + at.Addr().String()
	}
	return "http://" + at.Addr().String()
}
