package identity

import (
	"crypto/sha256"
	"encoding/base64"
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
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src '"+demoStyleHash+"'; form-action 'self'; frame-ancestors 'none'")
	w.WriteHeader(status)
	// What cannot be written any more, nobody reads.
	_ = demoPage.Execute(w, map[string]any{"Notice": DemoNotice, "People": d.people, "Roles": d.roles, "Style": template.CSS(demoStyle), "Who": who, "Token": token, "Hours": int(DemoLifetime.Hours())})
}

// demoStyle is all of the page's look: nothing is loaded.
const demoStyle = `body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}` +
	`button{font:inherit;min-width:6rem;margin-right:1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#eee;color:#111;padding:.8rem}`

// demoStyleHash lets a browser take that style and no other.
var demoStyleHash = func() string {
	sum := sha256.Sum256([]byte(demoStyle))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}()

var demoPage = template.Must(template.New("demo").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>makegood demo: sign in</title>
<style>{{.Style}}</style></head><body>
<h1>Sign in to the demo</h1>
<p><strong>{{.Notice}}</strong></p>
{{if .Token}}<p>You are {{.Who}} for {{.Hours}} hours, or until the demo ends. This is your token:</p>
<pre>{{.Token}}</pre>
<p>Send it with each call as the header <code>Authorization: Bearer TOKEN</code>, or enter it under Authorize on the
<a href="/docs/">page of the API</a>.</p>
{{else}}<p>Choose who you are. You get a token for the <a href="/docs/">API</a>.</p>
{{end}}<form method="post">{{range .People}}<p><button name="person" value="{{.}}">{{.}}</button>{{index $.Roles .}}</p>
{{end}}</form>
</body></html>
`))
