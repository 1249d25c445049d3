package activities

import (
	"context"

	"go.temporal.io/sdk/activity"

	"github.com/makegood/makegood/refund"
)

// Call names one activity with its input, its answer and its timing. Workflows call activities
// only through these, so that a wrong argument does not compile.
type Call[In, Out any] struct {
	Name   string
	Timing Timing
}

// None is the answer of an activity that only succeeds.
type None struct{}

// Every activity of the worker. The ledger's, the policy's and the first try of telling run
// local; the provider's call and the patient telling are regular (DESIGN section 12).
var (
	OpenRefund        = Call[refund.Open, refund.Opened]{"OpenRefund", ledgerTiming}
	AssessRefund      = Call[refund.Cancellation, refund.Proposal]{"AssessRefund", ledgerTiming}
	ReassessRefund    = Call[refund.Reassessment, refund.Reassessed]{"ReassessRefund", ledgerTiming}
	ReserveRefund     = Call[refund.Reserve, refund.Reserved]{"ReserveRefund", ledgerTiming}
	ReplaceRefund     = Call[refund.Replace, refund.Reserved]{"ReplaceRefund", ledgerTiming}
	AuthorizeDecision = Call[refund.DecisionRequest, refund.Ruling]{"AuthorizeDecision", ledgerTiming}
	ResolveRefund     = Call[refund.ResolutionRequest, refund.Ruling]{"ResolveRefund", ledgerTiming}
	BeginLeg          = Call[refund.Begin, refund.Begun]{"BeginLeg", ledgerTiming}
	RecordOutcome     = Call[refund.Record, refund.Leg]{"RecordOutcome", ledgerTiming}
	MarkRefund        = Call[refund.Mark, None]{"MarkRefund", ledgerTiming}
	ReleaseRefund     = Call[refund.Release, refund.Answer]{"ReleaseRefund", ledgerTiming}
	CloseRefund       = Call[refund.Close, None]{"CloseRefund", ledgerTiming}
	OpenOffer         = Call[refund.OfferMove, refund.OfferState]{"OpenOffer", ledgerTiming}
	EndOffer          = Call[refund.OfferEnd, refund.OfferState]{"EndOffer", ledgerTiming}
	CheckOfferToken   = Call[OfferToken, refund.Answer]{"CheckOfferToken", ledgerTiming}
	Tell              = Call[Telling, refund.Delivery]{"Tell", tellTiming}
	GiveUpNotice      = Call[Undelivered, None]{"GiveUpNotice", ledgerTiming}

	RefundPayment = Call[PayLeg, refund.LegAnswer]{"RefundPayment", paymentTiming}
	LookUpPayment = Call[PayLeg, refund.LegAnswer]{"LookUpPayment", lookUpTiming}
	CallStaff     = Call[refund.StaffCall, refund.StaffCalled]{"CallStaff", deliverTiming}
	DeliverNotice = Call[Undelivered, refund.Delivery]{"DeliverNotice", deliverTiming}
)

// Registry is the part of a worker that registration needs; the replayer and the test
// environment have it too.
type Registry interface {
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// register ties a descriptor to the function behind it; their types must agree.
func register[In, Out any](r Registry, call Call[In, Out], fn func(context.Context, In) (Out, error)) {
	r.RegisterActivityWithOptions(func(ctx context.Context, in In) (Out, error) {
		out, err := fn(ctx, in)
		return out, toTemporal(call.Name, err)
	}, activity.RegisterOptions{Name: call.Name})
}

// Register registers every activity of the parties.
func (p Parties) Register(r Registry) {
	register(r, OpenRefund, p.Ledger.OpenRefund)
	register(r, ReserveRefund, p.Ledger.ReserveRefund)
	register(r, ReplaceRefund, p.Ledger.ReplaceRefund)
	register(r, AuthorizeDecision, p.Ledger.AuthorizeDecision)
	register(r, ResolveRefund, p.Ledger.AuthorizeResolution)
	register(r, BeginLeg, p.Ledger.BeginLeg)
	register(r, RecordOutcome, p.Ledger.RecordOutcome)
	register(r, MarkRefund, p.Ledger.MarkRefund)
	register(r, ReleaseRefund, p.Ledger.ReleaseRefund)
	register(r, CloseRefund, p.Ledger.CloseRefund)
	register(r, OpenOffer, p.Ledger.OpenOffer)
	register(r, EndOffer, p.Ledger.EndOffer)
	register(r, AssessRefund, p.Policy.AssessRefund)
	register(r, ReassessRefund, p.Policy.ReassessRefund)
	register(r, RefundPayment, p.Payments.RefundPayment)
	register(r, LookUpPayment, p.Payments.LookUpPayment)
	register(r, Tell, p.Tellers.Tell)
	register(r, DeliverNotice, p.Tellers.DeliverNotice)
	register(r, GiveUpNotice, p.Tellers.GiveUpNotice)
	register(r, CheckOfferToken, p.Tellers.CheckOfferToken)
	register(r, CallStaff, p.Staff.CallStaff)
}

// Parties are the outside parties behind the activities.
type Parties struct {
	Ledger   Ledger
	Policy   Policy
	Payments Payments
	Tellers  Tellers
	Staff    Staff
}
