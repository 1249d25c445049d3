package hooks

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"github.com/makegood/makegood/internal/line"
)

const (
	// dialTimeout bounds a connection, its handshake included, timeoutDefault a whole post.
	dialTimeout    = 10 * time.Second
	timeoutDefault = 20 * time.Second
	// idleMax: a connection that nobody needed for so long is given back.
	idleMax = 90 * time.Second
	// answerHeaderBytesMax and answerBytesMax are what is read of an answer.
	answerHeaderBytesMax = 16 << 10
	answerBytesMax       = 16 << 10
)

// errPrivate: the endpoint's name leads to an address that is none of the internet's, and no setting allows it.
var errPrivate = errors.New("its address is private, and MAKEGOOD_ENDPOINTS_PRIVATE_NETWORKS does not allow it")

// errNotSecured: http:// to an address of the internet.
var errNotSecured = errors.New("its address is http://, which is for MAKEGOOD_ENDPOINTS_PRIVATE_NETWORKS alone")

// special are networks that no endpoint on the internet is in, beside those that netip knows (the special-purpose address
// registries of IANA, RFC 6890 and its updates). Those that carry an IPv4 address inside could lead to a private one.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

// assigned is what of IPv6 is in use on the internet (RFC 4291, 2.5.4). The rest has translations of IPv4 among it.
var assigned = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}

// public reports whether an address is one of the internet's.
func public(at netip.Addr) bool {
	return at.IsGlobalUnicast() && !at.IsPrivate() && !inside(special, at) && (at.Is4() || assigned.Contains(at))
}

func inside(networks []netip.Prefix, at netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(at) })
}

// guard looks at the address a name has led to, just before it is connected to: a name may lead elsewhere each time it
// is asked for. secured: over TLS; without it only allowed networks are reached.
func guard(allowed []netip.Prefix, secured bool) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("the address %q cannot be read", address)
		}
		at := to.Addr().Unmap().WithZone("")
		switch {
		case inside(allowed, at):
			return nil
		case !public(at):
			return errPrivate
		case !secured:
			return errNotSecured
		}
		return nil
	}
}

// newClient posts to one endpoint, whose certificate is held against the authorities in a file. No proxy is used: behind
// one, nobody could see which address a post goes to. Redirects are not followed.
func newClient(authorityFile string, allowed []netip.Prefix, timeout time.Duration) *http.Client {
	dialMax := min(dialTimeout, timeout)
	plain := net.Dialer{Timeout: dialMax, Control: guard(allowed, false)}
	secured := net.Dialer{Control: guard(allowed, true)}
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: plain.DialContext,
			DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				// A dial outlives the post that asked for it, and holds one of the connections that there may be.
				ctx, cancel := context.WithTimeout(ctx, dialMax)
				defer cancel()
				return line.DialTLSBy(&secured, authorityFile)(ctx, network, address)
			},
			MaxConnsPerHost: batchMax, MaxIdleConnsPerHost: batchMax, IdleConnTimeout: idleMax, MaxResponseHeaderBytes: answerHeaderBytesMax,
		},
	}
}
