// Package port finds TCP ports of 127.0.0.1 for servers that take theirs as an argument.
//
// It stands beside the path: the embedded stack and the servers of tests are started on what it finds.
package port

import (
	"fmt"
	"net"
	"strconv"
)

// Free returns a port that nobody listened on a moment ago: wanted itself, or any for 0. The error says that wanted is
// taken. Another process may take the port before its server does.
func Free(wanted int) (int, error) {
	listener, err := net.Listen("tcp", Local(wanted))
	if err != nil {
		return 0, fmt.Errorf("port %d is taken: %w", wanted, err)
	}
	free := listener.Addr().(*net.TCPAddr).Port
	return free, listener.Close()
}

// Local is a port's address on this machine.
func Local(of int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(of)) }
