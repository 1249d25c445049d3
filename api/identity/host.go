package identity

import (
	"net"
	"strings"
)

// IsLoopback reports whether host, with or without a port, is this machine itself. A page of another site that has its name
// lead here (DNS rebinding) calls by that name.
func IsLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
