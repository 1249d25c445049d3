package server

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// addressBits are how much of an IPv6 address names one caller: a home or a server has a network of 64 bits.
const addressBits = 64

// callerOf is the address that a request comes from, as rates are counted by: of IPv6 its network. What a proxy says of it
// is believed where the proxy's own address is among those that are trusted.
func callerOf(r *http.Request, proxies []netip.Prefix) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address := at.Addr().Unmap()
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(said) - 1; i >= 0 && trusted(address, proxies); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(said[i]))
		if err != nil {
			break // nothing before it can be believed
		}
		address = before.Unmap()
	}
	if network, err := address.WithZone("").Prefix(addressBits); address.Is6() && err == nil {
		return network.String()
	}
	return address.String()
}

func trusted(address netip.Addr, proxies []netip.Prefix) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}
