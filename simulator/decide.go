package simulator

import (
	"fmt"
	"time"
)

// amountMinorMax bounds one refund, so that no sum of thousands of them overflows.
const amountMinorMax = 1_000_000_000_000_000

// request is a well-formed POST of a refund or a void.
type request struct {
	Kind        Kind   `json:"-"`
	Key         string `json:"-"`
	Reference   string `json:"reference"`
	Account     string `json:"account"`
	AmountMinor int64  `json:"amount_minor"`
	Currency    string `json:"currency_code"`
}

// sameBody reports whether a stored refund was made by this very body.
func (q request) sameBody(r Refund) bool {
	return q.Kind == r.Kind && q.Reference == r.Reference && q.Account == r.Account &&
		q.AmountMinor == r.AmountMinor && q.Currency == r.Currency
}

// scene is what a decision about a new key is made on.
type scene struct {
	id    string
	now   time.Time
	fault Fault
	// forget is the fault that makes the key be forgotten, or none.
	forget Fault
	// referenceProblem says what is wrong with the faults that the reference names.
	referenceProblem string
	// charge is nil when none was registered; engagedMinor is what its refunds take already.
	charge       *Charge
	engagedMinor int64
}

// decide returns what becomes of a request with a new key: the record to store, and the money that
// moves now. It must not be asked for a fault that does nothing.
func decide(q request, s scene) (record, *movement) {
	r := record{Refund: Refund{
		ID: s.id, Kind: q.Kind, Key: q.Key, Reference: q.Reference, Account: q.Account,
		AmountMinor: q.AmountMinor, Currency: q.Currency, CreatedAt: s.now,
	}}
	if s.forget.Name == FaultForget {
		r.ForgottenAt = s.after(s.forget)
	}
	if class, reason := declineOf(q, s); class != "" {
		r.Status, r.Class, r.Reason = StatusDeclined, class, reason
		return r, nil
	}
	to := firstStatus(q.Kind, s.fault)
	moved := r.movementTo(to)
	r.Status = to
	if moved != nil {
		r.SettledAt = s.now
	}
	r.Ahead = comesAfter(q.Kind, s)
	if r.Ahead != nil && r.Ahead.At != nil && to == StatusPending {
		r.ExpectedBy = r.Ahead.At
	}
	if s.fault.Name == FaultHidden || s.fault.Name == FaultLateMove {
		r.HiddenUntil = s.after(s.fault)
	}
	return r, moved
}

// after is the time at which a fault's delay is over.
func (s scene) after(f Fault) *time.Time {
	at := s.now.Add(f.delayOrDefault())
	return &at
}

// declineOf returns the class and the words of a decline, or nothing.
func declineOf(q request, s scene) (class, reason string) {
	if s.referenceProblem != "" {
		return ClassOther, s.referenceProblem
	}
	if s.fault.Name == FaultDecline {
		class = s.fault.Class
		if class == "" {
			class = ClassOther
		}
		return class, "refused by the simulator's fault " + string(FaultDecline)
	}
	if q.AmountMinor > amountMinorMax {
		return ClassOther, fmt.Sprintf("%d is more than this provider takes", q.AmountMinor)
	}
	if s.charge == nil {
		return "", ""
	}
	if s.charge.Currency != q.Currency {
		return ClassOther, fmt.Sprintf("charged in %s, not in %s", s.charge.Currency, q.Currency)
	}
	if q.Kind == KindRefund && len(s.charge.Captures) > 0 {
		return ClassOther, "this charge is refunded by its captures, not by its own reference"
	}
	if q.Kind == KindVoid && s.charge.AmountMinor > 0 && s.charge.AuthorizedMinor <= s.charge.AmountMinor {
		return ClassOther, fmt.Sprintf("%d was captured: it can be refunded, not voided", s.charge.AmountMinor)
	}
	if left := s.charge.AmountMinor - s.engagedMinor; q.AmountMinor > left {
		return ClassExceeds, fmt.Sprintf("%d is more than the %d left of the charge", q.AmountMinor, left)
	}
	return "", ""
}
