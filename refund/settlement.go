package refund

import "time"

// LegSettlement is what became of a leg's money beyond its amount, as far as it is known. Nil and empty are not known,
// or the leg's own amount.
type LegSettlement struct {
	Leg LegID `json:"leg_id"`
	// Settlement is what left the merchant's account, Fee what the provider charged for it.
	Settlement *Settlement `json:"settlement,omitempty"`
	Fee        *Settlement `json:"fee,omitempty"`
	// PayerMinor is what the payer got, in minor units of the leg's currency.
	PayerMinor    *int64 `json:"payer_minor,omitempty"`
	BankReference string `json:"bank_reference,omitempty"`
	// SettledAt is when the ledger heard of the settlement, UTC; TookSeconds how long that was after the leg was begun.
	SettledAt   *time.Time `json:"settled_at,omitempty"`
	TookSeconds int64      `json:"took_seconds,omitempty"`
	// Changes counts how often settlement or fee were said otherwise than before.
	Changes int64 `json:"changes,omitempty"`
}
