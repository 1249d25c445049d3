package starter

import (
	"context"
	"sync"

	"github.com/makegood/makegood/refund"
)

// orderOf names an order of a merchant.
type orderOf struct {
	merchant refund.MerchantID
	order    refund.OrderID
}

// orders let requests of one order pass one after the other.
type orders struct {
	mu   sync.Mutex
	open map[orderOf]*orderLine
}

// orderLine are the requests of one order that wait or are under way. Its place is taken by the one that is under way.
type orderLine struct {
	place chan struct{}
	count int
}

func newOrders() *orders { return &orders{open: map[orderOf]*orderLine{}} }

// enter returns when no other request of the order is under way; leave ends this one. The error is ctx's.
func (o *orders) enter(ctx context.Context, of orderOf) (leave func(), err error) {
	line := o.join(of)
	select {
	case line.place <- struct{}{}:
		return func() {
			<-line.place
			o.part(of)
		}, nil
	case <-ctx.Done():
		o.part(of)
		return nil, ctx.Err()
	}
}

func (o *orders) join(of orderOf) *orderLine {
	o.mu.Lock()
	defer o.mu.Unlock()
	line, ok := o.open[of]
	if !ok {
		line = &orderLine{place: make(chan struct{}, 1)}
		o.open[of] = line
	}
	line.count++
	return line
}

// part forgets an order of which nothing waits any more.
func (o *orders) part(of orderOf) {
	o.mu.Lock()
	defer o.mu.Unlock()
	line := o.open[of]
	if line.count--; line.count == 0 {
		delete(o.open, of)
	}
}
