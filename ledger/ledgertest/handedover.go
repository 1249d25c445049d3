package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// handedOverCases: c1 holds the first unit and keeps 250 of the packet back; c2 takes the second, and
// restores the packet with that 250. Then c1 goes.
func handedOverCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what kept a packet's share back is withdrawn after the packet was restored": func(t *testing.T, d *Desk) {
			first, second := d.packetPart(), d.packetSecond()
			d.Taken(first, withdrawing("customer:42"))
			d.packet(second, packetAccounts{held: 500, kept: -250, owed: 250})
			d.payAll(second)
			takenUpAgain(t, d)
		},
		"what kept a packet's share back is declined and given up after the packet is back": func(t *testing.T, d *Desk) {
			first := d.packetPart()
			d.Begin(first)
			d.Record(first, refund.OutcomeDeclined)
			d.payAll(d.packetSecond())
			d.Taken(first, resolving(giveUp))
			takenUpAgain(t, d)
		},
		"what kept a packet's share back is replaced, and keeps it back again": replacedAfterRestored,
		"what restored a packet goes first, and its share is kept back again": func(t *testing.T, d *Desk) {
			first, second := d.packetPart(), d.packetSecond()
			d.Taken(second, withdrawing("customer:42"))
			d.packet(first, packetAccounts{open: 250, kept: 250, owed: 250})
			d.Taken(first, withdrawing("customer:42"))
			d.packet(first, packetAccounts{open: 500, owed: 500})
		},
		"what restored a packet goes last, and the whole packet is open": func(t *testing.T, d *Desk) {
			first, second := d.packetPart(), d.packetSecond()
			d.Taken(first, withdrawing("customer:42"))
			d.Taken(second, withdrawing("customer:42"))
			d.packet(second, packetAccounts{open: 500, owed: 500})
		},
	}
}

// takenUpAgain: the packet is back, 250 of it in advance. Whoever asks for the first unit again gets
// 4750, as if the packet's share were kept back now.
func takenUpAgain(t *testing.T, d *Desk) {
	more := firstUnit("1")
	more.Assessment.Components[1].AmountMinor, more.Assessment.KeptBack[0].AmountMinor = -251, 251
	more.Assessment.TotalMinor, more.Assessment.Legs[0].AmountMinor = 4749, 4749
	s := d.Propose(redPacketOrder("c3"), more)
	same(t, "more than was given in advance", s.Attention(), refund.CodeCapExceeded)
	d.packet(s.Refund, packetAccounts{returned: 500, kept: -250, owed: 250})
	c := redPacketOrder("c4")
	d.Propose(c, firstUnit("1"))
	d.payAll(c.ID())
	d.packet(c.ID(), packetAccounts{returned: 500})
	same(t, "card returned", d.Balances(c.ID())[0].ReturnedMinor, 9500)
}

// replacedAfterRestored: looked at anew, the share the packet went back with is owed in advance, and the
// new proposal keeps it back again; a part of it when it comes to less.
func replacedAfterRestored(t *testing.T, d *Desk) {
	c := redPacketOrder("c1")
	d.Propose(c, choosable(asking(firstUnit("1"), "lead")))
	first, second := c.ID(), d.packetSecond()
	rules := Proposing(choosable(lessOfFirst("2")))
	replace := func() {
		choice := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: d.Standing(first).AssessmentHash, By: "customer:42"}
		out := d.ActBy(refund.ActRequest{Refund: first, Act: refund.Act{Kind: refund.ActChoose, Choice: &choice}}, rules)
		same(t, "accepted", out.Accepted, true)
	}
	replace()
	anew := rules.History.Payments[1]
	same(t, "open without it", anew.OpenMinor, 0)
	same(t, "kept back without it", anew.KeptBackMinor, -250)
	same(t, "owed without it", anew.OwedMinor, 250)
	d.packet(first, packetAccounts{held: 500, kept: -50, owed: 50})
	rules = Proposing(firstUnit("3"))
	replace()
	d.packet(first, packetAccounts{held: 500})
	d.payAll(first)
	d.payAll(second)
	d.packet(second, packetAccounts{returned: 500})
}
