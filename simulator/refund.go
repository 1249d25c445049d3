package simulator

import "time"

// Status is where a refund stands at the simulator.
type Status string

// The statuses.
const (
	StatusSettled        Status = "settled"
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

// Refund is a refund as the simulator answers it. AmountMinor is in minor units of Currency.
type Refund struct {
	ID          string     `json:"id"`
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
}

// Charge is what was captured on a payment reference: its refunds never exceed it.
type Charge struct {
	Reference   string `json:"reference"`
	AmountMinor int64  `json:"amount_minor"`
	Currency    string `json:"currency_code"`
}

// record is a refund with what only the simulator knows of it.
type record struct {
	Refund
	// Ahead is what will become of it; nil when it has its last status.
	Ahead *ahead `json:"ahead,omitempty"`
	// HiddenUntil: until then look-ups do not find it.
	HiddenUntil *time.Time `json:"hidden_until,omitempty"`
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
	Reference   string `json:"reference"`
	Currency    string `json:"currency_code"`
	AmountMinor int64  `json:"amount_minor"`
}

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
	r.Status, r.Ahead, r.ExpectedBy, r.Reason = next.To, nil, nil, reasonOf(next.To)
	return r, moved, true
}

func (a ahead) due(on occasion) bool {
	if a.At != nil {
		return !on.now.Before(*a.At)
	}
	return on.lookedUp && a.LookupsLeft == 0
}

// movementTo is the money that moves when the refund goes to a status: out when it settles, back
// when it had settled and leaves that.
func (r record) movementTo(to Status) *movement {
	m := movement{Key: r.Key, Reference: r.Reference, Currency: r.Currency, AmountMinor: r.AmountMinor}
	switch {
	case to == StatusSettled && r.Status != StatusSettled:
		return &m
	case to != StatusSettled && r.Status == StatusSettled:
		m.AmountMinor = -m.AmountMinor
		return &m
	}
	return nil
}

func reasonOf(s Status) string {
	if s == StatusFailed {
		return "the receiving bank sent it back"
	}
	return ""
}

// engaged is what of its charge the refund takes: everything that moved or still may.
func (r record) engaged() int64 {
	switch r.Status {
	case StatusSettled, StatusPending, StatusRequiresAction, StatusAbnormal:
		return r.AmountMinor
	case StatusDeclined, StatusFailed:
		return 0
	}
	return r.AmountMinor
}
