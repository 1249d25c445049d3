package app

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/api/server"
	"github.com/makegood/makegood/desk"
	"github.com/makegood/makegood/desk/session"
	"github.com/makegood/makegood/desk/signin"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/ledger"
)

// RunDesk shows staff and customers their pages until ctx ends, or the ledger turns out to be lost or another one than the
// refunds are kept in. Pages are shown from the start; while Temporal is away, acts that need it are refused.
func (a *App) RunDesk(ctx context.Context) error {
	return a.runServing(ctx, servingProcess{"makegood-desk", a.settings.Desk.MetricsAddress, a.openDesk})
}

// deskParts are what both handlers of the desk are made with.
type deskParts struct {
	books ledger.Store
	ports *ServicePorts
	// services are what the pages ask.
	services deskServices
	// url is how browsers reach staff's pages: the settings' address, or without one the listener's.
	url string
	// ending is closed when the process ends.
	ending <-chan struct{}
}

// staffHandler are the pages of staff, within the limits.
func (a *App) staffHandler(p deskParts) (http.Handler, error) {
	s := a.settings.Desk
	kit, err := a.kit(s.Secure())
	if err != nil {
		return nil, err
	}
	// Whether a request shows a session is asked while the limits, and the sessions that know it, are made of each other.
	var sessions *session.Keeper
	limited, err := server.New(a.limitsOf(server.Limits{
		Subject: server.Rate{PerSecond: s.SubjectRate, Burst: s.SubjectBurst}, Address: server.Rate{PerSecond: s.AddressRate, Burst: s.AddressBurst},
		CallsMax: s.CallsMax, StreamsMax: s.StreamsMax, StreamsEachMax: s.StreamsMax,
	}, server.StaffNames(), p.ending, func(r *http.Request) bool { return sessions.Shows(r) }))
	if err != nil {
		return nil, err
	}
	sessions, err = session.New(session.Config{
		Books: p.books, Now: a.now, Secure: s.Secure(), LifeMax: s.SessionMax, IdleMax: s.IdleMax,
		Limit: func(next session.Identifier) session.Identifier { return limited.Identify(next) },
	})
	if err != nil {
		return nil, err
	}
	in, err := a.signIn(p, kit, sessions)
	if err != nil {
		return nil, err
	}
	pages, err := a.staffPages(kit, p)
	if err != nil {
		return nil, err
	}
	handler, err := desk.Staff(desk.StaffConfig{Kit: kit, Sessions: sessions, SignIn: in, URL: s.URL, Nav: staffNav(), Entitled: p.services.support.Entitled, Pages: pages})
	if err != nil {
		return nil, err
	}
	return limited.Handler(doorsOf(desk.StaffParts(), handler, desk.Refuse(kit, web.Staff)), nil), nil
}

// publicHandler are customers' pages, within the limits. Nobody is known there: an address is held to its rate.
func (a *App) publicHandler(p deskParts) (http.Handler, error) {
	s := a.settings.PageServer
	kit, err := a.kit(a.settings.PagesSecure())
	if err != nil {
		return nil, err
	}
	rate := server.Rate{PerSecond: s.AddressRate, Burst: s.AddressBurst}
	limited, err := server.New(a.limitsOf(server.Limits{Subject: rate, Address: rate, CallsMax: s.CallsMax}, server.PagesNames(), p.ending,
		func(*http.Request) bool { return false }))
	if err != nil {
		return nil, err
	}
	pages, err := a.publicPages(kit, p)
	if err != nil {
		return nil, err
	}
	handler, err := desk.Public(desk.PublicConfig{Kit: kit, URL: a.settings.Pages.URL, Knows: p.services.ofAShop, Pages: pages})
	if err != nil {
		return nil, err
	}
	return limited.Handler(doorsOf(desk.PublicParts(), handler, desk.Refuse(kit, web.Public)), nil), nil
}

func (a *App) kit(secure bool) (*web.Kit, error) {
	return web.NewKit(web.Config{Logger: a.logger, Now: a.now, Secure: secure, Nav: staffNav()})
}

// formBytesMax is how large a form without files may be: the pages' own limits are below it.
const formBytesMax = 1 << 20

// limitsOf adds what staff's and customers' limits have in common.
func (a *App) limitsOf(l server.Limits, names server.Names, ending <-chan struct{}, shows func(*http.Request) bool) server.Config {
	l.BytesMax, l.Proxies = formBytesMax, a.settings.Desk.Proxies()
	l.Uploads = server.Uploads{BytesMax: a.settings.PageServer.UploadBytesMax, AtOnceMax: a.settings.PageServer.UploadsMax}
	return server.Config{
		Limits: l, Metrics: a.registry, Names: names, Shows: shows, Ending: ending, Logger: a.logger, Now: a.now, Tracer: a.tracer(),
	}
}

// doorsOf are a handler's parts as doors.
func doorsOf(parts []desk.Part, handler http.Handler, refuse func(http.ResponseWriter, *http.Request, error)) (out []server.Door) {
	for _, part := range parts {
		out = append(out, server.Door{Name: part.Name, Prefix: part.Prefix, Free: part.Free, Stream: part.Stream, Handler: handler, Refuse: refuse})
	}
	return out
}

// signIn is how staff sign in: with the issuer of the settings, or as the demo's people.
func (a *App) signIn(p deskParts, kit *web.Kit, sessions *session.Keeper) (*signin.Pages, error) {
	s := a.settings
	s.Identity.OIDC.Audience = cmp.Or(s.Desk.ClientID, s.Identity.OIDC.Audience) // an ID token is for the client that asked for it
	known, err := identitiesBy(s, a.now, a.demo, p.ports.staff)
	if err != nil {
		return nil, err
	}
	c := signin.Config{Kit: kit, Sessions: sessions, Demo: known.Demo, Secure: s.Desk.Secure(), Logger: a.logger}
	if known.People != nil {
		c.Client = a.client(p, known.People)
	}
	return signin.New(c)
}

func (a *App) client(p deskParts, people *identity.People) *signin.Client {
	s := a.settings
	c := &signin.Client{
		Issuer: s.Identity.OIDC.URL, ID: cmp.Or(s.Desk.ClientID, s.Identity.OIDC.Audience), Scopes: s.Desk.Scopes, BackURL: p.url + signin.BackPath,
		People: people, HTTP: &http.Client{}, Now: a.now,
	}
	if s.Desk.ClientSecretFile != "" {
		c.Secret = secret.Either("", s.Desk.ClientSecretFile).Read
	}
	return c
}

// listen is a listener at a setting's address.
func listen(name, address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("desk: %s: %w", name, err)}
	}
	return listener, nil
}
