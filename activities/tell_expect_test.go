package activities_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const day = 24 * time.Hour

// past is a ledger that knows how long refunds took; while held it does not answer.
type past struct {
	mu    sync.Mutex
	times map[ledger.Way]ledger.SettlementTimes
	err   error
	asked int
	held  time.Duration
}

func (p *past) SettlementTimes(ctx context.Context, way ledger.Way) (ledger.SettlementTimes, error) {
	p.mu.Lock()
	p.asked++
	held, times, err := p.held, p.times[way], p.err
	p.mu.Unlock()
	select {
	case <-time.After(held):
	case <-ctx.Done():
		return ledger.SettlementTimes{}, ctx.Err()
	}
	return times, err
}

var cardAtStripe = ledger.Way{Provider: "stripe", Kind: refund.PaymentCard}

func TestWhenMoneyIsExpected(t *testing.T) {
	card := refund.Way{Provider: "stripe", Kind: refund.PaymentCard}
	wallet := refund.Way{Provider: "alipay", Kind: refund.PaymentWallet}
	told20 := ledger.SettlementTimes{Count: 20, P50: 30 * time.Hour, P90: 49 * time.Hour}
	for name, c := range map[string]struct {
		kind   refund.NoticeKind
		status refund.Status
		ways   []refund.Way
		past   ledger.SettlementTimes
		err    error
		usual  time.Duration
		days   int
	}{
		"by its own past, in whole days":          {refund.NoticeSent, refund.StatusPayingOut, []refund.Way{card}, told20, nil, 30 * time.Hour, 3},
		"by the table without enough of a past":   {refund.NoticeSent, refund.StatusPayingOut, []refund.Way{card}, ledger.SettlementTimes{Count: 19, P50: 1, P90: 1}, nil, 3 * day, 10},
		"by the table when the ledger is away":    {refund.NoticeSent, refund.StatusPayingOut, []refund.Way{card}, told20, errors.New("away"), 3 * day, 10},
		"by the slowest of several ways":          {refund.NoticeApproved, refund.StatusPayingOut, []refund.Way{card, wallet}, told20, nil, 30 * time.Hour, 3},
		"at least a day":                          {refund.NoticeSent, refund.StatusPayingOut, []refund.Way{card}, ledger.SettlementTimes{Count: 20, P50: time.Second, P90: time.Second}, nil, time.Second, 1},
		"as store credit":                         {refund.NoticeSent, refund.StatusPayingOut, []refund.Way{{Provider: "stripe", Kind: refund.PaymentCard, Via: refund.ViaStoreCredit}}, told20, nil, time.Hour, 1},
		"without a day while a person decides":    {refund.NoticeAcknowledged, refund.StatusAwaitingApproval, []refund.Way{card}, told20, nil, 30 * time.Hour, 0},
		"not for what was paid outside":           {refund.NoticeSent, refund.StatusPayingOut, []refund.Way{{Via: refund.ViaElsewhere}}, told20, nil, 0, 0},
		"not for what does not say where it goes": {refund.NoticeSent, refund.StatusPayingOut, nil, told20, nil, 0, 0},
		"not for what has come":                   {refund.NoticeRefunded, refund.StatusRefunded, []refund.Way{card}, told20, nil, 0, 0},
	} {
		d := setup()
		d.tellers.Expect = &past{times: map[ledger.Way]ledger.SettlementTimes{cardAtStripe: c.past}, err: c.err}
		n := told(c.kind)
		n.Status, n.Ways = c.status, c.ways
		d.tell(t, n)
		got := d.status.Published()[0]
		if got.UsuallySeconds != int64(c.usual/time.Second) || (got.ExpectedBy == nil) != (c.days == 0) {
			t.Errorf("%s: usually %d s, by %v", name, got.UsuallySeconds, got.ExpectedBy)
		} else if c.days > 0 && !got.ExpectedBy.Equal(at.AddDate(0, 0, c.days)) {
			t.Errorf("%s: by %v, want %d days", name, got.ExpectedBy, c.days)
		}
	}
}

