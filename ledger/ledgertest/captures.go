package ledgertest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// taken is a capture of a day of November with the provider's own reference "cap_<id>".
func taken(id string, day int, minor int64) refund.Capture {
	at := time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC)
	return refund.Capture{CaptureID: id, ProviderReference: "cap_" + id, AmountMinor: minor, CapturedAt: &at}
}

// twoCaptures are those of the suite's order: the older one is listed last.
func twoCaptures() []refund.Capture {
	return []refund.Capture{taken("young", 9, 12600), taken("old", 2, 10000)}
}

// captured is a request of units of the order, which was taken by two captures.
func captured(request string, quantity int64) refund.Cancellation {
	return withCaptures(Request("o1", request, quantity), twoCaptures()...)
}

// ByCaptures are rules that split what p gives back to the first payment by its captures, the oldest first.
func ByCaptures(p refund.Proposal) *Rules {
	return &Rules{First: func(_ refund.Cancellation, h refund.OrderHistory) (refund.Proposal, error) {
		split, left := p, p.Assessment.TotalMinor
		split.Assessment.Legs = nil
		for _, c := range h.Payments[0].Captures {
			if minor := min(left, c.RemainingMinor()); minor > 0 {
				id := refund.LegID(fmt.Sprint(len(split.Assessment.Legs) + 1))
				split.Assessment.Legs = append(split.Assessment.Legs, refund.PlannedLeg{LegID: id, PaymentID: "p1", CaptureID: c.CaptureID, AmountMinor: minor})
				left -= minor
			}
		}
		if left > 0 {
			return refund.Proposal{}, refund.Problem{Code: refund.CodeCaptureExceeded, Detail: "too little is left"}
		}
		return split, nil
	}}
}

// uses fails unless so much of each capture is used, in the sequence in which they are refunded.
func (d *Desk) uses(id refund.ID, want string) {
	d.T.Helper()
	got := ""
	for _, c := range d.Balances(id)[0].Captures {
		got += fmt.Sprintf("%s %d/%d ", c.CaptureID, c.UsedMinor, c.AmountMinor)
	}
	same(d.T, "captures of "+string(id), got, want)
}

func captureCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"the gate names the capture's own reference, whatever a later event says":                   captureGate,
		"the gate names a payment and its only capture, for providers that refund one or the other": onlyCaptureGate,
		"64 requests at once take of each capture what it has, and no more": func(t *testing.T, d *Desk) {
			race(t, d, func(i int) refund.Cancellation { return ManyUnits(fmt.Sprintf("c%d", i), "o1", "ch_1", 40, 4050) })
		},
		"64 orders of one payment take of each capture what it has, and no more": func(t *testing.T, d *Desk) {
			race(t, d, func(i int) refund.Cancellation { return ManyUnits("c1", fmt.Sprintf("o%d", i), "ch_1", 1, 4050) })
		},
		"of 64 requests for one capture those that fit are paid": raceForOne,
		"what bounced keeps its capture until it is given up": func(t *testing.T, d *Desk) {
			id := d.capturesSent("c1")
			d.uses(id, "old 10000/10000 young 1300/12600 ")
			d.RecordLeg(id, "1", refund.OutcomeSettled)
			d.RecordLeg(id, "2", refund.OutcomeSettled)
			d.RecordLeg(id, "1", refund.OutcomeFailed)
			d.uses(id, "old 10000/10000 young 1300/12600 ")
			d.Taken(id, resolving(giveUp))
			d.uses(id, "old 0/10000 young 1300/12600 ")
			next := captured("c2", 1)
			d.Decide(next, ByCaptures(lower(5000)))
			d.uses(id, "old 5000/10000 young 1300/12600 ")
		},
		"a substitute takes its leg's place in the capture": func(t *testing.T, d *Desk) {
			id := d.capturesSent("c1")
			d.RecordLeg(id, "2", refund.OutcomeSettled)
			d.RecordLeg(id, "1", refund.OutcomeDeclined)
			d.Taken(id, named(asCredit, "r1", "1"))
			b := d.BeginLeg(id, "1.s1", "a1")
			same(t, "via", b.Via, refund.ViaStoreCredit)
			d.RecordLeg(id, "1.s1", refund.OutcomeSettled)
			d.uses(id, "old 10000/10000 young 1300/12600 ")
			d.Status(id, refund.StatusRefunded)
			d.paymentsAre(ledger.ProviderPayment{ID: "m1/simulator//ch_o1", Reference: "ch_o1"},
				ledger.ProviderPayment{ID: "m1/simulator//ch_o1", Reference: "cap_old"},
				ledger.ProviderPayment{ID: "m1/simulator//ch_o1", Reference: "cap_young", ReturnedMinor: 1300})
		},
		"a retry sends to the same capture under a new key": func(t *testing.T, d *Desk) {
			id := d.capturesSent("c1")
			d.RecordLeg(id, "1", refund.OutcomeDeclined)
			d.Taken(id, named(retry, "r1", "1"))
			b := d.BeginLeg(id, "1", "a2")
			same(t, "reference", b.Instruction.Reference, "cap_old")
			same(t, "key", b.Instruction.Key, refund.ProviderKey(id, "1", 2))
		},
		"captures and their references are learned over several events": capturesLearned,
		"what was taken without a capture's name counts against the oldest": func(t *testing.T, d *Desk) {
			first := captured("c1", 1)
			first.Order.Payments[0].RefundedBeforeMinor = 9000
			for i := range first.Order.Payments[0].Captures {
				first.Order.Payments[0].Captures[i].ProviderReference = ""
			}
			d.Propose(first, lower(2000))
			d.Decide(captured("c2", 1), Refusing("X"))
			d.uses(first.ID(), "old 10000/10000 young 1000/12600 ")
		},
		"a payment without captures of its own is refunded whole": func(t *testing.T, d *Desk) {
			alike := twoCaptures()
			alike[1].ProviderReference = alike[0].ProviderReference
			for i, captures := range [][]refund.Capture{nil, {taken("old", 2, 22600)}, alike, {taken("old", 2, 10000), {CaptureID: "young", AmountMinor: 12600}}} {
				c := withCaptures(Request(fmt.Sprint("o", i), "c1", 1), captures...)
				if captures == nil {
					c = Request("o0", "c1", 1)
				}
				d.Propose(c, Units(1))
				d.uses(c.ID(), "")
				same(t, "reference", d.Begin(c.ID()).Instruction.Reference, fmt.Sprint("ch_o", i))
			}
		},
		"a leg to a capture that the payment does not have is a bug": func(t *testing.T, d *Desk) {
			p := Units(1)
			p.Assessment.Legs[0].CaptureID = "stranger"
			_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: captured("c1", 1), RunID: "r"}, Proposing(p))
			broken(t, err)
		},
		"captures of more than an order may come to are not booked, and a person looks": func(t *testing.T, d *Desk) {
			d.Decide(captured("c1", 1), Refusing("X"))
			huge := withCaptures(Request("o1", "c2", 1), taken("huge", 3, refund.CountMax-22599))
			s := d.Decide(huge, Proposing(Units(1))).Standing
			same(t, "why", s.Attention(), refund.CodeAmountOverflow)
			d.Payment(huge.ID(), Control{Open: 22600})
			second := withCaptures(Request("o1", "c3", 1), taken("fits", 3, refund.CountMax-22600))
			d.Decide(second, Refusing("X"))
			d.Payment(huge.ID(), Control{Open: refund.CountMax})
			same(t, "totals", d.totals()[0].CapturedMinor, refund.CountMax)
		},
		"payments that sum to more than an order may come to are a person's to look at": func(t *testing.T, d *Desk) {
			for i, order := range []string{"o1", "o2"} {
				one := withCaptures(Request(order, "c1", 1), taken("k", 1, refund.CountMax-int64(i)))
				d.Decide(one, Refusing("X"))
			}
			both := Request("o3", "c1", 1)
			other := both.Order.Payments[0]
			other.PaymentID, other.ProviderReference = "p2", "ch_o2"
			both.Order.Payments[0].ProviderReference = "ch_o1"
			both.Order.Payments = append(both.Order.Payments, other)
			same(t, "why", d.Decide(both, Proposing(Units(1))).Standing.Attention(), refund.CodeAmountOverflow)
			later := Request("o4", "c1", 1)
			d.Decide(later, Refusing("X"))
			more := withCaptures(Request("o4", "c2", 1), taken("k", 1, refund.CountMax))
			more.Order.Payments[0].PaymentID, more.Order.Payments[0].ProviderReference = "p9", "ch_new"
			d.Decide(more, Refusing("X"))
			d.Payment(later.ID(), Control{Open: capturedMinor})
		},
		"a capture without a reference that is learned later leaves planned legs where they are": func(t *testing.T, d *Desk) {
			c := captured("c1", 1)
			d.Decide(c, ByCaptures(choosable(asking(Units(1), "lead"))))
			d.Decide(withCaptures(Request("o1", "c2", 1), refund.Capture{CaptureID: "plain", AmountMinor: 100}), Refusing("X"))
			d.uses(c.ID(), "")
			kept := choosable(asking(Units(1), "lead"))
			kept.Assessment.Legs = []refund.PlannedLeg{{LegID: "3", PaymentID: "p1", CaptureID: "old", AmountMinor: 10000}, {LegID: "4", PaymentID: "p1", CaptureID: "young", AmountMinor: 1300}}
			d.Choose(c.ID(), refund.AlternativeStoreCredit, kept)
			d.Taken(c.ID(), deciding(approve("d1", "anna")))
			same(t, "reference", d.BeginLeg(c.ID(), "3", "a1").Instruction.Reference, "cap_old")
			b := d.BeginLeg(c.ID(), "4", "a1")
			same(t, "the other", b.Instruction.Reference, "cap_young")
		},
		"a standing of as many captures as there may be keeps to its size": widestCaptures,
		"a new proposal has the captures of the old one": func(t *testing.T, d *Desk) {
			c := captured("c1", 1)
			rules := ByCaptures(asking(Units(1), "lead"))
			d.Decide(c, rules)
			var seen []refund.CaptureBalance
			rules.Again = func(in refund.Reassessment, h refund.OrderHistory) (refund.Proposal, error) {
				seen = h.Payments[0].Captures
				p := asking(lower(6000), "lead")
				p.Assessment.Legs = []refund.PlannedLeg{{LegID: "3", PaymentID: "p1", CaptureID: "old", AmountMinor: 6000}}
				return p, nil
			}
			minor := int64(6000)
			word := refund.Decision{DecisionID: "d1", Verb: refund.VerbAdjust, Reviewer: "ben", AmountMinor: &minor}
			out := d.ActBy(refund.ActRequest{Refund: c.ID(), Act: deciding(word), Authority: Anything("ben")}, rules)
			same(t, "accepted", out.Accepted, true)
			same(t, "left of the oldest while it is judged", seen[0].RemainingMinor(), 10000)
			d.uses(c.ID(), "old 6000/10000 young 0/12600 ")
		},
	}
}

