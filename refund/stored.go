package refund

import "time"

// StoredProvider is the provider of payments whose value the merchant keeps itself, in the ledger's own book: store
// credit, gift cards, points, coupons and red packets.
const StoredProvider = "storedvalue"

// Stored reports whether a kind of payment is value that a customer holds with the merchant, and not money.
func (k PaymentKind) Stored() bool {
	switch k {
	case PaymentGiftCard, PaymentPoints, PaymentStoreCredit, PaymentCoupon, PaymentRedPacket:
		return true
	case PaymentCard, PaymentWallet, PaymentBank:
	}
	return false
}

// StoredMovement is what the book of stored value has under a key: value that was given back, or that it could not
// be given back. Neither ever changes.
type StoredMovement struct {
	// ID is the book's own; 0: it keeps nothing of this.
	ID          int64
	Instruction Instruction
	Merchant    MerchantID
	Kind        PaymentKind
	// Instrument is the card, the coupon, the programme of points or the account of store credit.
	Instrument string
	// Outcome is Settled or Declined.
	Outcome Outcome
	MovedAt time.Time
}

// StoredQuery asks for what an account's book has: of a period, from inclusive, to exclusive, and of a reference where
// one is named. A zero time bounds nothing. It is read in pages: after an id, LimitMax at most.
type StoredQuery struct {
	Account   string
	From, To  time.Time
	Reference string
	After     int64
	LimitMax  int
}

// StoredState is whether an instrument takes value back.
type StoredState string

// The states. Only an open one takes value back.
const (
	StoredOpen    StoredState = "OPEN"
	StoredFrozen  StoredState = "FROZEN"
	StoredExpired StoredState = "EXPIRED"
	// StoredClosed is an account of store credit that its customer has closed.
	StoredClosed StoredState = "CLOSED"
	// StoredRetired is a programme of points that has ended.
	StoredRetired StoredState = "RETIRED"
	// StoredVoided is a card whose balance went back to who had bought it.
	StoredVoided StoredState = "VOIDED"
)

// StoredStates lists the states that a person sets; a card is voided by the refund of its purchase alone.
func StoredStates() []StoredState {
	return []StoredState{StoredOpen, StoredFrozen, StoredExpired, StoredClosed, StoredRetired}
}

// StoredInstrument names an instrument of a merchant.
type StoredInstrument struct {
	Merchant   MerchantID  `json:"merchant_id"`
	Kind       PaymentKind `json:"kind"`
	Instrument string      `json:"instrument"`
}

// StoredChange sets an instrument's state from now on.
type StoredChange struct {
	StoredInstrument
	State StoredState `json:"state"`
	Cause Cause       `json:"cause"`
	// Acting is how it is known who sets it; the zero Subject: it is asserted.
	Acting Subject `json:"-"`
}

// CardFreeze says that a gift card, bought with a line of an order, is frozen with so much left on it: nobody spends it
// any more, so that its purchase can be refunded. UnspentMinor is in the order's currency.
type CardFreeze struct {
	Merchant     MerchantID `json:"merchant_id"`
	Card         string     `json:"card"`
	Order        OrderID    `json:"order_id"`
	Line         LineID     `json:"line_id"`
	UnspentMinor int64      `json:"unspent_minor"`
	Cause        Cause      `json:"cause"`
	// Acting is how it is known who freezes it; the zero Subject: it is asserted.
	Acting Subject `json:"-"`
}
