package activities

import (
	"context"
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
	// askMax is how long a message waits for answers; one that comes later serves the next message.
	askMax = 200 * time.Millisecond
	day    = 24 * time.Hour
)

// Expecting fills in when the money is expected, where the notice says by which ways it goes and the
// provider has not said it. It never fails: without a past, a table answers.
func (t Tellers) Expecting(ctx context.Context, n refund.Notice) refund.Notice {
	if n.ExpectedBy != nil || !expects(n.Kind) {
		return n
	}
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	var slowest ledger.SettlementTimes
	own := true
	for _, way := range n.Ways {
		if way.Via == refund.ViaElsewhere || way.Via == refund.ViaDispute {
			continue
		}
		times, known := t.times(ctx, way)
		own = own && known
		slowest.P50, slowest.P90 = max(slowest.P50, times.P50), max(slowest.P90, times.P90)
	}
	if slowest.P90 == 0 {
		return n
	}
	n.UsuallySeconds = int64(slowest.P50 / time.Second)
	if onTheWay(n.Status) {
		by := n.At.Add(days(slowest.P90) * day)
		n.ExpectedBy = &by
		if from := n.At.Add(days(slowest.P50) * day); own && slowest.P50 >= day && from.Before(by) {
			n.ExpectedFrom = &from
		}
	}
	return n
}

// days are whole days, rounded up, and one at least.
func days(took time.Duration) time.Duration { return max(1, (took+day-1)/day) }

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

// times are the way's own past, in its market where that has one, or the table's; own says which.
func (t Tellers) times(ctx context.Context, way refund.Way) (times ledger.SettlementTimes, own bool) {
	asked := ledger.Way{Provider: way.Provider, Kind: way.Kind, Market: way.Market}
	if way.Via == refund.ViaStoreCredit {
		asked.Kind = refund.PaymentStoreCredit
	}
	everywhere := asked
	everywhere.Market = ""
	for _, way := range []ledger.Way{asked, everywhere} {
		if t.Expect == nil {
			break
		}
		if times, err := t.Expect.SettlementTimes(ctx, way); err == nil && times.Count >= pastCountMin {
			return times, true
		}
	}
	return usual(asked.Kind), false
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
