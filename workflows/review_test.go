package workflows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// rejectedInALostBatch does in the ledger what a workflow task did that was lost before Temporal
// had it: the rejection is stored and released, and the workflow does not know.
func (b *bundle) rejectedInALostBatch() {
	b.t.Helper()
	reject := decision("d-1", refund.VerbReject, "ann")
	b.carriedOut(refund.Act{Kind: refund.ActDecide, Decision: &reject})
}

func TestABatchThatRunsAgainWithOneMoreEventKeepsTheEndItHad(t *testing.T) {
	for name, extra := range map[string]func(*bundle){
		"an operator's cancel": func(b *bundle) { b.env.CancelWorkflow() },
		"nothing":              func(*bundle) {},
	} {
		b := setup(t, overLimit)
		b.at(time.Hour, func() {
			b.rejectedInALostBatch()
			b.signal(refund.ActDecide, decision("d-1", refund.VerbReject, "ann"))
			extra(b)
		})
		if result := b.run(); result.Status != refund.StatusRejected {
			t.Errorf("%s: ended %+v", name, result)
		}
	}
}

func TestAReviewThatFallsDueAfterALostRejectionEndsRejected(t *testing.T) {
	b := setup(t, overLimit)
	b.at(24*time.Hour-time.Second, b.rejectedInALostBatch)
	b.at(25*time.Hour, func() { b.signal(refund.ActDecide, decision("d-1", refund.VerbReject, "ann")) })
	if result := b.run(); result.Status != refund.StatusRejected {
		t.Errorf("ended %+v", result)
	}
}

func TestAfterAnOperatorsCancelNoOfferIsMadeToTheCustomer(t *testing.T) {
	b := setup(t, func(in *refund.Request) { merchantFault(in); reference("ch_1~pending:3")(in) })
	b.at(500*time.Millisecond, b.env.CancelWorkflow)
	result := b.run()
	if result.Status != refund.StatusRefunded || result.Offer != refund.OfferNone || b.wire.told[refund.NoticeOffer] != 0 {
		t.Errorf("ended %+v, told %v", result, b.wire.told)
	}
}

// second adds a payment to the order, changed.
func second(in *refund.Request, change func(*refund.Payment)) {
	p := in.Cancellation.Order.Payments[0]
	p.PaymentID, p.ProviderReference = "pay-2", "ch_2"
	change(&p)
	in.Cancellation.Order.Payments = append(in.Cancellation.Order.Payments, p)
}

func TestGivingUpBesideASettledVoidEndsTheRefundAndSendsNothing(t *testing.T) {
	held := int64(5000)
	b := setup(t, func(in *refund.Request) {
		reference("ch_1~decline~always")(in)
		second(in, func(p *refund.Payment) { p.CapturedMinor, p.CapturedAt, p.AuthorizedMinor = 0, nil, &held })
	})
	resolveAfter(time.Hour, refund.ResolveGiveUp)(b)
	if result := b.run(); result.Status != refund.StatusRejected || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
	for _, leg := range b.view().Legs {
		if leg.Generation > 1 {
			t.Errorf("leg %s was sent again after somebody had given up: %+v", leg.LegID, leg)
		}
	}
}

func TestAProviderNobodyHasAnAdapterForGoesToAPerson(t *testing.T) {
	b := setup(t, func(in *refund.Request) { in.Cancellation.Order.Payments[0].Provider = "ghost" })
	b.at(time.Hour, func() {
		if view := b.view(); !view.NeedsHuman() || view.Attention() != refund.CodeNoAdapter {
			t.Errorf("after an hour it is %s: %s", view.Status, view.Attention())
		}
		b.signal(refund.ActResolve, refund.Resolution{ResolutionID: "r-1", Action: refund.ResolveGiveUp, By: "ann"})
	})
	if result := b.run(); result.Status != refund.StatusRejected || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
	if !slices.ContainsFunc(b.stored().Trail, func(e refund.TrailEntry) bool {
		return e.Event == "Resolved" && e.Actor == "ann" && strings.Contains(e.Reason, "give_up")
	}) {
		t.Errorf("the ledger's trail does not keep who resolved it: %+v", b.stored().Trail)
	}
}

func TestTheCustomerHearsOfTheMoneyThatIsOnItsWayAndOfNoOther(t *testing.T) {
	b := setup(t, func(in *refund.Request) {
		reference("ch_1~pending:3")(in)
		in.Cancellation.Order.Payments[0].CapturedMinor = 12600
		second(in, func(p *refund.Payment) { p.ProviderReference, p.CapturedMinor = "ch_2~decline~always", 10000 })
	})
	resolveAfter(day, refund.ResolveGiveUp)(b)
	if result := b.run(); result.Status != refund.StatusPartlyRefunded || result.PaidMinor != 12600 {
		t.Errorf("ended %+v", result)
	}
	want := "CN¥126.00"
	for _, m := range b.wire.messages {
		if m.ID == string(b.in.Cancellation.ID())+"#sent" && !containsAmount(m.Subject+m.Body, want) {
			t.Errorf("the message does not name %s alone: %s\n%s", want, m.Subject, m.Body)
		}
	}
	if b.wire.told[refund.NoticeSent] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
}

func containsAmount(text, amount string) bool {
	return strings.Contains(text, amount) && !strings.Contains(text, "226.00")
}
