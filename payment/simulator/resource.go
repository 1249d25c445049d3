package simulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// resource is a refund or a void as the simulator answers it.
type resource struct {
	ID          string          `json:"id"`
	Kind        string          `json:"kind"`
	Key         string          `json:"key"`
	Reference   string          `json:"reference"`
	AmountMinor int64           `json:"amount_minor"`
	Currency    refund.Currency `json:"currency_code"`
	Status      string          `json:"status"`
	Class       string          `json:"class"`
	Reason      string          `json:"reason"`
	ExpectedBy  *time.Time      `json:"expected_by"`
}

// readResource checks that the answer is about what was asked, and reads its status.
func readResource(answer reply, in payment.Instruction) refund.Outcome {
	var r resource
	if json.Unmarshal(answer.Body, &r) != nil || r.ID == "" {
		return wire.Unknown(answer.describe())
	}
	if !r.isAbout(in) {
		return refund.Outcome{
			Kind: refund.OutcomeAbnormal, ProviderRefundID: r.ID,
			Reason: wire.Clipped(fmt.Sprintf("asked for a %s of %d %s on %s, answered a %s of %d %s on %s",
				kindOf(in), in.AmountMinor, in.Currency, in.Reference, r.Kind, r.AmountMinor, r.Currency, r.Reference)),
		}
	}
	return r.outcome()
}

func (r resource) isAbout(in payment.Instruction) bool {
	return r.Kind == kindOf(in) && r.Key == in.Key && r.Reference == in.Reference &&
		r.AmountMinor == in.AmountMinor && r.Currency == in.Currency
}

// The kinds of a resource.
const (
	kindRefund = "refund"
	kindVoid   = "void"
)

func kindOf(in payment.Instruction) string {
	if in.Void {
		return kindVoid
	}
	return kindRefund
}

// goodEnd is the status in which what was asked is done: it is not the same word for both kinds.
func (r resource) goodEnd() string {
	if r.Kind == kindVoid {
		return "voided"
	}
	return "settled"
}

// outcome reads the status. One we do not know of this kind is Abnormal: a person asks the provider.
func (r resource) outcome() refund.Outcome {
	o := refund.Outcome{ProviderRefundID: r.ID, Reason: wire.Clipped(r.Reason), ExpectedBy: r.ExpectedBy}
	switch r.Status {
	case r.goodEnd():
		o.Kind = refund.OutcomeSettled
	case "pending":
		o.Kind = refund.OutcomePending
	case "declined":
		o.Kind, o.Class = refund.OutcomeDeclined, classOf(r.Class)
	case "failed":
		o.Kind = refund.OutcomeFailed
	case "requires_action":
		o.Kind = refund.OutcomeRequiresAction
	case "abnormal":
		o.Kind = refund.OutcomeAbnormal
	default:
		o.Kind, o.Reason = refund.OutcomeAbnormal, wire.Clipped(fmt.Sprintf("unknown status %q of a %s. %s", r.Status, r.Kind, r.Reason))
	}
	return o
}

// classes are the simulator's words of a decline, and what they mean.
func classes() map[string]refund.DeclineClass {
	return map[string]refund.DeclineClass{
		"instrument": refund.DeclinedInstrument, "balance": refund.DeclinedBalance, "disputed": refund.DeclinedDisputed,
		"exceeds": refund.DeclinedExceeds, "other": refund.DeclinedOther,
	}
}

// classOf reads a decline's class; one we do not know is a no without consequences of its own.
func classOf(s string) refund.DeclineClass { return cmp.Or(classes()[s], refund.DeclinedOther) }
