// Package port finds TCP ports of 127.0.0.1 for servers that take theirs as an argument.
//
// It stands beside the path: the embedded stack and the servers of tests are started on what it finds.
package port

import (
	"fmt"
	"net"
	"strconv"
)

// Free returns a port that nobody listens on: wanted itself, or any for 0. The error says that wanted is taken. A port that
// was asked for by number is not reserved: another process may take it before its server does. One of Free's own choice is
// reserved until this process ends, and the system gives it to no outgoing connection.
func Free(wanted int) (int, error) {
	if wanted == 0 {
		return reserve()
	}
	return wanted, tryListen(wanted)
}

func tryListen(at int) error {
	listener, err := net.Listen("tcp", Local(at))
	if err != nil {
		return fmt.Errorf("port %d is taken: %w", at, err)
	}
	return listener.Close()
}

// Local is a port's address on this machine.
func Local(of int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(of)) }
