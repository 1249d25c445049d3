package kafka_test

import (
	"context"
	"testing"

	"github.com/makegood/makegood/internal/kafka"
)

// lastFirst gives the record with the value last its turn, and every other only once it is opened.
type lastFirst struct {
	last string
	open chan struct{}
}

func (l lastFirst) turn(ctx context.Context, r kafka.Record) (done func(), err error) {
	if string(r.Value) == l.last {
		return func() {}, nil
	}
	select {
	case <-l.open:
		return func() {}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestARecordThatHasItsTurnFirstIsHandledFirstAndNoOffsetPassesTheOthers(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(200, 200)...)
	order := lastFirst{last: "199", open: make(chan struct{})}
	handled, config := newSeen(), p.consumer(nil)
	config.Handler, config.Turn, config.AheadMax = handled, order.turn, 200
	stop := consume(t, config)
	handled.await(t, 1)
	if handled.times["199"] != 1 {
		t.Fatalf("handled were %v, want the last one alone", handled.times)
	}
	stop() // commits what is safe
	if got := p.committedSum(t, 1); got != 0 {
		t.Fatalf("committed %d, and the first record is not safe", got)
	}
	close(order.open)
	consume(t, config)
	handled.await(t, 200)
	p.awaitCommitted(t, 1, 200)
	if got := handled.times["199"]; got != 2 {
		t.Errorf("the record that went ahead was handled %d times, want twice: its offset was not committed", got)
	}
}

func TestOneKeysRecordsKeepTheirOrderWhateverTurnsTheyGet(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(60, 3)...)
	order := lastFirst{last: "59", open: make(chan struct{})}
	close(order.open)
	handled, config := newSeen(), p.consumer(nil)
	config.Handler, config.Turn, config.AheadMax = handled, order.turn, 60
	consume(t, config)
	handled.await(t, 60)
	for key, numbers := range handled.byKey {
		for i := 1; i < len(numbers); i++ {
			if numbers[i] < numbers[i-1] {
				t.Errorf("%s was handled in the order %v", key, numbers)
			}
		}
	}
}

func TestReadingEndsOnceSoManyRecordsWaitForTheirTurn(t *testing.T) {
	p := serve(t, 1)
	p.send(t, p.numbered(50, 50)...)
	order := lastFirst{last: "20", open: make(chan struct{})} // the 21st record
	handled, config := newSeen(), p.consumer(nil)
	config.Handler, config.Turn, config.AheadMax = handled, order.turn, 20
	asked := make(chan string, 50)
	config.Turn = func(ctx context.Context, r kafka.Record) (func(), error) {
		asked <- string(r.Value)
		return order.turn(ctx, r)
	}
	consume(t, config)
	for range 20 {
		if <-asked == "20" {
			t.Fatal("the 21st record was read while 20 wait")
		}
	}
	close(order.open)
	handled.await(t, 50)
}
