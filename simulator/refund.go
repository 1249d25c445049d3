package simulator

import "time"

// Kind says what was asked under a key.
type Kind string

// The kinds.
const (
	KindRefund Kind = "refund"
	// KindVoid cancels an authorisation that was never captured: no money moves.
	KindVoid Kind = "void"
)

// Status is where a refund or a void stands at the simulator.
type Status string

// The statuses.
const (
	// StatusSettled: the money moved; a refund's good end.
	StatusSettled Status = "settled"
	// StatusVoided: the authorisation is cancelled; a void's good end.
	StatusVoided         Status = "voided"
	StatusPending        Status = "pending"
	StatusDeclined       Status = "declined"
	StatusFailed         Status = "failed"
	StatusRequiresAction Status = "requires_action"
	StatusAbnormal       Status = "abnormal"
)

// The classes of a decline.
const (
	ClassInstrument = "instrument"
	ClassBalance    = "balance"
	ClassDisputed   = "disputed"
	ClassExceeds    = "exceeds"
	ClassOther      = "other"
)

// Refund is a refund, or a void, as the simulator answers it. AmountMinor is in minor units of
// Currency, and 0 for a void.
type Refund struct {
	ID          string     `json:"id"`
	Kind        Kind       `json:"kind"`
	Key         string     `json:"key"`
	Reference   string     `json:"reference"`
	Account     string     `json:"account,omitempty"`
	AmountMinor int64      `json:"amount_minor"`
	Currency    string     `json:"currency_code"`
	Status      Status     `json:"status"`
	Class       string     `json:"class,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	ExpectedBy  *time.Time `json:"expected_by,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
	// SettledAt is when the money of a refund moved; zero: it has not, or the book is older than this member.
	SettledAt time.Time `json:"settled_at,omitzero"`
	// The fee and the settlement that lists name under a list fault. Without a currency there is none: the simulator
	// takes no fees, and settles what was asked for.
	FeeMinor           int64  `json:"fee_minor,omitempty"`
	FeeCurrency        string `json:"fee_currency_code,omitempty"`
	SettlementMinor    int64  `json:"settlement_minor,omitempty"`
	SettlementCurrency string `json:"settlement_currency_code,omitempty"`
}

// Charge is what was captured on a payment reference: its refunds never exceed it.
type Charge struct {
	Reference   string `json:"reference"`
	AmountMinor int64  `json:"amount_minor"`
	Currency    string `json:"currency_code"`
	// AuthorizedMinor is what was authorised; 0: what was captured. The rest can be voided.
	AuthorizedMinor int64 `json:"authorized_minor,omitempty"`
	// Captures are the captures it was taken by, where each is refunded by a reference of its own. Then the
	// charge's own reference is not refunded.
	Captures []ChargeCapture `json:"captures,omitempty"`
}

// ChargeCapture is one capture of a charge: its refunds never exceed it.
type ChargeCapture struct {
	Reference   string `json:"reference"`
	AmountMinor int64  `json:"amount_minor"`
}

// record is a refund with what only the simulator knows of it.
type record struct {
	Refund
	// Ahead is what will become of it; nil when it has its last status.
	Ahead *ahead `json:"ahead,omitempty"`
	// HiddenUntil: until then look-ups do not find it.
	HiddenUntil *time.Time `json:"hidden_until,omitempty"`
	// ForgottenAt: from then on the key is as if it had never been used.
	ForgottenAt *time.Time `json:"forgotten_at,omitempty"`
}

// ahead is a coming change of status: at a time, or at the look-up that brings LookupsLeft to 0.
type ahead struct {
	To          Status     `json:"to"`
	At          *time.Time `json:"at,omitempty"`
	LookupsLeft int        `json:"lookups_left,omitempty"`
}

// occasion is a moment at which a refund may change.
type occasion struct {
	now      time.Time
	lookedUp bool
}

// movement is money that really moved: negative when it came back.
type movement struct {
	Key         string `json:"key"`
	Account     string `json:"account,omitempty"`
	Reference   string `json:"reference"`
	Currency    string `json:"currency_code"`
	AmountMinor int64  `json:"amount_minor"`
}

// forgotten reports whether the key of the refund is no longer known.
func (r record) forgotten(now time.Time) bool {
	return r.ForgottenAt != nil && !now.Before(*r.ForgottenAt)
}

// hidden reports whether look-ups do not find the refund yet.
func (r record) hidden(now time.Time) bool { return r.HiddenUntil != nil && now.Before(*r.HiddenUntil) }

// step returns the record after an occasion, the money that moved by it, and whether anything
// changed.
func step(r record, on occasion) (record, *movement, bool) {
	if r.Ahead == nil {
		return r, nil, false
	}
	next := *r.Ahead
	if on.lookedUp && next.LookupsLeft > 0 {
		next.LookupsLeft--
	}
	if !next.due(on) {
		changed := next != *r.Ahead
		r.Ahead = &next
		return r, nil, changed
	}
	moved := r.movementTo(next.To)
	if moved != nil && next.To == StatusSettled {
		r.SettledAt = on.now.UTC()
	}
	r.Status, r.Ahead, r.ExpectedBy, r.Reason = next.To, nil, nil, r.reasonOf(next.To)
	return r, moved, true
}

func (a ahead) due(on occasion) bool {
	if a.At != nil {
		return !on.now.Before(*a.At)
	}
	return on.lookedUp && a.LookupsLeft == 0
}

// movementTo is the money that moves when the refund goes to a status: out when it settles, back
// when it had settled and leaves that. A void never settles: it is voided, and nothing moves.
func (r record) movementTo(to Status) *movement {
	m := movement{Key: r.Key, Account: r.Account, Reference: r.Reference, Currency: r.Currency, AmountMinor: r.AmountMinor}
	switch {
	case to == StatusSettled && r.Status != StatusSettled:
		return &m
	case to != StatusSettled && r.Status == StatusSettled:
		m.AmountMinor = -m.AmountMinor
		return &m
	}
	return nil
}

func (r record) reasonOf(to Status) string {
	switch {
	case to != StatusFailed:
		return ""
	case r.Kind == KindVoid:
		return "the bank kept the authorisation"
	}
	return "the receiving bank sent it back"
}

// engaged is what of its charge the refund takes: everything that moved or still may; a void, with
// its amount of 0, takes nothing.
func (r record) engaged() int64 {
	switch r.Status {
	case StatusSettled, StatusVoided, StatusPending, StatusRequiresAction, StatusAbnormal:
		return r.AmountMinor
	case StatusDeclined, StatusFailed:
		return 0
	}
	return r.AmountMinor
}
