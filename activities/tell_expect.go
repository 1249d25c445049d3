package activities

import (
	"context"
	"sync"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Expecter knows how long refunds of a way took: the ledger.
type Expecter interface {
	SettlementTimes(ctx context.Context, way ledger.Way) (ledger.SettlementTimes, error)
}

const (
	// pastCountMin is how many refunds make a past.
	pastCountMin = 20
	day          = 24 * time.Hour
)

// expecting fills in when the money is expected, where the notice says by which ways it goes and the
// provider has not said it. It never fails: without a past, a table answers.
func (t Tellers) expecting(ctx context.Context, n refund.Notice) refund.Notice {
	if n.ExpectedBy != nil || !expects(n.Kind) {
		return n
	}
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	var slowest ledger.SettlementTimes
	for _, way := range n.Ways {
		if way.Via == refund.ViaElsewhere {
			continue
		}
		times := t.times(ctx, way)
		slowest.P50, slowest.P90 = max(slowest.P50, times.P50), max(slowest.P90, times.P90)
	}
	if slowest.P90 == 0 {
		return n
	}
	n.UsuallySeconds = int64(slowest.P50 / time.Second)
	if onTheWay(n.Status) {
		by := n.At.Add(max(1, (slowest.P90+day-1)/day) * day)
		n.ExpectedBy = &by
	}
	return n
}

// expects reports whether a notice speaks of money that is still to come.
func expects(kind refund.NoticeKind) bool {
	switch kind {
	case refund.NoticeAcknowledged, refund.NoticeAwaitingGoods, refund.NoticeApproved, refund.NoticeSent:
		return true
	case refund.NoticeGoodsReminder, refund.NoticeInspected, refund.NoticeAwaitingApproval, refund.NoticeNeedsInfo,
		refund.NoticeRefunded, refund.NoticePartlyRefunded, refund.NoticeNothing, refund.NoticeRejected,
		refund.NoticeWithdrawn, refund.NoticeNeedsAttention, refund.NoticeCorrected, refund.NoticeAppealReceived,
		refund.NoticeAppealRejected, refund.NoticeOffer, refund.NoticeOfferReminder, refund.NoticeOfferAccepted,
		refund.NoticeSurvey:
		return false
	}
	return false
}

// onTheWay reports whether nothing but the provider stands between the money and the customer: nobody
// is promised a day that a person, or goods, still decide about.
func onTheWay(status refund.Status) bool {
	switch status {
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusPayingOut:
		return true
	case refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusAwaitingApproval, refund.StatusNeedsInfo,
		refund.StatusNeedsAttention, refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected,
		refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return false
	}
	return false
}

// times are the way's own past, or the table's.
func (t Tellers) times(ctx context.Context, way refund.Way) ledger.SettlementTimes {
	asked := ledger.Way{Provider: way.Provider, Kind: way.Kind}
	if way.Via == refund.ViaStoreCredit {
		asked.Kind = refund.PaymentStoreCredit
	}
	if t.Expect != nil {
		if times, err := t.Expect.SettlementTimes(ctx, asked); err == nil && times.Count >= pastCountMin {
			return times
		}
	}
	return usual(asked.Kind)
}

// usual is the table for ways without a past: what customers of such tenders commonly wait, on the slow
// side. A kind nobody knows waits as long as a card.
func usual(kind refund.PaymentKind) ledger.SettlementTimes {
	switch kind {
	case refund.PaymentWallet:
		return ledger.SettlementTimes{P50: day, P90: 3 * day}
	case refund.PaymentBank:
		return ledger.SettlementTimes{P50: 2 * day, P90: 5 * day}
	case refund.PaymentGiftCard, refund.PaymentPoints, refund.PaymentStoreCredit, refund.PaymentCoupon, refund.PaymentRedPacket:
		return ledger.SettlementTimes{P50: time.Hour, P90: day}
	case refund.PaymentCard:
	}
	return ledger.SettlementTimes{P50: 3 * day, P90: 10 * day}
}

const (
	// askedAgainAfter is how long an answer counts.
	askedAgainAfter = 10 * time.Minute
	// askMax is how long a message waits for answers; one that comes later, up to askGiveUp, serves the
	// next message.
	askMax    = 200 * time.Millisecond
	askGiveUp = 30 * time.Second
	// waysMax bounds what is remembered; providers are named by events.
	waysMax = 500
)

// Expectations remembers an Expecter's answers for ten minutes, and never keeps a message waiting. It
// is safe for concurrent use.
type Expectations struct {
	of    Expecter
	clock func() time.Time

	mu    sync.Mutex
	known map[ledger.Way]expectation
}

type expectation struct {
	times ledger.SettlementTimes
	until time.Time
}

var _ Expecter = (*Expectations)(nil)

// NewExpectations remembers the answers of of, which is the ledger; clock is UTC.
func NewExpectations(of Expecter, clock func() time.Time) *Expectations {
	return &Expectations{of: of, clock: clock, known: map[ledger.Way]expectation{}}
}

// SettlementTimes implements Expecter. Without an answer in the caller's time it returns the last one,
// Count 0 where there was none; it never returns an error.
func (e *Expectations) SettlementTimes(ctx context.Context, way ledger.Way) (ledger.SettlementTimes, error) {
	last, fresh := e.recall(way)
	if fresh {
		return last, nil
	}
	answered := make(chan ledger.SettlementTimes, 1)
	go func() { answered <- e.ask(context.WithoutCancel(ctx), way, last) }()
	select {
	case times := <-answered:
		return times, nil
	case <-ctx.Done():
		return last, nil
	}
}

// recall returns what is known. Where that is too old, the caller asks: for everybody else it counts as
// fresh meanwhile, so that one asks.
func (e *Expectations) recall(way ledger.Way) (ledger.SettlementTimes, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	known, now := e.known[way], e.clock()
	if now.Before(known.until) {
		return known.times, true
	}
	if len(e.known) >= waysMax {
		clear(e.known)
	}
	e.known[way] = expectation{times: known.times, until: now.Add(askedAgainAfter)}
	return known.times, false
}

// ask asks, and remembers the answer; without one, the last stays.
func (e *Expectations) ask(ctx context.Context, way ledger.Way, last ledger.SettlementTimes) ledger.SettlementTimes {
	ctx, cancel := context.WithTimeout(ctx, askGiveUp)
	defer cancel()
	times, err := e.of.SettlementTimes(ctx, way)
	if err != nil {
		return last
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.known[way] = expectation{times: times, until: e.clock().Add(askedAgainAfter)}
	return times
}
