package ledger

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// ReconcileKind says how the books and a provider's list differ.
type ReconcileKind string

// The kinds. NOT_DUE is no difference, and MATCHED has no item of its own: both are counted.
const (
	// ReconcileMatched: both say the same.
	ReconcileMatched ReconcileKind = "MATCHED"
	// ReconcileNotDue: the list does not have it, and does not need to have it yet.
	ReconcileNotDue ReconcileKind = "NOT_DUE"
	// ReconcileMissing: the books say that it was sent or has settled, and the list, which is complete, does not have it.
	ReconcileMissing ReconcileKind = "MISSING"
	// ReconcileExtra: the list has a refund that makegood did not ask for.
	ReconcileExtra ReconcileKind = "EXTRA"
	// ReconcileAmount, ReconcileCurrency, ReconcileState: another amount, another currency, or another state.
	ReconcileAmount   ReconcileKind = "AMOUNT"
	ReconcileCurrency ReconcileKind = "CURRENCY"
	ReconcileState    ReconcileKind = "STATE"
	// ReconcileDouble: the provider moved money for one leg more than once.
	ReconcileDouble ReconcileKind = "DOUBLE"
	// ReconcileSettlement: the refund took another amount from the account than the books say (P17).
	ReconcileSettlement ReconcileKind = "SETTLEMENT"
	// ReconcileFee: the provider charged another fee than the books say (P19).
	ReconcileFee ReconcileKind = "FEE"
	// ReconcileBeyond: it was sent before the list that was read begins, and was not looked for.
	ReconcileBeyond ReconcileKind = "BEYOND"
)

// ReconcileKinds lists the kinds of items, the worst first.
func ReconcileKinds() []ReconcileKind {
	return []ReconcileKind{
		ReconcileDouble, ReconcileMissing, ReconcileExtra, ReconcileAmount, ReconcileCurrency, ReconcileState, ReconcileBeyond,
		ReconcileSettlement, ReconcileFee, ReconcileNotDue,
	}
}

// ReconcileMeasure is what an item's amounts are of.
type ReconcileMeasure string

// The measures: what was refunded, what that took from the account, and what the provider charged for it.
const (
	MeasureRefunded   ReconcileMeasure = "REFUNDED"
	MeasureSettlement ReconcileMeasure = "SETTLEMENT"
	MeasureFee        ReconcileMeasure = "FEE"
)

// Measure is what the amounts of a kind are of.
func (k ReconcileKind) Measure() ReconcileMeasure {
	switch k {
	case ReconcileSettlement:
		return MeasureSettlement
	case ReconcileFee:
		return MeasureFee
	case ReconcileMatched, ReconcileNotDue, ReconcileMissing, ReconcileExtra, ReconcileAmount, ReconcileCurrency, ReconcileState, ReconcileDouble,
		ReconcileBeyond:
	}
	return MeasureRefunded
}

// ReconcileSide is what one side says of a refund. Amounts are minor units of Currency; the empty Currency: the side
// does not have the refund.
type ReconcileSide struct {
	// AmountMinor is what the refund, the settlement or the fee is of; MovedMinor what of it has moved, which is what
	// the sums count.
	AmountMinor int64           `json:"amount_minor"`
	MovedMinor  int64           `json:"moved_minor"`
	Currency    refund.Currency `json:"currency_code,omitempty"`
	// State is the leg's, or the provider's word.
	State string `json:"state,omitempty"`
}

// ReconcileItem is one difference, or what is not due yet.
type ReconcileItem struct {
	Kind ReconcileKind `json:"kind"`
	// Refund and Leg are makegood's; empty: it is about a refund made elsewhere.
	Refund           refund.ID     `json:"refund,omitempty"`
	Leg              refund.LegID  `json:"leg_id,omitempty"`
	Key              string        `json:"key,omitempty"`
	ProviderRefundID string        `json:"provider_refund_id,omitempty"`
	Reference        string        `json:"reference,omitempty"`
	At               time.Time     `json:"at"`
	Books            ReconcileSide `json:"books"`
	Provider         ReconcileSide `json:"provider"`
	// Known: the books have it, and a person has to say or do something about it.
	Known bool `json:"known,omitempty"`
	// Booked is what became of it in this run: a fact's or a settlement's result; empty: nothing was booked.
	Booked string `json:"booked,omitempty"`
	// Open: it stays after what was booked.
	Open bool `json:"open"`
	// Detail says in words what a person has to know beside the amounts.
	Detail string `json:"detail,omitempty"`
}

// ReconcileSum is what both sides come to in one measure and currency. DifferenceMinor is what the books say less what
// the list says, ItemsMinor the same of the items alone: they are equal, or the comparison itself is wrong.
type ReconcileSum struct {
	Measure         ReconcileMeasure `json:"measure"`
	Currency        refund.Currency  `json:"currency_code"`
	BooksMinor      int64            `json:"books_minor"`
	ProviderMinor   int64            `json:"provider_minor"`
	DifferenceMinor int64            `json:"difference_minor"`
	ItemsMinor      int64            `json:"items_minor"`
}

// ReconcileCount counts refunds of a kind, and how many of them stay open.
type ReconcileCount struct {
	Kind  ReconcileKind `json:"kind"`
	Count int64         `json:"count"`
	Open  int64         `json:"open"`
}

// ReconcileOrigin is who asked for a run.
type ReconcileOrigin string

// The origins.
const (
	ReconcileScheduled ReconcileOrigin = "SCHEDULE"
	ReconcileByPerson  ReconcileOrigin = "PERSON"
)

// Reconciliation is one run over an account's refunds of a period. All times are UTC.
type Reconciliation struct {
	// ID names it: provider, account, period and the run's number in that period. The ledger makes it; empty: it is not
	// stored.
	ID       string          `json:"id,omitempty"`
	Provider string          `json:"provider"`
	Account  string          `json:"account,omitempty"`
	From     time.Time       `json:"from"`
	To       time.Time       `json:"to"`
	Origin   ReconcileOrigin `json:"origin"`
	// ListFrom and ListTo are what of the provider's list was read, and ReadAt when.
	ListFrom time.Time `json:"list_from"`
	ListTo   time.Time `json:"list_to"`
	ReadAt   time.Time `json:"read_at"`
	// CompleteAt is from when on the list has all of the period; after ReadAt: it did not have all of it yet.
	CompleteAt time.Time `json:"complete_at"`
	EndedAt    time.Time `json:"ended_at"`
	// Margin is by how much the list was read beyond both ends of the period, in whole seconds.
	MarginSeconds int64            `json:"margin_seconds"`
	BySettlement  bool             `json:"list_by_settlement,omitempty"`
	Legs          int64            `json:"legs"`
	Listed        int64            `json:"listed"`
	Learned       int64            `json:"learned"`
	Sums          []ReconcileSum   `json:"sums"`
	Counts        []ReconcileCount `json:"counts"`
	Items         []ReconcileItem  `json:"items,omitempty"`
}

// Complete reports whether the list had all of the period.
func (r Reconciliation) Complete() bool { return !r.CompleteAt.After(r.ReadAt) }

// OpenCount is how many differences stay; what is not due yet is none.
func (r Reconciliation) OpenCount() (n int64) {
	for _, c := range r.Counts {
		n += c.Open
	}
	return n
}

// ReconciliationFilter selects runs. Zero values select all; LimitMax 0 means 1000.
type ReconciliationFilter struct {
	Provider string
	// Account counts where Provider is set.
	Account *string
	// From selects those whose period begins then.
	From     time.Time
	LimitMax int
}
