package kafka

import (
	"context"
	"net"
	"time"

	driver "github.com/segmentio/kafka-go"
)

const (
	clientID = "makegood"
	// dialTimeout bounds one connection, its handshakes included.
	dialTimeout = 3 * time.Second
	// metadataAge is how old the layout of the cluster may be that requests are sent by. It bounds how
	// long a topic that was made or a leader that moved goes unseen.
	metadataAge = time.Second
)

// transport returns a pool of connections that knows the layout of the named topics only; of all
// topics where none is named. Close it with CloseIdleConnections.
func (l Line) transport(topics ...string) *driver.Transport {
	t := &driver.Transport{ClientID: clientID, DialTimeout: dialTimeout, MetadataTTL: metadataAge, MetadataTopics: topics}
	l.Security.secure(t)
	return t
}

// Transport is what a writer of one's own reaches the cluster by. Close it with CloseIdleConnections.
func (l Line) Transport() *driver.Transport { return l.transport() }

// client asks the cluster through t. Its calls take no longer than writeTimeout.
func (l Line) client(t *driver.Transport) *driver.Client {
	return &driver.Client{Addr: l.addr(), Timeout: writeTimeout, Transport: t}
}

func (l Line) addr() net.Addr { return driver.TCP(l.Brokers...) }

// dialer connects the group client. Its connections go through c, which can cut them.
func (l Line) dialer(c *connections) *driver.Dialer {
	d := &driver.Dialer{ClientID: clientID, Timeout: dialTimeout, DialFunc: c.dial}
	l.Security.secureDialer(d)
	return d
}

// dial is what a connection is made with when nothing else is asked for.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext(ctx, network, address)
}
