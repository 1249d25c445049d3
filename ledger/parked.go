package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// ParkedReader says what does not go on until a person acts.
type ParkedReader interface {
	// Parked counts the open refunds that need attention, and the payouts with a leg that needs a person, by cause and
	// currency: by the number of refunds, the largest first, then by code and currency.
	Parked(ctx context.Context) ([]Parked, error)
}

// Parked is what one cause keeps, in one currency. A refund whose legs need a person for two causes counts in both.
type Parked struct {
	Code     refund.Code     `json:"code"`
	Currency refund.Currency `json:"currency_code"`
	// RefundCount is how many refunds. AmountMinor is what they are about: the refunds' totals where the refund is parked,
	// the legs' amounts where only a leg is; at most 9 * 10^18.
	RefundCount int64 `json:"refund_count"`
	AmountMinor int64 `json:"amount_minor"`
	// Oldest is since when the refund that is longest in its status is in it.
	Oldest time.Time `json:"oldest"`
}
