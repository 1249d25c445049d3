package desk

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/refund"
)

// Pages are the pages of one package.
type Pages interface {
	Routes(mux *http.ServeMux)
}

// named lets requests through that call the pages by their own name: that of publicURL, or without one this machine's, or one of
// which also says that it is the pages' too (nil: there are no others). By another name a page of somebody else, whose name was led here, could read what only this host's pages may (DNS rebinding),
// and links made of the name would lead elsewhere.
func named(publicURL string, also func(host string) bool, next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) (http.Handler, error) {
	own := identity.IsLoopback
	if publicURL != "" {
		at, err := url.Parse(publicURL)
		if err != nil {
			return nil, err
		}
		own = func(host string) bool { return sameHost(at.Scheme, at.Host, host) }
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !own(r.Host) && (also == nil || !also(nameOf(r.Host))) {
			fail(w, r, refund.Problem{Code: api.CodeNotPermitted, Detail: "these pages are called by another name"})
			return
		}
		next.ServeHTTP(w, r)
	}), nil
}

// nameOf is a host without its port.
func nameOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// sameHost compares hosts; the port of the scheme may be left out.
func sameHost(scheme, a, b string) bool {
	usual := map[string]string{"http": "80", "https": "443"}[scheme]
	whole := func(host string) string {
		if _, _, err := net.SplitHostPort(host); err != nil {
			host = net.JoinHostPort(strings.Trim(host, "[]"), usual)
		}
		return strings.ToLower(host)
	}
	return whole(a) == whole(b)
}
