package desk

import (
	"errors"
	"net/http"

	"github.com/makegood/makegood/desk/web"
)

// PublicConfig is what customers' handler is made of. Kit is needed.
type PublicConfig struct {
	Kit *web.Kit
	// URL is how browsers reach the pages; "": by this machine's own names.
	URL string
	// Knows reports whether a name, in lower case and without a port, is another of the pages, such as a shop's own; nil: there
	// are no others.
	Knows func(host string) bool
	Pages []Pages
}

// Public serves customers' pages. Nobody signs in: a link is all that is needed, or nothing.
func Public(c PublicConfig) (http.Handler, error) {
	if c.Kit == nil {
		return nil, errors.New("desk: customers' pages need the kit")
	}
	fail := failing(c.Kit, web.Public)
	mux := http.NewServeMux()
	mux.Handle(web.StaticPrefix, web.Static())
	for _, pages := range c.Pages {
		pages.Routes(mux)
	}
	own, err := named(c.URL, c.Knows, found(mux, fail), fail)
	if err != nil {
		return nil, err
	}
	return c.Kit.Guard(web.Public, own), nil
}
