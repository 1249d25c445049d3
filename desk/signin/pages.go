package signin

import (
	"embed"
	"errors"
	"net/http"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/desk/session"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

//go:embed templates
var templates embed.FS

// Config is what the pages are made of. Client and Demo may be nil: nobody signs in that way.
type Config struct {
	Kit      *web.Kit
	Sessions *session.Keeper
	Client   *Client
	Demo     *identity.Demo
	// Secure: browsers reach the desk by https alone.
	Secure bool
	Logger *zap.Logger
}

// Pages are the sign-in, and the sign-out.
type Pages struct {
	config Config
	set    *web.Set
	issuer *issuer
}

// New reads the templates, or says what is missing. It asks nobody.
func New(c Config) (*Pages, error) {
	if c.Kit == nil || c.Sessions == nil || c.Logger == nil {
		return nil, errors.New("desk: a sign-in needs the kit, sessions and a logger")
	}
	p := &Pages{config: c}
	if c.Client != nil {
		if err := c.Client.check(); err != nil {
			return nil, err
		}
		p.issuer = &issuer{Client: *c.Client}
	}
	var err error
	p.set, err = c.Kit.Pages(templates, web.Staff)
	return p, err
}

// The paths beside session.SignInPath. The issuer knows BackPath.
const (
	startPath   = session.SignInPath + "/start"
	BackPath    = session.SignInPath + "/back"
	signOutPath = "/sign-out"
)

// Routes mounts the pages. They are for everybody: nobody is signed in yet.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+session.SignInPath, p.choose)
	mux.HandleFunc("POST "+session.SignInPath, p.asSample)
	mux.HandleFunc("GET "+startPath, p.start)
	mux.HandleFunc("GET "+BackPath, p.back)
	mux.HandleFunc("POST "+signOutPath, p.signOut)
}

// choice is what the page of the sign-in shows.
type choice struct {
	// Start is the link to the issuer; "": there is none.
	Start string
	// People are the demo's; none: this is no demo.
	People []sample
	To     string
}

type sample struct {
	Name  refund.Person
	Roles string
}

func (p *Pages) choose(w http.ResponseWriter, r *http.Request) {
	to := web.OwnPath(r.URL.Query().Get(session.ToParameter))
	shows := choice{To: to}
	if p.issuer != nil {
		shows.Start = startPath + "?" + toQuery(to)
	}
	if p.config.Demo != nil {
		for _, name := range p.config.Demo.People() {
			shows.People = append(shows.People, sample{name, p.config.Demo.RolesOf(name)})
		}
	}
	p.set.Show(w, r, http.StatusOK, "sign-in", web.View{Title: "desk.signin.title", Data: shows})
}

// start leads to the issuer. It is a link and no form: browsers let no form of these pages lead to another host.
func (p *Pages) start(w http.ResponseWriter, r *http.Request) {
	if p.issuer == nil {
		p.set.Fail(w, r, refund.Problem{Code: api.CodeUnknownMethod, Detail: "nobody signs in with an issuer here"})
		return
	}
	begun := newTry(r.URL.Query().Get(session.ToParameter))
	address, err := p.issuer.address(r.Context(), begun)
	if err == nil {
		err = begun.keep(w, p.config.Secure)
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// back ends a sign-in with the issuer.
func (p *Pages) back(w http.ResponseWriter, r *http.Request) {
	who, to, err := p.proven(w, r)
	if err == nil {
		err = p.config.Sessions.Begin(w, r, who)
	}
	if err != nil {
		p.config.Logger.Info("somebody was not signed in", zap.Error(err))
		p.set.Fail(w, r, err)
		return
	}
	p.config.Logger.Info("signed in", zap.String("subject", string(who.ID)), zap.String("person", string(who.Name)))
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// proven is who comes back from the issuer, and where they wanted to go.
func (p *Pages) proven(w http.ResponseWriter, r *http.Request) (who api.Subject, to string, err error) {
	if p.issuer == nil {
		return who, "", refund.Problem{Code: api.CodeUnknownMethod, Detail: "nobody signs in with an issuer here"}
	}
	begun, ok := takeTry(w, r, p.config.Secure)
	said := r.URL.Query()
	switch {
	case !ok || !begun.is(said.Get("state")):
		return who, "", failed("it was not begun in this browser, or too long ago: begin again")
	case said.Has("iss") && said.Get("iss") != p.issuer.Issuer:
		return who, "", failed("the answer is of another issuer")
	case said.Get("code") == "":
		return who, "", failed("the issuer says " + said.Get("error"))
	}
	who, err = p.issuer.who(r.Context(), said.Get("code"), begun)
	return who, web.OwnPath(begun.To), err
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.config.Sessions.End(w, r); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Done(w, r, session.SignInPath, "desk.signin.done.out")
}
