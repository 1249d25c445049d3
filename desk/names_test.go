package desk

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestPagesAreCalledByTheirOwnNamesAlone(t *testing.T) {
	shops := func(host string) bool { return host == "shop.example" }
	for _, c := range []struct {
		url, host string
		also      func(string) bool
		taken     bool
	}{
		{"", "127.0.0.1:8091", nil, true}, {"", "localhost", nil, true}, {"", "[::1]:8091", nil, true}, {"", "desk.example", nil, false}, {"", "", nil, false},
		{"https://desk.example", "desk.example", nil, true}, {"https://desk.example", "Desk.Example:443", nil, true}, {"https://desk.example:8443", "desk.example:8443", nil, true},
		{"https://desk.example", "desk.example:80", nil, false}, {"https://desk.example", "desk.example.evil.example", nil, false}, {"https://desk.example", "127.0.0.1", nil, false},
		{"https://desk.example", "desk.example.", nil, false}, {"http://127.0.0.1:8092", "127.0.0.1:8092", nil, true}, {"http://127.0.0.1:8092", "127.0.0.1", nil, false},
		{"https://refunds.example", "SHOP.example:8443", shops, true}, {"https://refunds.example", "evil.example", shops, false}, {"https://refunds.example", "refunds.example", shops, true},
	} {
		reached := false
		handler, err := named(c.url, c.also, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }),
			func(w http.ResponseWriter, _ *http.Request, err error) {
				http.Error(w, err.Error(), http.StatusForbidden)
			})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = c.host
		handler.ServeHTTP(httptest.NewRecorder(), r)
		if reached != c.taken {
			t.Errorf("%q at %q: taken is %t", c.host, c.url, reached)
		}
	}
}
