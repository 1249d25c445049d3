package kafka

import (
	"context"
	"errors"
	"net"
	"sync"
)

// connections are those of a group client. The client gives up no call before its time-out, not even
// when it is closed: cutting its connections ends every call at once.
type connections struct {
	mu   sync.Mutex
	open map[net.Conn]struct{}
	cut  bool
}

var errCut = errors.New("the consumer has ended")

func newConnections() *connections { return &connections{open: map[net.Conn]struct{}{}} }

func (c *connections) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if c.isCut() {
		return nil, errCut
	}
	conn, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return c.keep(conn)
}

func (c *connections) isCut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cut
}

func (c *connections) keep(conn net.Conn) (net.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut {
		return nil, errors.Join(errCut, conn.Close())
	}
	c.open[conn] = struct{}{}
	return &kept{Conn: conn, of: c}, nil
}

// cutAll closes every connection, and lets nobody make another.
func (c *connections) cutAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = true
	for conn := range c.open {
		_ = conn.Close()
	}
	clear(c.open)
}

// kept is a connection that is forgotten when it is closed.
type kept struct {
	net.Conn
	of *connections
}

func (k *kept) Close() error {
	k.of.mu.Lock()
	delete(k.of.open, k.Conn)
	k.of.mu.Unlock()
	return k.Conn.Close()
}
