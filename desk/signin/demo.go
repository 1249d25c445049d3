package signin

import (
	"net"
	"net/http"
	"net/url"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/desk/session"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

const formBytesMax = 4 << 10

// asSample signs in a sample person of the demo, by choice alone. Only this machine may: it is asked by its own name, from
// itself.
func (p *Pages) asSample(w http.ResponseWriter, r *http.Request) {
	if p.config.Demo == nil {
		p.set.Fail(w, r, refund.Problem{Code: api.CodeWrongHTTPMethod, Detail: "people sign in with their issuer here"})
		return
	}
	if from, _, err := net.SplitHostPort(r.RemoteAddr); err != nil || !identity.IsLoopback(from) || !identity.IsLoopback(r.Host) {
		p.set.Fail(w, r, refund.Problem{Code: api.CodeNotPermitted, Detail: "the demo's sign-in is for this machine alone"})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	token, err := p.config.Demo.Token(refund.Person(r.PostFormValue("person")))
	var who api.Subject
	if err == nil {
		who, err = p.config.Demo.Identify(token)
	}
	if err == nil {
		err = p.config.Sessions.Begin(w, r, who)
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, web.OwnPath(r.PostFormValue(session.ToParameter)), http.StatusSeeOther)
}

func toQuery(to string) string { return url.Values{session.ToParameter: {to}}.Encode() }
