package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/worker"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
)

// shipAndCharge is MONEY C13's order: 10000 authorised, of which the shipped line's 5000 are captured. It asks for a
// line because it was out of stock.
func shipAndCharge(request string, line refund.LineID, capturedMinor int64) func(*refund.Request) {
	return func(in *refund.Request) {
		c := &in.Cancellation
		authorised, first := int64(10000), c.Order.Lines[0]
		first.Quantity, first.UnitPriceMinor, first.Taxes = 1, 5000, nil
		second := first
		first.LineID, first.Fulfilment, second.LineID = "A", refund.FulfilmentShipped, "B"
		c.Order.Lines = []refund.Line{first, second}
		c.Order.Payments[0].CapturedMinor, c.Order.Payments[0].AuthorizedMinor = capturedMinor, &authorised
		for minor := int64(0); minor < capturedMinor; minor += 5000 {
			c.Order.Payments[0].Captures = append(c.Order.Payments[0].Captures, refund.Capture{CaptureID: fmt.Sprint("k", minor), AmountMinor: 5000})
		}
		c.Key.Request, c.Scope, c.Reason, c.RequestedBy = refund.RequestID(request), refund.ScopeLines, refund.ReasonOutOfStock, "wms:1"
		c.CancelledLines = []refund.CancelledLine{{LineID: line, Quantity: 1}}
		in.Digest = "v1:" + request
	}
}

// andAThird adds a line that is still to be shipped and captured.
func andAThird(change func(*refund.Request)) func(*refund.Request) {
	return func(in *refund.Request) {
		change(in)
		o := &in.Cancellation.Order
		third, authorised := o.Lines[1], int64(11000)
		third.LineID, third.UnitPriceMinor = "C", 1000
		o.Lines, o.Payments[0].AuthorizedMinor = append(o.Lines, third), &authorised
	}
}

// charged registers at the simulator what was captured of the order's authorisation.
func (b *bundle) charged(in refund.Request) {
	b.t.Helper()
	p := in.Cancellation.Order.Payments[0]
	charge := simulator.Charge{Reference: p.ProviderReference, AmountMinor: p.CapturedMinor, AuthorizedMinor: *p.AuthorizedMinor, Currency: string(p.Currency)}
	if err := simulator.RegisterCharge(b.t.Context(), b.url, charge); err != nil {
		b.t.Fatal(err)
	}
}

// voids are the simulator's voids of the order's payment, by status.
func (b *bundle) voids() map[simulator.Status]int {
	b.t.Helper()
	all, err := simulator.ReadVoids(b.t.Context(), b.url, b.in.Cancellation.Order.Payments[0].ProviderReference)
	if err != nil {
		b.t.Fatal(err)
	}
	count := map[simulator.Status]int{}
	for _, v := range all {
		count[v.Status]++
	}
	return count
}

// asked makes a request of the order.
func asked(change func(*refund.Request)) refund.Request {
	in := request()
	change(&in)
	return in
}

// beside runs another request of the order in the same world, with what is arranged in its story.
func (b *bundle) beside(in refund.Request, arrange func(*testsuite.TestWorkflowEnvironment)) refund.Result {
	b.t.Helper()
	suite := testsuite.WorkflowTestSuite{}
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(b.env.Now())
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: string(in.Cancellation.ID())})
	worker.Register(env, b.parties())
	arrange(env)
	env.ExecuteWorkflow(refund.WorkflowName, in)
	var result refund.Result
	if err := env.GetWorkflowResult(&result); err != nil {
		b.t.Fatal(err)
	}
	return result
}

func TestAnUncapturedLineIsVoidedAndTheAuthorisationStaysForTheOthers(t *testing.T) {
	b := setup(t, andAThird(shipAndCharge("c-1", "B", 5000)))
	b.charged(b.in)
	result := b.run()
	if result.Status != refund.StatusRefunded || result.TotalMinor != 0 || result.PaidMinor != 0 || b.moved() != 0 {
		t.Errorf("ended %+v, moved %d", result, b.moved())
	}
	if voids := b.voids(); len(voids) != 0 {
		t.Errorf("the authorisation is needed for the third line, and was cancelled: %v", voids)
	}
	parts := b.stored().Proposal.Assessment.Components
	if len(parts) != 2 || parts[0].AmountMinor != 5000 || parts[1].Kind != refund.ComponentVoid || parts[1].AmountMinor != -5000 {
		t.Errorf("components %+v", parts)
	}
}

