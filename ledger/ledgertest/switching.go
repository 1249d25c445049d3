package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// narrowSwitches: a switch stops what it names, and nothing else.
func narrowSwitches(t *testing.T, d *Desk) {
	at, merchant := d.beganAt("o1"), Request("o1", "c1", 1).Merchant
	for i, row := range []struct {
		name string
		code refund.Code
	}{
		{ledger.SwitchPayout, refund.CodeKillSwitch},
		{ledger.SwitchOf("", ""), refund.CodeKillSwitch},
		{ledger.SwitchOf(at.Provider, ""), refund.CodeKillSwitch},
		{ledger.SwitchOf("", merchant), refund.CodeKillSwitch},
		{ledger.SwitchOf(at.Provider, merchant), refund.CodeKillSwitch},
		{ledger.CircuitOf(at.Provider, at.Account), refund.CodeCircuitOpen},
		{ledger.CircuitOf(at.Provider, ""), refund.CodeCircuitOpen},
		{ledger.SwitchOf("another", ""), ""},
		{ledger.SwitchOf("", "another"), ""},
		{ledger.SwitchOf(at.Provider, "another"), ""},
		{ledger.SwitchOf("another", merchant), ""},
		{ledger.SwitchOf(at.Provider+"/merchant/"+string(merchant), ""), ""}, // a name that looks like another
		{ledger.CircuitOf(at.Provider, "another"), ""},
		{ledger.CircuitOf("another", at.Account), ""},
		{ledger.CircuitOf("another", ""), ""},
	} {
		id := d.Held(fmt.Sprint("order", i), "c1", 1)
		d.throw(row.name, true)
		same(t, row.name, d.Begin(id).Code, row.code)
		d.throw(row.name, false)
		same(t, row.name+", off", d.Begin(id).Code, refund.Code(""))
	}
}

// storeCreditIsNobodysProvider: what goes to store credit is stopped by no provider's switch.
func storeCreditIsNobodysProvider(t *testing.T, d *Desk) {
	id := d.Sent("o1", "c1", 1)
	provider := d.Standing(id).Legs[0].Provider
	d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedOther})
	d.Taken(id, resolving(asCredit))
	d.throw(ledger.SwitchOf(provider, ""), true)
	legs := d.Standing(id).Legs
	b := d.BeginLeg(id, legs[len(legs)-1].LegID, "a2")
	same(t, "via", b.Via, refund.ViaStoreCredit)
	same(t, "begin", b.Code, refund.Code(""))
}

// circuits: an open one stops what goes to its account, until it is closed or nobody throws it again.
func circuits(t *testing.T, d *Desk) {
	at := d.beganAt("o1")
	name := ledger.CircuitOf(at.Provider, at.Account)
	id := d.Held("o2", "c1", 1)
	d.throw(name, true)
	same(t, "open", d.Begin(id).Result, refund.BeginStopped)
	same(t, "nobody is asked", d.Standing(id).NeedsHuman(), false)
	same(t, "shown at the leg", d.Standing(id).Legs[0].Stopped, refund.CodeCircuitOpen)
	thrown := d.thrown()
	same(t, "switches that are on", len(thrown), 1)
	account, ok := thrown[0].Circuit(at.Provider)
	same(t, "a circuit", ok, true)
	same(t, "whose", account, at.Account)
	d.Clock.Advance(ledger.CircuitLasts - time.Second)
	same(t, "still open", d.Begin(id).Code, refund.CodeCircuitOpen)
	d.throw(name, true)
	d.Clock.Advance(ledger.CircuitLasts - time.Second)
	same(t, "thrown again", d.Begin(id).Code, refund.CodeCircuitOpen)
	d.Clock.Advance(time.Second)
	same(t, "not shown once its worker is gone", len(d.thrown()), 0)
	same(t, "its worker is gone", d.Begin(id).Result, refund.BeginSend)
}

func (d *Desk) beganAt(order string) refund.Instruction {
	return d.Begin(d.Held(order, "c1", 1)).Instruction
}

func (d *Desk) thrown() []ledger.Thrown {
	thrown, err := d.Store.Thrown(d.ctx)
	d.no(err)
	return thrown
}

func (d *Desk) throw(name string, on bool) {
	d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: name, On: on, Cause: refund.Cause{Actor: "operator:7", Reason: "it is silent"}}))
}
