package workflows_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

// byCaptures pays the order of 22600 by two captures: the younger one of 12600 is listed first, and named by
// a reference of the simulator's faults.
func byCaptures(faults string) func(*refund.Request) {
	return func(in *refund.Request) {
		young, old := placedAt.Add(48*time.Hour), placedAt.Add(3*time.Second)
		in.Cancellation.Order.Payments[0].Captures = []refund.Capture{
			{CaptureID: "young", ProviderReference: "cap_young", AmountMinor: 12600, CapturedAt: &young},
			{CaptureID: "old", ProviderReference: "cap_old" + faults, AmountMinor: 10000, CapturedAt: &old},
		}
	}
}

// chargeCaptures registers the order's payment at the simulator as its captures: its own reference is not
// refunded, and each capture only up to its amount.
func (b *bundle) chargeCaptures() {
	b.t.Helper()
	payment := b.in.Cancellation.Order.Payments[0]
	charge := simulator.Charge{Reference: payment.ProviderReference, AmountMinor: payment.CapturedMinor, Currency: string(payment.Currency)}
	for _, c := range payment.Captures {
		charge.Captures = append(charge.Captures, simulator.ChargeCapture{Reference: c.ProviderReference, AmountMinor: c.AmountMinor})
	}
	if err := simulator.RegisterCharge(b.t.Context(), b.url, charge); err != nil {
		b.t.Fatal(err)
	}
}

// part asks for one of the order's two units.
func part(request string, change func(*refund.Request)) func(*refund.Request) {
	return func(in *refund.Request) {
		change(in)
		in.Cancellation.Key.Request, in.Cancellation.Scope = refund.RequestID(request), refund.ScopeLines
		in.Cancellation.CancelledLines = []refund.CancelledLine{{LineID: "1", Quantity: 1}}
		in.Digest = "v1:" + request
	}
}

// wentTo is what the provider moved, as "reference amount times".
func (b *bundle) wentTo(references ...string) (moved []string) {
	b.t.Helper()
	book, err := simulator.ReadBook(b.t.Context(), b.url)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, reference := range references {
		minor, count := book.For(reference)
		moved = append(moved, fmt.Sprint(reference, " ", minor, " ", count))
	}
	return moved
}

func TestARefundGoesToTheCapturesItWasTakenByTheOldestFirst(t *testing.T) {
	b := setup(t, part("c-1", byCaptures("")))
	b.chargeCaptures()
	if first := b.run(); first.Status != refund.StatusRefunded || first.TotalMinor != 11300 {
		t.Fatalf("the first: %+v", first)
	}
	if got, want := b.wentTo("cap_old", "cap_young", "ch_1"), []string{"cap_old 10000 1", "cap_young 1300 1", "ch_1 0 0"}; !slices.Equal(got, want) {
		t.Errorf("the first: moved %q, want %q", got, want)
	}
	in := request()
	part("c-2", byCaptures(""))(&in)
	if second := b.another(in); second.Status != refund.StatusRefunded {
		t.Fatalf("the second: %+v", second)
	}
	if got, want := b.wentTo("cap_old", "cap_young", "ch_1"), []string{"cap_old 10000 1", "cap_young 12600 2", "ch_1 0 0"}; !slices.Equal(got, want) {
		t.Errorf("the second: moved %q, want %q", got, want)
	}
	b.booksAgree()
}

func (b *bundle) booksAgree() {
	b.t.Helper()
	if findings, err := b.books.Audit(b.t.Context()); err != nil || len(findings) > 0 {
		b.t.Errorf("audit: %v %v", findings, err)
	}
}

func TestACaptureThatDoesNotAnswerIsAskedAgainByItsOwnReference(t *testing.T) {
	b := setup(t, byCaptures("~timeout_before"))
	b.chargeCaptures()
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Fatalf("ended %+v", result)
	}
	if got, want := b.wentTo("cap_old~timeout_before", "cap_young", "ch_1"), []string{"cap_old~timeout_before 10000 1", "cap_young 12600 1", "ch_1 0 0"}; !slices.Equal(got, want) {
		t.Errorf("moved %q, want %q", got, want)
	}
}

func TestACapturesDeclinedLegIsPaidAnotherWay(t *testing.T) {
	b := setup(t, byCaptures("~decline:instrument~always"))
	b.chargeCaptures()
	way := resolution("r-1", refund.ResolvePayAnotherWay)
	way.Via = refund.ViaStoreCredit
	signalAfter(time.Hour, refund.ActResolve, way)(b)
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Fatalf("ended %+v", result)
	}
	if got, want := b.wentTo("cap_old~decline:instrument~always", "cap_young"), []string{"cap_old~decline:instrument~always 0 0", "cap_young 12600 1"}; !slices.Equal(got, want) {
		t.Errorf("moved %q, want %q", got, want)
	}
}