func TestWithTheLastUncapturedLineTheAuthorisationIsCancelled(t *testing.T) {
	b := setup(t, shipAndCharge("c-1", "B", 5000))
	b.charged(b.in)
	result := b.run()
	if result.Status != refund.StatusRefunded || result.PaidMinor != 0 || b.moved() != 0 {
		t.Errorf("ended %+v, moved %d", result, b.moved())
	}
	if voids := b.voids(); voids[simulator.StatusVoided] != 1 || len(voids) != 1 {
		t.Errorf("voids %v, want one that is done", voids)
	}
}

func TestACaptureAfterAVoidIsPaidWithTheOrdersNextRequest(t *testing.T) {
	for name, c := range map[string]struct {
		next      refund.LineID
		want      int64
		thenAsked refund.LineID
	}{
		"which asks for the same line":    {"B", 5000, "A"},
		"which asks for the shipped line": {"A", 10000, "B"},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t, shipAndCharge("c-1", "B", 5000))
			b.charged(b.in)
			b.run()
			second := asked(shipAndCharge("c-2", c.next, 10000))
			b.charged(second)
			if got := b.another(second); got.Status != refund.StatusRefunded || got.PaidMinor != c.want || b.moved() != c.want {
				t.Errorf("c-2 ended %+v, moved %d, want %d", got, b.moved(), c.want)
			}
			b.another(asked(shipAndCharge("c-3", c.thenAsked, 10000)))
			if b.moved() != 10000 {
				t.Errorf("in the end %d of 10000 captured went back", b.moved())
			}
			b.booksAgree()
		})
	}
}

// TestACaptureWhileItsVoidIsUnderWayIsPaidOnceTheVoidHasEnded: until then the claim is the first request's, and the
// second one waits for a person.
func TestACaptureWhileItsVoidIsUnderWayIsPaidOnceTheVoidHasEnded(t *testing.T) {
	const abnormal = "ch_1~abnormal:4"
	whole := func(request, reference string, capturedMinor int64) func(*refund.Request) {
		return func(in *refund.Request) {
			shipAndCharge(request, "B", capturedMinor)(in)
			authorised := int64(5000)
			in.Cancellation.Order.Lines = in.Cancellation.Order.Lines[1:]
			in.Cancellation.Order.Payments[0].ProviderReference, in.Cancellation.Order.Payments[0].AuthorizedMinor = reference, &authorised
		}
	}
	for name, c := range map[string]struct {
		reference string
		acts      []func(*bundle)
		first     refund.Status
	}{
		"it is voided in the end":                      {abnormal, nil, refund.StatusRefunded},
		"its provider declines it, and it is given up": {"ch_1~decline~always", []func(*bundle){resolveAfter(3*time.Hour, refund.ResolveGiveUp)}, refund.StatusRejected},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t, whole("c-1", c.reference, 0))
			var second refund.Result
			in := asked(whole("c-2", c.reference, 5000))
			for _, act := range c.acts {
				act(b)
			}
			b.at(time.Minute, func() {
				if status := b.kept().Status; status.Final() {
					t.Fatalf("c-1 is over as %s before c-2 comes", status)
				}
				again, err := b.books.DecideRefund(t.Context(), refund.Decide{Digest: in.Digest, Cancellation: in.Cancellation, RunID: "c-2"}, b.rules)
				if err != nil || again.Standing.Attention() != refund.CodeQuantityRefunded {
					t.Errorf("c-2 while the void is under way: %s %v", again.Standing.Reason, err)
				}
			})
			if first := b.runBesideOthers(); first.Status != c.first || first.PaidMinor != 0 {
				t.Fatalf("c-1 ended %+v", first)
			}
			if err := simulator.SetFaults(t.Context(), b.url, c.reference); err != nil {
				t.Fatal(err)
			}
			second = b.beside(in, func(env *testsuite.TestWorkflowEnvironment) {
				env.RegisterDelayedCallback(func() { env.SignalWorkflow(string(refund.ActResolve), resolution("r-2", refund.ResolveRetry)) }, time.Hour)
			})
			if second.Status != refund.StatusRefunded || second.PaidMinor != 5000 || b.moved() != 5000 {
				t.Errorf("c-2 ended %+v, moved %d", second, b.moved())
			}
			b.booksAgree()
		})
	}
}
