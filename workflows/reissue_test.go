package workflows_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// withPacket is MONEY C8's order: lines of 9000 and 1000, paid with a wallet (4000) and a red packet (6000). It asks
// for a line that was out of stock.
func withPacket(request string, line refund.LineID) func(*refund.Request) {
	return func(in *refund.Request) {
		c := &in.Cancellation
		first := c.Order.Lines[0]
		first.LineID, first.Quantity, first.UnitPriceMinor, first.Taxes = "A", 1, 9000, nil
		other := first
		other.LineID, other.UnitPriceMinor = "B", 1000
		c.Order.Lines = []refund.Line{first, other}
		c.Order.Payments[0].Kind, c.Order.Payments[0].CapturedMinor = refund.PaymentWallet, 4000
		second(in, func(p *refund.Payment) {
			p.Kind, p.CapturedMinor, p.InstrumentID, p.FundedBy = refund.PaymentRedPacket, 6000, "rp-2026", "platform"
		})
		c.Key.Request, c.Scope, c.Reason = refund.RequestID(request), refund.ScopeLines, refund.ReasonOutOfStock
		c.CancelledLines = []refund.CancelledLine{{LineID: line, Quantity: 1}}
		in.Digest = "v1:" + request
	}
}

// paidLegs are the legs of a request, as "payment amount way".
func (b *bundle) paidLegs(in refund.Request) (legs []string) {
	b.t.Helper()
	stored, err := b.books.Case(b.t.Context(), in.Cancellation.ID())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, l := range stored.Legs {
		legs = append(legs, strings.TrimSpace(fmt.Sprint(l.PaymentID, " ", l.AmountMinor, " ", l.Status, " ", l.Via)))
	}
	return legs
}

// TestAFaultReissuesThePacketsShareByThePolicysWay pays the legs of a re-issue through the gate and the provider.
func TestAFaultReissuesThePacketsShareByThePolicysWay(t *testing.T) {
	for name, c := range map[string]struct {
		policy      string
		first, rest []string
		moved       []string
	}{
		"as store credit": {"", []string{"pay-1 3600 Settled", "pay-2 5400 Settled STORE_CREDIT"}, []string{"pay-1 400 Settled", "pay-2 600 Settled STORE_CREDIT"},
			[]string{"ch_1 4000 2", "ch_2 0 0"}},
		"in kind": {strings.Replace(string(rulebook.DefaultYAML()), "fault_reissue: STORE_CREDIT", "fault_reissue: IN_KIND", 1),
			[]string{"pay-1 3600 Settled", "pay-2 5400 Settled"}, []string{"pay-1 400 Settled", "pay-2 600 Settled"}, []string{"ch_1 4000 2", "ch_2 6000 2"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := setupUnder(t, c.policy, withPacket("c-1", "A"))
			if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 9000 {
				t.Fatalf("c-1 ended %+v", result)
			}
			if got := b.paidLegs(b.in); !slices.Equal(got, c.first) {
				t.Errorf("c-1: legs %q, want %q", got, c.first)
			}
			rest := asked(withPacket("c-2", "B"))
			if result := b.another(rest); result.Status != refund.StatusRefunded || result.PaidMinor != 1000 {
				t.Fatalf("c-2 ended %+v", result)
			}
			if got := b.paidLegs(rest); !slices.Equal(got, c.rest) {
				t.Errorf("c-2: legs %q, want %q", got, c.rest)
			}
			if got := b.wentTo("ch_1", "ch_2"); !slices.Equal(got, c.moved) {
				t.Errorf("moved %q, want %q", got, c.moved)
			}
			b.booksAgree()
		})
	}
}
