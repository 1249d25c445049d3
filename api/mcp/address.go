package mcp

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/oauthex"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/refund"
)

// metadataPath is where RFC 9728 looks for whose tokens a resource takes.
const metadataPath = "/.well-known/oauth-protected-resource"

// fromElsewhere refuses (NOT_PERMITTED) a request that a page of another site makes in somebody's browser: one with another
// site's Origin, and one that reached this machine by a name that is not this machine's (DNS rebinding).
func (d httpDoor) fromElsewhere(r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return refund.Problem{Code: api.CodeNotPermitted, Detail: "pages of other sites may not call this door"}
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || !identity.IsLoopback(local.String()) || identity.IsLoopback(r.Host) || strings.EqualFold(r.Host, d.host()) {
		return nil
	}
	return refund.Problem{Code: api.CodeNotPermitted, Detail: "this door is called by another name than its own"}
}

// host is that of the configured address; "" where none is.
func (d httpDoor) host() string {
	address, err := url.Parse(d.URL)
	if err != nil {
		return ""
	}
	return address.Host
}

// url is the door's own address: the configured one, or the one that was called.
func (d httpDoor) url(r *http.Request) *url.URL {
	if address, err := url.Parse(d.URL); d.URL != "" && err == nil {
		return address
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return &url.URL{Scheme: scheme, Host: r.Host, Path: Path}
}

// metadataURL is where RFC 9728 puts the metadata of a resource with a path.
func (d httpDoor) metadataURL(r *http.Request) string {
	address := *d.url(r)
	address.Path = metadataPath + address.Path
	return address.String()
}

// metadata says whose tokens the door takes. Without an issuer there is nothing to say: machines have keys.
func (d httpDoor) metadata(w http.ResponseWriter, r *http.Request) {
	if d.Issuer == "" {
		d.refuse(w, r, http.StatusNotFound, refund.Problem{Code: refund.CodeNotFound, Detail: "no issuer's tokens are taken here"})
		return
	}
	auth.ProtectedResourceMetadataHandler(&oauthex.ProtectedResourceMetadata{
		Resource: d.url(r).String(), AuthorizationServers: []string{d.Issuer}, ScopesSupported: scopes(), BearerMethodsSupported: []string{"header"},
		ResourceName: "makegood refunds",
	}).ServeHTTP(w, r)
}
