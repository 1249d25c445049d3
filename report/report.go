package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Section is what a line is about.
type Section string

// The sections, in the sequence they are shown.
const (
	// SectionReason counts requests by reason, and what was paid for them or waits to be decided or paid.
	SectionReason Section = "reason"
	// SectionStatus counts requests by where they stand.
	SectionStatus Section = "status"
	// SectionComponent sums components by kind.
	SectionComponent Section = "component"
	// SectionRule sums what came back by the policy's rule that decided; a line that no rule decided
	// is its reason's ("reason DAMAGED").
	SectionRule Section = "rule"
	// SectionCategory sums what came back by the goods' category.
	SectionCategory Section = "category"
	// SectionApproval counts what went through by itself, what a person was asked about and why.
	SectionApproval Section = "approval"
	// SectionRefusal counts what was refused: by the policy's reason, or by a person.
	SectionRefusal Section = "refusal"
	// SectionReviewer counts what people decided, by person.
	SectionReviewer Section = "reviewer"
	// SectionTime is the time from the request to the last settled leg.
	SectionTime Section = "time_to_money"
	// SectionOffer counts offers by what became of them, and alternatives that were chosen.
	SectionOffer Section = "offer"
	// SectionRate is refunds over orders, where order counts are given.
	SectionRate Section = "refund_rate"
)

// Sections lists them in the sequence they are shown.
func Sections() []Section {
	return []Section{SectionReason, SectionStatus, SectionComponent, SectionRule, SectionCategory, SectionApproval,
		SectionRefusal, SectionReviewer, SectionTime, SectionOffer, SectionRate}
}

// Line is one figure of one period.
type Line struct {
	Period  string  `json:"period"`
	Section Section `json:"section"`
	Key     string  `json:"key"`
	// Currency is that of AmountMinor (minor units); empty for what is no money.
	Currency    refund.Currency `json:"currency_code,omitempty"`
	Count       int64           `json:"count"`
	AmountMinor int64           `json:"amount_minor,omitempty"`
	// MedianSeconds, SlowSeconds (nine of ten are faster) and SlowestSeconds (nineteen of twenty are) are of SectionTime.
	MedianSeconds  int64 `json:"median_seconds,omitempty"`
	SlowSeconds    int64 `json:"slow_seconds,omitempty"`
	SlowestSeconds int64 `json:"slowest_seconds,omitempty"`
	// OrderCount and Rate (four decimals) are of SectionRate.
	OrderCount int64  `json:"order_count,omitempty"`
	Rate       string `json:"rate,omitempty"`
}

// Report is the review of the cases that were fed in.
type Report struct {
	Every       Every  `json:"every"`
	RefundCount int64  `json:"refund_count"`
	Lines       []Line `json:"lines"`
	// Abnormal is what refunds far more in the last period than in its own past.
	Abnormal []Abnormal `json:"abnormal"`
}

// Builder counts cases. Feed it with Add, then ask for the Report.
type Builder struct {
	every   Every
	orders  OrderCounts
	count   int64
	figures map[place]*figure
	times   map[string][]int64
	// seen counts refunds by period and what they were about: sku, category, channel.
	seen map[about]int64
}

// place is where a figure stands.
type place struct {
	period   string
	section  Section
	key      string
	currency refund.Currency
}

type figure struct{ count, amountMinor int64 }

// NewBuilder reports by a period; orders may be nil.
func NewBuilder(every Every, orders OrderCounts) *Builder {
	return &Builder{every: every, orders: orders, figures: map[place]*figure{}, times: map[string][]int64{}, seen: map[about]int64{}}
}

// count adds to a figure. Sums beyond 64 bits are a refund.Problem AMOUNT_OVERFLOW.
func (b *Builder) add(at place, count, amountMinor int64) error {
	f := b.figures[at]
	if f == nil {
		f = &figure{}
		b.figures[at] = f
	}
	sum, err := refund.AddMinor(f.amountMinor, amountMinor)
	if err != nil {
		return fmt.Errorf("report: %s %s: %w", at.section, at.key, err)
	}
	f.count, f.amountMinor = f.count+count, sum
	return nil
}

// Report returns what was counted so far.
func (b *Builder) Report() Report {
	lines := []Line{}
	for at, f := range b.figures {
		lines = append(lines, Line{Period: at.period, Section: at.section, Key: at.key, Currency: at.currency, Count: f.count, AmountMinor: f.amountMinor})
	}
	lines = append(lines, b.timeLines()...)
	lines = append(lines, b.rateLines()...)
	slices.SortFunc(lines, inSequence)
	return Report{Every: b.every, RefundCount: b.count, Lines: lines, Abnormal: b.abnormal()}
}

// inSequence sorts by period and section, the frequent first.
func inSequence(x, y Line) int {
	return cmp.Or(cmp.Compare(x.Period, y.Period), cmp.Compare(slices.Index(Sections(), x.Section), slices.Index(Sections(), y.Section)),
		cmp.Compare(y.Count, x.Count), cmp.Compare(x.Key, y.Key), cmp.Compare(x.Currency, y.Currency))
}
