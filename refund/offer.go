package refund

// OfferTerms is the goodwill the policy offers on top of a refund, from one budget, never from
// headroom. The customer takes one of the choices, or none.
type OfferTerms struct {
	Choices []OfferChoice `json:"choices"`
	Budget  string        `json:"budget"`
	// BudgetMonthlyMinor is what the policy grants the budget per merchant and calendar month (UTC).
	BudgetMonthlyMinor int64 `json:"budget_monthly_minor,omitempty"`
	ExpirySeconds      int64 `json:"expiry_seconds"`
	// RemindSeconds is when the customer is reminded, after the offer was made; 0: never.
	RemindSeconds int64 `json:"remind_seconds,omitempty"`
}

// OfferChoice is one thing a customer may take. AmountMinor is what it costs the budget, in minor
// units of the refund's currency; Units are set for points.
type OfferChoice struct {
	ID          string    `json:"id"`
	Kind        OfferKind `json:"kind"`
	AmountMinor int64     `json:"amount_minor"`
	Units       *Units    `json:"units,omitempty"`
	// Promotion names what a coupon, an exchange or a repair is issued under.
	Promotion string `json:"promotion,omitempty"`
}

// OfferKind is the kind of a compensation offer.
type OfferKind string

// The offer kinds.
const (
	OfferCoupon      OfferKind = "COUPON"
	OfferPoints      OfferKind = "POINTS"
	OfferStoreCredit OfferKind = "STORE_CREDIT"
	OfferExchange    OfferKind = "EXCHANGE"
	OfferRepair      OfferKind = "REPAIR"
)

// OfferKinds lists the kinds.
func OfferKinds() []OfferKind {
	return []OfferKind{OfferCoupon, OfferPoints, OfferStoreCredit, OfferExchange, OfferRepair}
}

// HeldMinor is what the budget sets aside for the offer: its dearest choice.
func (o OfferTerms) HeldMinor() (minor int64) {
	for _, c := range o.Choices {
		minor = max(minor, c.AmountMinor)
	}
	return minor
}

// Choice returns the choice of an id; an empty id means the only one there is.
func (o OfferTerms) Choice(id string) (OfferChoice, bool) {
	if id == "" && len(o.Choices) == 1 {
		return o.Choices[0], true
	}
	for _, c := range o.Choices {
		if c.ID == id && id != "" {
			return c, true
		}
	}
	return OfferChoice{}, false
}

// OfferReply answers an open offer: signal and update `answer_offer`. Accepting one of several
// needs its id. A Token is the signed one of the customer's link, and then stands for By.
type OfferReply struct {
	By     Person `json:"by,omitempty"`
	Accept bool   `json:"accept"`
	Choice string `json:"choice,omitempty"`
	Token  string `json:"token,omitempty"`
	// Key makes it repeatable: the same words again under it have the first answer, others are a CONFLICT. Empty: the ledger
	// goes by what it can be done to once.
	Key DecisionID `json:"key,omitempty"`
	Seen
}

// OfferState is the ledger's answer about an offer. Status None: the budget is short.
type OfferState struct {
	Status OfferStatus `json:"status"`
	Choice string      `json:"choice,omitempty"`
	Code   string      `json:"code,omitempty"`
	Reason string      `json:"reason,omitempty"`
}
