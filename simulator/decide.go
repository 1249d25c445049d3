package simulator

import (
	"fmt"
	"time"
)

// lookupsDefault is the look-up at which a pending refund settles or fails, when its fault names
// neither look-ups nor a delay.
const lookupsDefault = 2

// amountMinorMax bounds one refund, so that no sum of thousands of them overflows.
const amountMinorMax = 1_000_000_000_000_000

// request is a well-formed POST of a refund.
type request struct {
	Key         string `json:"-"`
	Reference   string `json:"reference"`
	Account     string `json:"account"`
	AmountMinor int64  `json:"amount_minor"`
	Currency    string `json:"currency_code"`
}

// sameBody reports whether a stored refund was made by this very body.
func (q request) sameBody(r Refund) bool {
	return q.Reference == r.Reference && q.Account == r.Account &&
		q.AmountMinor == r.AmountMinor && q.Currency == r.Currency
}

// scene is what a decision about a new key is made on.
type scene struct {
	id    string
	now   time.Time
	fault Fault
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
		ID: s.id, Key: q.Key, Reference: q.Reference, Account: q.Account,
		AmountMinor: q.AmountMinor, Currency: q.Currency, CreatedAt: s.now,
	}}
	if class, reason := refusal(q, s); class != "" {
		r.Status, r.Class, r.Reason = StatusDeclined, class, reason
		return r, nil
	}
	to := firstStatus(s.fault)
	moved := r.movementTo(to)
	r.Status = to
	r.Ahead = comesAfter(s)
	if r.Ahead != nil && r.Ahead.At != nil && to == StatusPending {
		r.ExpectedBy = r.Ahead.At
	}
	if s.fault.Name == FaultHidden {
		until := s.now.Add(s.fault.delayOrDefault())
		r.HiddenUntil = &until
	}
	return r, moved
}

// refusal returns the class and the words of a decline, or nothing.
func refusal(q request, s scene) (class, reason string) {
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
	if left := s.charge.AmountMinor - s.engagedMinor; q.AmountMinor > left {
		return ClassExceeds, fmt.Sprintf("%d is more than the %d left of the charge", q.AmountMinor, left)
	}
	return "", ""
}

// firstStatus is the status a refund starts with.
func firstStatus(f Fault) Status {
	switch f.Name {
	case FaultPending, FaultPendingThenFail:
		return StatusPending
	case FaultRequiresAction:
		return StatusRequiresAction
	case FaultAbnormal:
		return StatusAbnormal
	case FaultDecline:
		return StatusDeclined
	case FaultTimeoutBefore, FaultTimeoutAfterSuccess, FaultError500, FaultError503, FaultError500AfterSuccess,
		FaultGarbage, FaultDrop, FaultSlow, FaultRateLimit, FaultHidden, FaultLateFailure, FaultLookupError500:
		return StatusSettled
	}
	return StatusSettled
}

// comesAfter is the change that will follow the first status, or nil.
func comesAfter(s scene) *ahead {
	switch s.fault.Name {
	case FaultPending:
		return later(s, StatusSettled, lookupsDefault)
	case FaultPendingThenFail:
		return later(s, StatusFailed, lookupsDefault)
	case FaultLateFailure:
		return later(s, StatusFailed, 1)
	case FaultRequiresAction, FaultAbnormal:
		return later(s, StatusSettled, 0)
	case FaultTimeoutBefore, FaultTimeoutAfterSuccess, FaultError500, FaultError503, FaultError500AfterSuccess,
		FaultGarbage, FaultDrop, FaultSlow, FaultRateLimit, FaultHidden, FaultDecline, FaultLookupError500:
		return nil
	}
	return nil
}

// later is a change after the fault's delay, or at its look-up; without either at the given
// look-up, and never when that is 0.
func later(s scene, to Status, lookups int) *ahead {
	if s.fault.DelayMS > 0 {
		at := s.now.Add(s.fault.delay())
		return &ahead{To: to, At: &at}
	}
	if s.fault.Lookups > 0 {
		lookups = s.fault.Lookups
	}
	if lookups == 0 {
		return nil
	}
	return &ahead{To: to, LookupsLeft: lookups}
}
