package ledgertest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

func refusingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"30,000 refused signals, counted in batches, leave a bounded trail": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			before := d.Standing(id)
			rows := len(d.Case(id).Trail)
			for n := range 300 {
				in := refusedSignals(id, fmt.Sprint(n), 100)
				for range 2 { // the same count twice is one
					_, err := d.Store.CountRefused(d.ctx, in)
					d.no(err)
				}
			}
			more := len(d.Case(id).Trail) - rows
			same(t, "rows", more <= 16 && more > 0, true)
			trail := d.Case(id).Trail
			last := trail[len(trail)-1]
			same(t, "the total is named", strings.Contains(last.Reason, "16400 were refused by now"), true)
			after := d.Standing(id)
			after.Version = before.Version
			equal(t, "standing", after, before)
			d.Taken(id, deciding(approve("d1", "anna")))
			d.Status(id, refund.StatusPayingOut)
		},
		"refused signals are told one by one at first": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			for n := range 12 {
				_, err := d.Store.CountRefused(d.ctx, refusedSignals(id, fmt.Sprint(n), 1))
				d.no(err)
			}
			same(t, "rows", d.Events(id, "SignalRefused"), 10)
			for n := range 4 {
				_, err := d.Store.CountRefused(d.ctx, refusedSignals(id, fmt.Sprint("more", n), 1))
				d.no(err)
			}
			same(t, "and at powers of two", d.Events(id, "SignalRefused"), 11)
			_, err := d.Store.CountRefused(d.ctx, refusedSignals(id, "", 1))
			broken(t, err)
		},
		"refused acts leave a bounded trail, and a good one afterwards is taken": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			for n := range 300 {
				out := d.Act(id, deciding(approve(fmt.Sprint(n), "customer:42")))
				same(t, "code", out.Code, refund.CodeReviewerIsAuthor)
			}
			same(t, "rows", d.Events(id, "DecisionRefused"), 15)
			d.Taken(id, deciding(approve("good", "anna")))
		},
		"an act that is too long is refused": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			long := approve("d1", "anna")
			long.Note = strings.Repeat("n", refund.NoteBytesMax+1)
			d.Refused(id, deciding(long), refund.CodeTooLarge)
			wordy := reject("d2", "anna")
			wordy.Message = strings.Repeat("m", refund.WordsBytesMax+1)
			d.Refused(id, deciding(wordy), refund.CodeTooLarge)
			all := inspecting("i1", 1, 0)
			all.Inspection.Lines[0].Reason = strings.Repeat("r", refund.ActBytesMax)
			d.Refused(id, all, refund.CodeTooLarge)
		},
		"texts that not every engine holds are marked, and hold nothing up": marked,
		"a standing is bounded whatever its legs and its words are":         widest,
	}
}

func refusedSignals(id refund.ID, key string, count int64) refund.RefusedSignals {
	return refund.RefusedSignals{Refund: id, Key: key, Count: count, Last: refund.RefusedAct{
		Name: "Decide", By: "mallory", Problem: refund.Problem{Code: refund.CodeUnknownKind, Detail: "nobody listens to it"},
	}}
}

// marked writes texts with a NUL, and with bytes that are no UTF-8: as a signal, an act and a provider may bring them.
func marked(t *testing.T, d *Desk) {
	id := d.Waiting("o1", "lead")
	odd := refusedSignals(id, "k1", 1)
	odd.Last.By, odd.Last.Name, odd.Last.Problem.Detail = "mal\x00lory", "De\xffcide", "no\x00body"
	if _, err := d.Store.CountRefused(t.Context(), odd); err != nil {
		t.Fatal(err)
	}
	d.Taken(id, deciding(approve("d\x001", "an\x00na")))
	d.BeginLeg(id, "1", "a1")
	d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "the pro\x00vider", ProviderRefundID: "re\xff1"})
	stored, err := d.Store.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, entry := range stored.Trail {
		if entry.Event == "SignalRefused" {
			told = append(told, string(entry.Actor)+"|"+entry.Reason)
		}
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], "mal\ufffdlory|De\ufffdcide ") || !strings.HasSuffix(told[0], "no\ufffdbody") {
		t.Errorf("the trail says %q", told)
	}
}

// widest is a refund with as many legs as there may be, each with the longest names and words.
func widest(t *testing.T, d *Desk) {
	long := func(n int) string { return strings.Repeat("\u00e9\"<", n/4) }
	c := Request(strings.Repeat("o", 64), strings.Repeat("c", 64), 1)
	share, p := int64(565), Units(1)
	c.Order.Payments, p.Assessment.Legs = nil, nil
	for i := range refund.LegsMax {
		name := refund.PaymentID(fmt.Sprintf("%s%d", long(120), i))
		c.Order.Payments = append(c.Order.Payments, refund.Payment{
			PaymentID: name, Kind: refund.PaymentCard, Provider: long(128), ProviderReference: fmt.Sprintf("%s%d", long(120), i),
			ProviderAccount: long(128), CapturedMinor: share, OrderShareMinor: &share, Currency: "CNY",
		})
		p.Assessment.Legs = append(p.Assessment.Legs, refund.PlannedLeg{LegID: refund.LegID(fmt.Sprint(i)), PaymentID: name, AmountMinor: share})
	}
	for range 30 {
		p.ApprovalReasons = append(p.ApprovalReasons, long(128))
		p.Assessment.Reasons = append(p.Assessment.Reasons, long(128))
	}
	id := d.Propose(c, p).Refund
	for i := range refund.LegsMax {
		leg := refund.LegID(fmt.Sprint(i))
		d.BeginLeg(id, leg, "a1")
		d.RecordAs(id, leg, 1, "a1", refund.Outcome{Kind: refund.OutcomeUnknown, Reason: long(5000), ProviderRefundID: long(500)})
	}
	d.Clock.Advance(lease)
	for i := range refund.LegsMax {
		said := clearing(fmt.Sprint("k", i), "anna", refund.FactPaid)
		said.Clearing.Leg, said.Clearing.Note = refund.LegID(fmt.Sprint(i)), long(refund.NoteBytesMax)
		d.Taken(id, said)
	}
	s := d.Standing(id)
	raw, err := json.Marshal(s)
	d.no(err)
	if len(raw) > refund.StandingBytesMax {
		t.Errorf("the standing has %d bytes", len(raw))
	}
	same(t, "legs", len(s.Legs), refund.LegsMax)
	same(t, "amounts stay", s.Legs[19].AmountMinor, share)
	p.Assessment.Legs = append(p.Assessment.Legs, refund.PlannedLeg{LegID: "more", PaymentID: c.Order.Payments[0].PaymentID})
	c.Key.Request = "more"
	s = d.Propose(c, p)
	same(t, "one leg more waits for a person", s.Attention(), refund.CodeTooManyLegs)
}