// lower is one unit for less, without the adjustment's approval.
func lower(minor int64) refund.Proposal { return Lowered(minor, "1") }

// capturesSent is one unit of 11300, sent to both captures: 10000 and 1300.
func (d *Desk) capturesSent(request string) refund.ID {
	d.T.Helper()
	c := captured(request, 1)
	same(d.T, "status", d.Decide(c, ByCaptures(Units(1))).Standing.Status, refund.StatusPayingOut)
	for _, leg := range []refund.LegID{"1", "2"} {
		same(d.T, "begin", d.BeginLeg(c.ID(), leg, "a1").Result, refund.BeginSend)
	}
	return c.ID()
}

func captureGate(t *testing.T, d *Desk) {
	c := captured("c1", 1)
	s := d.Decide(c, ByCaptures(Units(1))).Standing
	same(t, "shown", s.Legs[0].CaptureID+" "+s.Legs[0].Reference+", "+s.Legs[1].CaptureID+" "+s.Legs[1].Reference, "old cap_old, young cap_young")
	other := captured("c2", 1)
	other.Order.Payments[0].Captures[1].ProviderReference = "cap_stranger"
	out := d.Decide(other, Refusing("X"))
	same(t, "result", out.Result, refund.DecidedOrderMismatch)
	same(t, "difference", out.Differences[0], "payments[p1].captures[old].provider_reference: cap_stranger, was cap_old")
	want := refund.Instruction{Key: refund.ProviderKey(c.ID(), "1", 1), Refund: c.ID(), Leg: "1", Provider: "simulator", Reference: "cap_old", PaymentReference: "ch_o1", AmountMinor: 10000, Currency: "CNY"}
	equal(t, "sent", d.BeginLeg(c.ID(), "1", "a1").Instruction, want)
	equal(t, "looked up", d.BeginLeg(c.ID(), "1", "a2").Instruction, want)
	d.RecordLeg(c.ID(), "1", refund.OutcomeUnknown)
	d.Clock.Advance(lease)
	equal(t, "sent again", d.Resend(c.ID(), "1", 1, "a3").Instruction, want)
	same(t, "the other", d.BeginLeg(c.ID(), "2", "a1").Instruction.Reference, "cap_young")
}

