package withdrawal

import (
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/makegood/makegood/refund"
)

// Anybody may name any address, and the law has it answered: so that nobody's mailbox is filled in somebody else's name, one
// address has at most mailsAtOnce acknowledgements by mail, and another one each mailEvery. What comes beyond is kept like any
// statement, and acknowledged by hand. A process that works on statements counts its own.
const (
	mailsAtOnce = 10
	mailEvery   = 6 * time.Minute
	// addressesMax bounds how many addresses are remembered.
	addressesMax = 10_000
)

// CodeManyToOneAddress: an address had so many acknowledgements lately that staff looks before it has another.
const CodeManyToOneAddress refund.Code = "MANY_TO_ONE_ADDRESS"

// bounds count what addresses were sent. The zero value is ready. It is safe for concurrent use.
type bounds struct {
	mu   sync.Mutex
	left map[string]*rate.Limiter
}

// take reports whether an address may have another mail, for a statement that was received at a time.
func (b *bounds) take(address string, at time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	name := mailboxOf(address)
	if b.left == nil || b.left[name] == nil && len(b.left) >= addressesMax {
		b.left = map[string]*rate.Limiter{}
	}
	if b.left[name] == nil {
		b.left[name] = rate.NewLimiter(rate.Every(mailEvery), mailsAtOnce)
	}
	return b.left[name].AllowN(at, 1)
}

// mailboxOf is an address without what mail providers let be added to it: name+anything@host is name@host.
func mailboxOf(address string) string {
	name, host, _ := strings.Cut(sameAddress(address), "@")
	name, _, _ = strings.Cut(name, "+")
	return name + "@" + host
}
