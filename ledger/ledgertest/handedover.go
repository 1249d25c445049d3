package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// handedOverCases: c1 holds the first unit and keeps 250 of the packet back; c2 takes the second, and
// restores the packet with that 250. Then c1 goes.
func handedOverCases() map[string]func(*testing.T, *Desk) {
	ended := func(status refund.Status) func(*testing.T, *Desk) {
		return func(t *testing.T, d *Desk) {
			first, _ := redPacketPart(t, d)
			second, hash := redPacketSecond(t, d)
			d.no(d.Release(first, status))
			d.no(d.Close(first, status))
			d.packet(second, packetAccounts{held: 500, kept: -250, owed: 250})
			settleBoth(d, second, hash)
			takenUpAgain(t, d)
		}
	}
	return map[string]func(*testing.T, *Desk){
		"what kept a packet's share back is rejected after the packet was restored":  ended(refund.StatusRejected),
		"what kept a packet's share back is withdrawn after the packet was restored": ended(refund.StatusWithdrawn),
		"what kept a packet's share back is declined and given up after the packet is back": func(t *testing.T, d *Desk) {
			first, hash := redPacketPart(t, d)
			d.Begin(first, hash)
			d.Record(first, 1, refund.OutcomeDeclined)
			second, hash := redPacketSecond(t, d)
			settleBoth(d, second, hash)
			d.no(d.Release(first, refund.StatusRejected))
			takenUpAgain(t, d)
		},
		"what kept a packet's share back is replaced, and keeps it back again": replacedAfterRestored,
		"what kept a packet's share back is replaced by nothing": func(t *testing.T, d *Desk) {
			first, hash := redPacketPart(t, d)
			second, _ := redPacketSecond(t, d)
			nothing := Units(1, 3)
			nothing.Assessment.Disposition = refund.DispositionReject
			same(t, "result", d.Replace(first, "k", hash, nothing).Result, refund.ReservedNow)
			d.packet(second, packetAccounts{held: 500, kept: -250, owed: 250})
		},
		"a packet that is back counts whole when its refund is replaced and goods are kept again": replacedAfterKeptAgain,
		"what restored a packet goes first, and its share is kept back again": func(t *testing.T, d *Desk) {
			first, _ := redPacketPart(t, d)
			second, _ := redPacketSecond(t, d)
			d.no(d.Release(second, refund.StatusWithdrawn))
			d.packet(first, packetAccounts{open: 250, kept: 250, owed: 250})
			d.no(d.Release(first, refund.StatusWithdrawn))
			d.packet(first, packetAccounts{open: 500, owed: 500})
		},
		"what restored a packet goes last, and the whole packet is open": func(t *testing.T, d *Desk) {
			first, _ := redPacketPart(t, d)
			second, _ := redPacketSecond(t, d)
			d.no(d.Release(first, refund.StatusWithdrawn))
			same(t, "without the second", d.Anew(second).Payments[1].OpenMinor, 500)
			same(t, "none is kept without it", d.Anew(second).Payments[1].KeptBackMinor, 0)
			d.no(d.Release(second, refund.StatusWithdrawn))
			d.packet(second, packetAccounts{open: 500, owed: 500})
		},
	}
}

// packetAccounts are the packet's accounts; kept is the order's own.
type packetAccounts struct{ open, held, returned, kept, owed int64 }

func (d *Desk) packet(id refund.ID, want packetAccounts) {
	d.T.Helper()
	b := d.History(id).Payments[1]
	same(d.T, "packet", packetAccounts{b.OpenMinor, b.HeldMinor, b.ReturnedMinor, b.KeptBackMinor, b.OwedMinor}, want)
	d.BooksAgree()
}

// redPacketSecond holds the second unit while the first's is held: 4750 to the card, and the packet.
func redPacketSecond(t *testing.T, d *Desk) (refund.ID, string) {
	c := redPacketOrder("c2")
	d.Open(c)
	r := d.Reserve(c.ID(), redPacketWhole(2))
	same(t, "second", r.Result, refund.ReservedNow)
	d.packet(c.ID(), packetAccounts{held: 500})
	return c.ID(), r.AssessmentHash
}

func settleBoth(d *Desk, id refund.ID, hash string) {
	for _, leg := range []refund.LegID{"1", "2"} {
		d.BeginLeg(id, leg, hash)
		d.RecordLeg(id, leg, 1, refund.OutcomeSettled)
	}
	d.no(d.Close(id, refund.StatusRefunded))
}

