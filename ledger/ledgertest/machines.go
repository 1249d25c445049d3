package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// askAs lets a machine ask for one unit of an order.
func (d *Desk) askAs(order string, who refund.Witnessed, p refund.Proposal) refund.Standing {
	d.T.Helper()
	out, err := d.Store.DecideRefund(d.ctx, asked(order, who), Proposing(p))
	d.no(err)
	return out.Standing
}

func asked(order string, who refund.Witnessed) refund.Decide {
	c := Request(order, "c1", 1)
	c.Order.Customer.CustomerID = refund.CustomerID("of " + order)
	return refund.Decide{Digest: "x", Cancellation: c, RunID: "r", Witnessed: who}
}

func machineCases() map[string]func(*testing.T, *Desk) {
	two := shopProgram(2 * 11300)
	none := Refusing("NO_RULES")
	return map[string]func(*testing.T, *Desk){
		"a machine asks up to its limit of the day; beyond it a person has to look, and nothing is held": func(t *testing.T, d *Desk) {
			same(t, "first", d.askAs("o1", two, Units(1)).Status, refund.StatusPayingOut)
			same(t, "second", d.askAs("o2", two, Units(1)).Status, refund.StatusPayingOut)
			s := d.askAs("o3", two, Units(1))
			same(t, "third", s.Status, refund.StatusNeedsAttention)
			same(t, "code", s.Attention(), refund.CodeMachineOverLimit)
			same(t, "legs", len(s.Legs), 0)
			same(t, "who asked", d.trailed(s.Refund, "Received").Subject, refund.SubjectID("machine:shop"))
			same(t, "how that is known", d.trailed(s.Refund, "Received").Verified, refund.ByKey)
			d.Clock.Advance(12 * time.Hour)
			same(t, "another day", d.askAs("o4", two, Units(1)).Status, refund.StatusPayingOut)
		},
		"a request that is repeated counts once": func(t *testing.T, d *Desk) {
			for run := range 3 {
				in := asked("o1", two)
				in.RunID = fmt.Sprint(run)
				out, err := d.Store.DecideRefund(d.ctx, in, Proposing(Units(1)))
				d.no(err)
				same(t, "status", out.Standing.Status, refund.StatusPayingOut)
			}
			same(t, "second", d.askAs("o2", two, Units(1)).Status, refund.StatusPayingOut)
			same(t, "third", d.askAs("o3", two, Units(1)).Status, refund.StatusNeedsAttention)
		},
		"a refund that is rejected or withdrawn frees its part of the limit": func(t *testing.T, d *Desk) {
			waiting := asking(Units(1), "lead")
			first, second := d.askAs("o1", two, waiting).Refund, d.askAs("o2", two, waiting).Refund
			same(t, "full", d.askAs("o3", two, Units(1)).Status, refund.StatusNeedsAttention)
			d.Taken(first, deciding(reject("d1", "anna")))
			same(t, "freed", d.askAs("o4", two, Units(1)).Status, refund.StatusPayingOut)
			d.Taken(second, withdrawing("customer:42"))
			same(t, "freed again", d.askAs("o5", two, Units(1)).Status, refund.StatusPayingOut)
			same(t, "full again", d.askAs("o6", two, Units(1)).Status, refund.StatusNeedsAttention)
		},
		"a person lets a request through that is over the limit, and it counts from then on": func(t *testing.T, d *Desk) {
			one := shopProgram(11300)
			same(t, "first", d.askAs("o1", one, Units(1)).Status, refund.StatusPayingOut)
			over := d.askAs("o2", one, Units(1)).Refund
			d.RefusedBy(by(over, resolving(retry), one), none, refund.CodeNotForMachines)
			out := d.ActBy(by(over, resolving(retry), signedIn("anna")), Proposing(Units(1)))
			same(t, "let through", out.Standing.Status, refund.StatusPayingOut)
			same(t, "with room for one of two", d.askAs("o3", two, Units(1)).Status, refund.StatusNeedsAttention)
		},
		"a currency without a limit: the machine may ask for nothing": func(t *testing.T, d *Desk) {
			abroad := shopProgram(0)
			abroad.DayLimitMinor = map[refund.Currency]int64{"USD": 1 << 40}
			same(t, "status", d.askAs("o1", abroad, Units(1)).Attention(), refund.CodeMachineOverLimit)
		},
		"machines do not share a limit, and nobody else has one": func(t *testing.T, d *Desk) {
			one, other := shopProgram(11300), shopProgram(11300)
			other.ID = "machine:till"
			same(t, "shop", d.askAs("o1", one, Units(1)).Status, refund.StatusPayingOut)
			same(t, "till", d.askAs("o2", other, Units(1)).Status, refund.StatusPayingOut)
			same(t, "an event", d.askAs("o3", refund.Witnessed{}, Units(1)).Status, refund.StatusPayingOut)
			same(t, "a person", d.askAs("o4", signedIn("anna"), Units(1)).Status, refund.StatusPayingOut)
		},
		"a request whose door's word is not believed waits for a person": func(t *testing.T, d *Desk) {
			forged := refund.Witnessed{Problem: &refund.Problem{Code: refund.CodeAttestationRefused, Detail: "forged"}}
			s := d.askAs("o1", forged, Units(1))
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			same(t, "code", s.Attention(), refund.CodeAttestationRefused)
		},
		"of 32 requests of a machine at once no more are held than its limit": func(t *testing.T, d *Desk) {
			five := shopProgram(5*11300 + 11299)
			statuses := make([]refund.Status, 32)
			atOnce(32, func(i int) {
				out, err := d.Store.DecideRefund(d.ctx, asked(fmt.Sprintf("o%d", i), five), Proposing(Units(1)))
				if err != nil {
					t.Error(err)
				}
				statuses[i] = out.Standing.Status
			})
			same(t, "held", count(statuses, refund.StatusPayingOut), 5)
			same(t, "over", count(statuses, refund.StatusNeedsAttention), 27)
		},
	}
}
