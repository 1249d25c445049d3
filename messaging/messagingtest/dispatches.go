package messagingtest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/once"
	"github.com/makegood/makegood/refund"
)

// Dispatches is a ledger's memory of what was told, in memory. It is safe for concurrent use; its zero value is ready.
type Dispatches struct {
	mu      sync.Mutex
	rows    map[messaging.OnceKey]dispatchRow
	elapsed time.Duration
	broken  error
}

type dispatchRow struct {
	state   refund.DispatchState
	attempt string
	until   time.Duration
}

var _ messaging.Dispatches = (*Dispatches)(nil)

// Pass lets time go by.
func (d *Dispatches) Pass(some time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.elapsed += some
}

// Break makes every call fail with err; nil mends it.
func (d *Dispatches) Break(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = err
}

// Told implements messaging.Dispatches.
func (d *Dispatches) Told(_ context.Context, in refund.Dispatch) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rows[rowKey(in)].state == refund.DispatchTold, d.broken
}

// ClaimDispatch implements messaging.Dispatches.
func (d *Dispatches) ClaimDispatch(ctx context.Context, in refund.Dispatch) (refund.DispatchState, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	row, there := d.rows[rowKey(in)]
	underWay := row.state == refund.DispatchClaimed && d.elapsed < row.until
	switch {
	case d.broken != nil || ctx.Err() != nil:
		return "", errors.Join(d.broken, ctx.Err())
	case there && row.state == refund.DispatchTold:
		return refund.DispatchTold, nil
	case there && underWay:
		return refund.DispatchBusy, nil
	case there && !in.Repeatable:
		return refund.DispatchUnknown, nil
	}
	d.keep(in, dispatchRow{state: refund.DispatchClaimed, attempt: in.Attempt, until: d.elapsed + in.ClaimMax})
	return refund.DispatchClaimed, nil
}

// EndDispatch implements messaging.Dispatches.
func (d *Dispatches) EndDispatch(ctx context.Context, in refund.Dispatch, end refund.DispatchState) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	row := d.rows[rowKey(in)]
	own := row.state == refund.DispatchClaimed && row.attempt == in.Attempt
	switch {
	case d.broken != nil || ctx.Err() != nil:
		return errors.Join(d.broken, ctx.Err())
	case end == refund.DispatchTold:
		d.keep(in, dispatchRow{state: end})
	case end == refund.DispatchUnknown && own:
		d.keep(in, dispatchRow{state: end})
	case end == refund.DispatchNotSent && own:
		delete(d.rows, rowKey(in))
	case end != refund.DispatchUnknown && end != refund.DispatchNotSent:
		return errors.New("messagingtest: a dispatch does not end as " + string(end))
	}
	return nil
}

func (d *Dispatches) keep(in refund.Dispatch, row dispatchRow) {
	if d.rows == nil {
		d.rows = map[messaging.OnceKey]dispatchRow{}
	}
	d.rows[rowKey(in)] = row
}

func rowKey(in refund.Dispatch) messaging.OnceKey {
	return messaging.OnceKey{Channel: in.Channel, ID: in.MessageID}
}

// NewAttempts counts ids of attempts.
func NewAttempts() func() string {
	var made atomic.Int64
	return func() string { return strconv.FormatInt(made.Add(1), 10) }
}

// Once sends each message once, by a memory of its own.
func Once() messaging.Once {
	sent, err := once.New(once.Config{Dispatches: &Dispatches{}, NewAttempt: NewAttempts()})
	if err != nil {
		panic(err) // nothing is missing
	}
	return sent
}
