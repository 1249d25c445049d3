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

// Every activity of the worker. Those with a Local timing are tried once as a local activity first
// (DESIGN section 12).
var (
	DecideRefund        = Call[refund.Decide, refund.Decided]{"DecideRefund", ledgerTiming}
	CarryOutAct         = Call[refund.ActRequest, refund.Acted]{"CarryOutAct", ledgerTiming}
	PassDeadline        = Call[refund.Deadline, refund.Standing]{"PassDeadline", ledgerTiming}
	OpenOffer           = Call[refund.ID, refund.Standing]{"OpenOffer", ledgerTiming}
	CloseRefund         = Call[refund.Close, refund.Standing]{"CloseRefund", ledgerTiming}
	CountRefusedSignals = Call[refund.RefusedSignals, refund.Standing]{"CountRefusedSignals", ledgerTiming}
	ReadStanding        = Call[refund.ID, refund.Standing]{"ReadStanding", ledgerTiming}
	GiveUpNotice        = Call[Undelivered, None]{"GiveUpNotice", ledgerTiming}

	// PayLeg leads a leg on for the first time. LookAgain is the same activity on a workflow's timer, LookOnce
	// because a person asks.
	PayLeg    = Call[refund.PayLeg, refund.LegPaid]{"PayLeg", payTiming}
	LookAgain = Call[refund.PayLeg, refund.LegPaid]{"PayLeg", lookTiming}
	LookOnce  = Call[refund.PayLeg, refund.LegPaid]{"PayLeg", lookOnceTiming}

	Tell          = Call[Telling, refund.Delivery]{"Tell", tellTiming}
	DeliverNotice = Call[Undelivered, refund.Delivery]{"DeliverNotice", deliverTiming}
	CallStaff     = Call[refund.StaffCall, refund.StaffCalled]{"CallStaff", deliverTiming}
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
		return out, toTemporal(ctx, call.Name, err)
	}, activity.RegisterOptions{Name: call.Name})
}

// Register registers every activity of the parties.
func (p Parties) Register(r Registry) {
	register(r, DecideRefund, p.Ledger.DecideRefund)
	register(r, CarryOutAct, p.Ledger.CarryOutAct)
	register(r, PassDeadline, p.Ledger.Books.PassDeadline)
	register(r, OpenOffer, p.Ledger.Books.OpenOffer)
	register(r, CloseRefund, p.Ledger.Books.CloseRefund)
	register(r, CountRefusedSignals, p.Ledger.Books.CountRefused)
	register(r, ReadStanding, p.Ledger.Books.Standing)
	register(r, PayLeg, p.Payments.PayLeg)
	register(r, Tell, p.Tellers.Tell)
	register(r, DeliverNotice, p.Tellers.DeliverNotice)
	register(r, GiveUpNotice, p.Tellers.GiveUpNotice)
	register(r, CallStaff, p.Staff.CallStaff)
}

// Parties are the outside parties behind the activities.
type Parties struct {
	Ledger   Ledger
	Payments Payments
	Tellers  Tellers
	Staff    Staff
}