func TestAnArrivalIsARangeWhereOwnRefundsTellIt(t *testing.T) {
	inDE, everywhere := cardAtStripe, cardAtStripe
	inDE.Market = "DE"
	slow, quick := ledger.SettlementTimes{Count: 20, P50: 4 * day, P90: 7 * day}, ledger.SettlementTimes{Count: 30, P50: 2 * day, P90: 3 * day}
	few := ledger.SettlementTimes{Count: 19, P50: day, P90: day}
	for name, c := range map[string]struct {
		past     map[ledger.Way]ledger.SettlementTimes
		from, by int
	}{
		"in its own market":                     {map[ledger.Way]ledger.SettlementTimes{inDE: slow, everywhere: quick}, 4, 7},
		"of all markets where its own has none": {map[ledger.Way]ledger.SettlementTimes{inDE: few, everywhere: quick}, 2, 3},
		"the table tells no range":              {map[ledger.Way]ledger.SettlementTimes{inDE: few, everywhere: few}, 0, 10},
		"one day is no range":                   {map[ledger.Way]ledger.SettlementTimes{inDE: {Count: 20, P50: 2 * day, P90: 2 * day}}, 0, 2},
	} {
		d := setup()
		d.tellers.Expect = &past{times: c.past}
		n := told(refund.NoticeSent)
		n.Status, n.Ways = refund.StatusPayingOut, []refund.Way{{Provider: "stripe", Kind: refund.PaymentCard, Market: "DE"}}
		d.tell(t, n)
		got := d.status.Published()[0]
		if !got.ExpectedBy.Equal(at.AddDate(0, 0, c.by)) || (got.ExpectedFrom == nil) != (c.from == 0) {
			t.Errorf("%s: from %v by %v", name, got.ExpectedFrom, got.ExpectedBy)
		} else if c.from > 0 && !got.ExpectedFrom.Equal(at.AddDate(0, 0, c.from)) {
			t.Errorf("%s: from %v, want %d days", name, got.ExpectedFrom, c.from)
		}
	}
}

func TestWhatTheProviderSaidStays(t *testing.T) {
	d, n := setup(), told(refund.NoticeSent)
	by := at.Add(day)
	n.ExpectedBy, n.Ways = &by, []refund.Way{{Kind: refund.PaymentCard}}
	d.tell(t, n)
	if got := d.status.Published()[0]; !got.ExpectedBy.Equal(by) || got.UsuallySeconds != 0 {
		t.Errorf("by %v, usually %d", got.ExpectedBy, got.UsuallySeconds)
	}
}

func TestThePastIsAskedOncePerTenMinutesAndNobodyWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		times := ledger.SettlementTimes{Count: 30, P50: day, P90: 2 * day}
		of := &past{times: map[ledger.Way]ledger.SettlementTimes{cardAtStripe: times}, held: time.Second}
		expect := activities.NewExpectations(of, time.Now)
		ask := func(want ledger.SettlementTimes, asked int) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			got, err := expect.SettlementTimes(ctx, cardAtStripe)
			of.mu.Lock()
			defer of.mu.Unlock()
			if err != nil || got != want || of.asked != asked {
				t.Errorf("got %+v, %v after asking %d times; want %+v after %d", got, err, of.asked, want, asked)
			}
		}
		ask(ledger.SettlementTimes{}, 1) // it does not answer in time
		ask(ledger.SettlementTimes{}, 1) // and nobody else asks meanwhile
		time.Sleep(2 * time.Second)      // the bubble's time, not ours
		ask(times, 1)
		of.held, of.err = 0, errors.New("away")
		time.Sleep(10 * time.Minute)
		ask(times, 2) // the last answer outlives an outage
	})
}

// TestAWayWithoutAPastIsAskedAgainSoon: what is shown before a decision and what is told after it go by the same past.
func TestAWayWithoutAPastIsAskedAgainSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		of := &past{times: map[ledger.Way]ledger.SettlementTimes{cardAtStripe: {Count: 3, P50: day, P90: day}}}
		expect := activities.NewExpectations(of, time.Now)
		count := func() int64 {
			got, err := expect.SettlementTimes(t.Context(), cardAtStripe)
			if err != nil {
				t.Error(err)
			}
			return got.Count
		}
		first := count()
		of.mu.Lock()
		of.times[cardAtStripe] = ledger.SettlementTimes{Count: 30, P50: day, P90: day}
		of.mu.Unlock()
		if now := count(); first != 3 || now != 3 {
			t.Errorf("%d, and at once again %d", first, now)
		}
		time.Sleep(20 * time.Second) // the bubble's time, not ours
		if now := count(); now != 30 {
			t.Errorf("a past of %d counts 20 s later", now)
		}
	})
}
