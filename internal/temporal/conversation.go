package temporal

import (
	"net"
	"sync/atomic"
	"time"

	"github.com/makegood/makegood/internal/line"
)

// alertWait is how long a broken connection is asked why the server hung up.
const alertWait = 200 * time.Millisecond

// conversation is a connection after its handshake. With TLS 1.3 a server that does not take our certificate says so
// only now, and the driver may notice no more than that writing fails: the server's word is kept.
type conversation struct {
	net.Conn
	problem *atomic.Pointer[error]
	heard   atomic.Bool
}

// Read implements net.Conn.
func (c *conversation) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && !c.heard.Swap(true) {
		c.problem.Store(nil)
	}
	c.keep(err)
	return n, err
}

// Write implements net.Conn.
func (c *conversation) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if err != nil && !c.heard.Load() {
		err = c.why(err)
	}
	return n, err
}

// why is what the server said before it hung up, or the error of writing.
func (c *conversation) why(broken error) error {
	if err := c.Conn.SetReadDeadline(time.Now().Add(alertWait)); err != nil {
		return broken
	}
	if _, err := c.Conn.Read(make([]byte, 1)); c.keep(err) {
		return err
	}
	return broken
}

// keep keeps an error that is the server's word on our certificate.
func (c *conversation) keep(err error) bool {
	if line.FaultOf(err) != line.FaultOurCertificate {
		return false
	}
	c.problem.Store(&err)
	return true
}