// onlyCaptureGate: the money goes back to the payment, and a provider that refunds captures alone is told which one.
func onlyCaptureGate(t *testing.T, d *Desk) {
	c := withCaptures(Request("o1", "c1", 1), taken("only", 2, 22600))
	d.Decide(c, Proposing(Units(1)))
	in := d.BeginLeg(c.ID(), "1", "a1").Instruction
	same(t, "asked of", in.Reference+" "+in.PaymentReference+" "+in.CaptureReference, "ch_o1 ch_o1 cap_only")
}

// race: 64 requests of 100 each over captures of 2050, 1000 and 1000: 40 of them fit, and some have two legs.
func race(t *testing.T, d *Desk, request func(int) refund.Cancellation) {
	paid := make([]bool, 64)
	with := func(i int) refund.Cancellation {
		return withCaptures(request(i), taken("k3", 3, 1000), taken("k1", 1, 2050), taken("k2", 2, 1000))
	}
	atOnce(64, func(i int) {
		out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: with(i), RunID: "r"}, ByCaptures(hundred()))
		if err != nil {
			t.Error(err)
		}
		paid[i] = out.Standing.Status == refund.StatusPayingOut
	})
	same(t, "paid", count(paid, true), 40)
	d.uses(with(0).ID(), "k1 2050/2050 k2 1000/1000 k3 950/1000 ")
}

// raceForOne: 64 proposals that all go to a capture of 1000, whatever is left of it.
func raceForOne(t *testing.T, d *Desk) {
	p := hundred()
	p.Assessment.Legs[0].CaptureID = "k1"
	codes := make([]refund.Code, 64)
	atOnce(64, func(i int) {
		c := withCaptures(ManyUnits(fmt.Sprintf("c%d", i), "o1", "ch_1", 64, 6400), taken("k1", 1, 1000), taken("k2", 2, 5400))
		out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, Proposing(p))
		if err != nil {
			t.Error(err)
		}
		codes[i] = out.Standing.Attention()
	})
	same(t, "paid", count(codes, ""), 10)
	same(t, "too much", count(codes, refund.CodeCaptureExceeded), 54)
}

func capturesLearned(t *testing.T, d *Desk) {
	two := twoCaptures()
	plain := refund.Capture{CaptureID: "young", AmountMinor: 12600}
	id := Request("o1", "c1", 1).ID()
	d.Decide(withCaptures(Request("o1", "c1", 1), plain), Refusing("X"))
	d.uses(id, "")
	d.Decide(withCaptures(Request("o1", "c2", 1), two[1]), Refusing("X"))
	d.uses(id, "")
	rules := Refusing("X")
	same(t, "named", d.Decide(captured("c3", 1), rules).Result, refund.DecidedNew)
	d.uses(id, "old 0/10000 young 0/12600 ")
	same(t, "version", rules.History.Version, 4)
	untimed := taken("later", 1, 500)
	untimed.CapturedAt = nil
	d.Decide(withCaptures(Request("o1", "c4", 1), untimed, taken("first", 1, 700)), rules)
	d.uses(id, "first 0/700 old 0/10000 young 0/12600 later 0/500 ")
	d.Payment(id, Control{Open: 23800})
}

// widestCaptures is a refund with as many legs as there may be, each to a capture with the longest names.
func widestCaptures(t *testing.T, d *Desk) {
	long := strings.Repeat("\u00e9\"<", 30)
	c, p := Request("o1", "c1", 1), Units(1)
	var captures []refund.Capture
	p.Assessment.Legs = nil
	for i := range refund.LegsMax {
		id := fmt.Sprint(i, long)
		captures = append(captures, refund.Capture{CaptureID: id, ProviderReference: "cap_" + id, AmountMinor: 565})
		p.Assessment.Legs = append(p.Assessment.Legs, refund.PlannedLeg{LegID: refund.LegID(fmt.Sprint(i)), PaymentID: "p1", CaptureID: id, AmountMinor: 565})
	}
	c = withCaptures(c, captures...)
	c.Order.Payments[0].OrderShareMinor = nil
	s := d.Propose(c, p)
	same(t, "legs", len(s.Legs), refund.LegsMax)
	for _, l := range s.Legs {
		d.BeginLeg(c.ID(), l.LegID, "a1")
		d.RecordAs(c.ID(), l.LegID, 1, "a1", refund.Outcome{Kind: refund.OutcomeUnknown, Reason: strings.Repeat(long, 10), ProviderRefundID: long})
	}
	raw, err := json.Marshal(d.Standing(c.ID()))
	d.no(err)
	if len(raw) > refund.StandingBytesMax {
		t.Errorf("the standing has %d bytes", len(raw))
	}
}
