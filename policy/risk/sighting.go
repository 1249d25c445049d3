package risk

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// sighting is what the rules look at.
type sighting struct {
	rules      *Rules
	request    *refund.Cancellation
	history    *refund.OrderHistory
	totalMinor int64
}

// fact answers a condition's variable.
func (s *sighting) fact(name string) (any, bool) {
	f, ok := s.rules.features[name]
	if !ok {
		return nil, false
	}
	return f.see(s)
}

func (s *sighting) past() refund.CustomerPast { return s.history.Customer }

// customerKnown: without a customer there is no past, not an empty one.
func (s *sighting) customerKnown() bool { return s.history.Order.Customer.CustomerID != "" }

func (s *sighting) fraudSuspected() bool {
	return s.request.Reason.Known() == refund.ReasonFraudSuspected ||
		slices.ContainsFunc(s.request.CancelledLines, func(l refund.CancelledLine) bool { return l.Reason == refund.ReasonFraudSuspected }) ||
		slices.ContainsFunc(s.request.CancelledShipping, func(d refund.CancelledShipping) bool { return d.Reason == refund.ReasonFraudSuspected })
}

func (s *sighting) goodsWaived() bool {
	return slices.ContainsFunc(s.request.CancelledLines, func(l refund.CancelledLine) bool { return l.GoodsWaived })
}

// window is the customer's past over the last days. Of 90 days there is a count and an amount even
// where the windows were not filled in.
func (s *sighting) window(days int64) (refund.PastWindow, bool) {
	past := s.past()
	at := slices.IndexFunc(past.Windows, func(w refund.PastWindow) bool { return w.Days == days })
	switch {
	case !s.customerKnown():
		return refund.PastWindow{}, false
	case at >= 0:
		return past.Windows[at], true
	}
	return refund.PastWindow{Days: days, RefundCount: past.RefundCount90d, RefundMinor: past.RefundMinor90d}, days == 90
}

// daysSince is the number of whole days from a moment to the request; 0 where it is later.
func (s *sighting) daysSince(from *time.Time) (any, bool) {
	if from == nil || from.IsZero() {
		return nil, false
	}
	return max(0, int64(s.request.OccurredAt.Sub(*from)/(24*time.Hour))), true
}

func (s *sighting) percentOfLarge(amountMinor int64) (any, bool) {
	return percent(amountMinor, s.rules.largeMinor[s.history.Order.Currency])
}

// percent is how many whole percent of an amount another one is; of nothing there is none.
func percent(amountMinor, ofMinor int64) (any, bool) {
	if ofMinor <= 0 {
		return nil, false
	}
	quotient, _ := decimal.NewFromInt(amountMinor).Shift(2).QuoRem(decimal.NewFromInt(ofMinor), 0)
	whole := quotient.BigInt()
	if !whole.IsInt64() {
		return int64(math.MaxInt64), true
	}
	return whole.Int64(), true
}

// optionalText is a text that an event may leave out.
func optionalText(text string) (any, bool) { return text, strings.TrimSpace(text) != "" }