// takenUpAgain: the packet is back, 250 of it in advance. Whoever asks for the first unit again gets
// 4750, as if the packet's share were kept back now.
func takenUpAgain(t *testing.T, d *Desk) {
	c := redPacketOrder("c3")
	d.Open(c)
	d.packet(c.ID(), packetAccounts{returned: 500, kept: -250, owed: 250})
	p := firstUnit(d.History(c.ID()).Version, "1")
	more := firstUnit(p.Assessment.HistoryVersion, "1")
	more.Assessment.Components[1].AmountMinor, more.Assessment.KeptBack[0].AmountMinor = -251, 251
	more.Assessment.TotalMinor, more.Assessment.Legs[0].AmountMinor = 4749, 4749
	same(t, "more than was given in advance", d.Reserve(c.ID(), more).Code, refund.CodeCapExceeded)
	r := d.Reserve(c.ID(), p)
	same(t, "reserve", r.Result, refund.ReservedNow)
	d.Begin(c.ID(), r.AssessmentHash)
	d.Record(c.ID(), 1, refund.OutcomeSettled)
	d.no(d.Close(c.ID(), refund.StatusRefunded))
	d.packet(c.ID(), packetAccounts{returned: 500})
	same(t, "card returned", d.History(c.ID()).Payments[0].ReturnedMinor, 9500)
}

// firstUnit is 5000 for one unit, of which the packet's 250 are kept back.
func firstUnit(version int64, leg refund.LegID) refund.Proposal {
	p := Units(1, version)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor = 4750, 0
	a.Components = []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 5000},
		{Kind: refund.ComponentTenderNotRestored, PaymentID: "rp", AmountMinor: -250},
	}
	a.Legs = []refund.PlannedLeg{{LegID: leg, PaymentID: "p1", AmountMinor: 4750}}
	a.KeptBack = []refund.KeptBack{{PaymentID: "rp", AmountMinor: 250}}
	return p
}

// replacedAfterRestored: looked at anew, the share the packet went back with is owed in advance, and the
// new proposal keeps it back again; a part of it when it comes to less.
func replacedAfterRestored(t *testing.T, d *Desk) {
	first, hash := redPacketPart(t, d)
	second, restored := redPacketSecond(t, d)
	anew := d.Anew(first).Payments[1]
	same(t, "open without it", anew.OpenMinor, 0)
	same(t, "kept back without it", anew.KeptBackMinor, -250)
	same(t, "owed without it", anew.OwedMinor, 250)
	less := firstUnit(3, "2")
	a := &less.Assessment
	a.TotalMinor, a.Legs[0].AmountMinor, a.Components[1].AmountMinor, a.KeptBack[0].AmountMinor = 3800, 3800, -200, 200
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: -1000})
	r := d.Replace(first, "less", hash, less)
	same(t, "less", r.Result, refund.ReservedNow)
	d.packet(first, packetAccounts{held: 500, kept: -50, owed: 50})
	r = d.Replace(first, "all", r.AssessmentHash, firstUnit(4, "3"))
	same(t, "all", r.Result, refund.ReservedNow)
	d.packet(first, packetAccounts{held: 500})
	d.BeginLeg(first, "3", r.AssessmentHash)
	d.RecordLeg(first, "3", 1, refund.OutcomeSettled)
	d.no(d.Close(first, refund.StatusRefunded))
	settleBoth(d, second, restored)
	d.packet(second, packetAccounts{returned: 500})
}

// replacedAfterKeptAgain: the packet is back, the card's part is not paid, and the first unit is kept
// again. Anew, the packet is 500 of the second unit's 5000: nothing of it is in advance any more.
func replacedAfterKeptAgain(t *testing.T, d *Desk) {
	first, _ := redPacketPart(t, d)
	second, hash := redPacketSecond(t, d)
	d.BeginLeg(second, "2", hash)
	d.RecordLeg(second, "2", 1, refund.OutcomeSettled)
	d.no(d.Release(first, refund.StatusWithdrawn))
	p := redPacketWhole(d.History(second).Version)
	a := &p.Assessment
	a.TotalMinor, a.Components, a.KeptBack = 5000, a.Components[:1], nil
	a.Legs[0] = refund.PlannedLeg{LegID: "3", PaymentID: "p1", AmountMinor: 4500}
	r := d.Replace(second, "k", hash, p)
	same(t, "result", r.Result, refund.ReservedNow)
	d.packet(second, packetAccounts{returned: 500})
	d.BeginLeg(second, "3", r.AssessmentHash)
	d.RecordLeg(second, "3", 1, refund.OutcomeSettled)
	d.no(d.Close(second, refund.StatusRefunded))
	same(t, "card owed", d.History(second).Payments[0].OwedMinor, 5000)
	d.packet(second, packetAccounts{returned: 500})
}
