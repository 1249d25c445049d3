package identity

import (
	"html/template"
	"net/http"

	"github.com/makegood/makegood/refund"
)

// Page is the demo's sign-in: a list of the sample people, and a token for the one that is chosen. It says that it is for
// the demo. It is served on this machine only.
func (d *Demo) Page() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { d.show(w, http.StatusOK, "", "") })
	mux.HandleFunc("POST /{$}", d.signIn)
	return http.NewCrossOriginProtection().Handler(byItsName(mux)) // another site must not sign in for who reads it
}

// byItsName refuses a request that names another machine: the page is served on this one only, so that the name was led here.
func byItsName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !IsLoopback(r.Host) {
			http.Error(w, "this page is called by another name than this machine's", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (d *Demo) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	who := refund.Person(r.PostFormValue("person"))
	token, err := d.Token(who)
	if err != nil {
		d.show(w, http.StatusBadRequest, "", "")
		return
	}
	d.show(w, http.StatusOK, who, token)
}

const formBytesMax = 1 << 10

func (d *Demo) show(w http.ResponseWriter, status int, who refund.Person, token string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
	w.WriteHeader(status)
	// What cannot be written any more, nobody reads.
	_ = demoPage.Execute(w, map[string]any{"Notice": DemoNotice, "People": d.people, "Who": who, "Token": token, "Hours": int(DemoLifetime.Hours())})
}

var demoPage = template.Must(template.New("demo").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>makegood demo: sign in</title></head><body>
<h1>Sign in to the demo</h1>
<p><strong>{{.Notice}}</strong></p>
{{if .Token}}<p>You are {{.Who}} for {{.Hours}} hours, or until the demo ends. Send this as the bearer token:</p>
<pre>{{.Token}}</pre>
{{end}}<form method="post">{{range .People}}<p><button name="person" value="{{.}}">{{.}}</button></p>
{{end}}</form>
</body></html>
`))
