package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Settlements books what refunds really cost at their providers, where that is heard later than that they settled: by a
// look-up, a notification, or the provider's own list.
type Settlements interface {
	// BookSettlement books the settlement amount, the fee and the bank's reference of the leg that was sent under a key,
	// or that has a provider's refund id, in one transaction. What a leg cost is a value: the same words again book
	// nothing, whoever brings them, and other words book the difference and are counted. A leg that has not settled is
	// answered as SettlementTooEarly, and nothing is kept; so is one that settled under another key. A leg that nobody knows is SettlementNoLeg.
	// A settlement or fee that the books cannot take is a refund.Problem with CodeBadSettlement.
	BookSettlement(ctx context.Context, in SettlementFact) (SettlementBooked, error)
}

// SettlementFact is what a provider says that a refund came to on the merchant's account. What is not set is not known,
// and leaves what was booked as it is.
type SettlementFact struct {
	Provider string
	// Account is the merchant's account with the provider; empty where it has one.
	Account string
	// Key is the provider key of one of the leg's generations, ProviderRefundID the provider's id of the refund. One of
	// them has to be set; the key counts where both are.
	Key              string
	ProviderRefundID string
	// Settlement is what left the merchant's account for the refund, without the fee; nil: not known.
	Settlement *refund.Settlement
	// FeeMinor is what the provider charges for the refund, in minor units of FeeCurrency; FeeCurrency ""
	// means that nothing was said of a fee.
	FeeMinor    int64
	FeeCurrency refund.Currency
	// BankReference finds the movement at the payer's bank; empty: not known.
	BankReference string
	// Source names who said so, for the trail (a fact's id, a line of a list). It decides nothing.
	Source string
	// At is the provider's time. The ledger keeps its own beside what it booked.
	At time.Time
}

// SettlementResult is what became of a settlement fact.
type SettlementResult string

// The results.
const (
	// SettlementIsBooked: it was new, and is in the books.
	SettlementIsBooked SettlementResult = "BOOKED"
	// SettlementIsKnown: the books said so before.
	SettlementIsKnown SettlementResult = "KNOWN"
	// SettlementIsChanged: the books had other amounts, and the difference was booked.
	SettlementIsChanged SettlementResult = "CHANGED"
	// SettlementTooEarly: the leg has not settled under that key, as far as the books know.
	SettlementTooEarly SettlementResult = "TOO_EARLY"
	// SettlementNoLeg: no leg was sent under that key or has that id.
	SettlementNoLeg SettlementResult = "NO_LEG"
)

// SettlementBooked says which leg it was and what was booked. Refund and Leg are empty with SettlementNoLeg.
type SettlementBooked struct {
	Result SettlementResult
	Refund refund.ID
	Leg    refund.LegID
	// Changes counts how often the leg's amounts were said otherwise than before.
	Changes int64
}

// CodeBadSettlement: the books cannot take the settlement (an amount below zero, a currency without an amount, a leg
// that no provider pays).
const CodeBadSettlement refund.Code = "BAD_SETTLEMENT"

// Check returns a refund.Problem with CodeBadSettlement for a fact that the books cannot take.
func (f SettlementFact) Check() error {
	problem := func(detail string) error { return refund.Problem{Code: CodeBadSettlement, Detail: detail} }
	switch {
	case f.Provider == "" || f.Key == "" && f.ProviderRefundID == "":
		return problem("the provider, and a key or the provider's id of the refund, have to be named")
	case f.Settlement != nil && (f.Settlement.AmountMinor < 0 || f.Settlement.Currency == ""):
		return problem("a settlement is an amount from zero on, in a currency")
	case f.FeeMinor < 0 || f.FeeMinor > 0 && f.FeeCurrency == "":
		return problem("a fee is an amount from zero on, in a currency")
	}
	return nil
}
