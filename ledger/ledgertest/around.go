package ledgertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// photo is the hash of a document.
var photo = strings.Repeat("0123abcd", 8)

// lookAround is what the ledger knows around a refund.
func (d *Desk) lookAround(id refund.ID) ledger.Around {
	d.T.Helper()
	out, err := d.Store.Around(d.ctx, id)
	d.no(err)
	return out
}

// relations are the related refunds with what they have in common, in their sequence.
func relations(related []ledger.Related) (out []string) {
	for _, r := range related {
		said := string(r.ID)
		for _, one := range []struct {
			is   bool
			word string
		}{{r.SameOrder, "order"}, {r.SameLines, "lines"}, {r.SameCustomer, "customer"}, {r.SamePayment, "payment"}} {
			if one.is {
				said += " " + one.word
			}
		}
		out = append(out, said)
	}
	return out
}

// with changes a request.
func with(c refund.Cancellation, change func(*refund.Cancellation)) refund.Cancellation {
	change(&c)
	return c
}

func aroundCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"around a refund are its order, its payments and what others took of its lines": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			id := d.Sent("o1", "c2", 1)
			got := d.lookAround(id)
			same(t, "order's lines", len(got.Order.Lines), 1)
			same(t, "payments", len(got.Payments), 1)
			equal(t, "as OrderPayments says", got.Payments, d.Balances(id))
			equal(t, "taken by others", got.Taken, []ledger.LineTaken{{LineID: "1", Quantity: 1, AmountMinor: unitMinor}})
			same(t, "legs", len(got.Legs), 1)
			same(t, "sent once", got.Legs[0].SendCount, int64(1))
			same(t, "its key", got.Legs[0].ProviderKey, refund.ProviderKey(id, "1", 1))
			same(t, "since no moment unknown", got.Legs[0].UnknownSince == nil, true)
		},
		"what a released refund had taken is not taken": func(t *testing.T, d *Desk) {
			released := d.Waiting("o1", "lead")
			id := d.Sent("o1", "c2", 1)
			same(t, "while it waits", len(d.lookAround(id).Taken), 1)
			d.Taken(released, withdrawing("customer:42"))
			equal(t, "once it is withdrawn", d.lookAround(id).Taken, []ledger.LineTaken(nil))
		},
		"a leg without an answer is unknown since it was sent": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			sent := d.Clock.Now()
			d.Record(id, refund.OutcomeUnknown)
			leg := d.lookAround(id).Legs[0]
			if leg.UnknownSince == nil || leg.LastSentAt == nil || !leg.UnknownSince.Equal(sent) || !leg.LastSentAt.Equal(sent) {
				t.Errorf("got %+v, want unknown since %v", leg, sent)
			}
		},
		"related refunds are those of the order, of the customer and of the payment, each once": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Clock.Advance(time.Minute)
			d.Sent("o1", "c2", 1)
			d.Clock.Advance(time.Minute)
			d.Propose(with(Request("o2", "c1", 1), func(c *refund.Cancellation) { c.Order.Customer.CustomerID = "43" }), Units(1))
			d.Clock.Advance(time.Minute)
			shares := with(Request("o3", "c1", 1), func(c *refund.Cancellation) {
				c.Order.Customer.CustomerID, c.Order.Payments[0].ProviderReference = "44", "ch_o1"
			})
			d.Propose(shares, Units(1))
			d.Clock.Advance(time.Minute)
			d.Sent("o4", "c1", 1)
			equal(t, "related", relations(d.lookAround(id).Related), []string{
				"refund/m1/o4/c1 customer", "refund/m1/o3/c1 payment", "refund/m1/o1/c2 order lines customer",
			})
		},
		"a customer without a name has no other refunds": func(t *testing.T, d *Desk) {
			for _, order := range []string{"o1", "o2"} {
				d.Propose(with(Request(order, "c1", 1), func(c *refund.Cancellation) { c.Order.Customer.CustomerID = "" }), Units(1))
			}
			same(t, "related", len(d.lookAround("refund/m1/o1/c1").Related), 0)
		},
		"a list of related refunds is bounded, and says that there are more": func(t *testing.T, d *Desk) {
			for n := range ledger.RelatedMax + 2 {
				d.Sent(fmt.Sprintf("o%d", n), "c1", 1)
				d.Clock.Advance(time.Second)
			}
			got := d.lookAround("refund/m1/o0/c1")
			same(t, "related", len(got.Related), ledger.RelatedMax)
			same(t, "more", got.MoreRelated, true)
			same(t, "the newest first", got.Related[0].ID, refund.ID(fmt.Sprintf("refund/m1/o%d/c1", ledger.RelatedMax+1)))
		},
		"a document is found again by its hash, in requests and in acts": func(t *testing.T, d *Desk) {
			named := with(Request("o1", "c1", 1), func(c *refund.Cancellation) {
				c.Evidence = []refund.Evidence{{URI: "s3://a", SHA256: strings.ToUpper(photo)}, {URI: "s3://b", SHA256: photo}, {URI: "s3://c", SHA256: "not a hash"}, {URI: "s3://d"}}
			})
			d.Propose(named, Units(1))
			id := named.ID()
			same(t, "seen before there is another", len(d.lookAround(id).Seen), 0)
			d.Clock.Advance(time.Minute)
			asked := d.reviewedIn("o2")
			d.Taken(asked, question("q1"))
			reply := answer("here")
			reply.Reply.Evidence = []refund.Evidence{{URI: "s3://x", SHA256: photo}}
			d.Taken(asked, reply)
			equal(t, "seen", d.lookAround(id).Seen, []ledger.EvidenceSeen{{SHA256: photo, Refund: asked, Source: ledger.EvidenceOfAnswer, At: d.Clock.Now()}})
			seen := d.lookAround(asked).Seen
			same(t, "seen from the other", len(seen), 1)
			same(t, "in the request", seen[0].Source, ledger.EvidenceOfRequest)
			same(t, "of", seen[0].Refund, id)
		},
		"around a refund that nobody asked for is nothing": func(t *testing.T, d *Desk) {
			_, err := d.Store.Around(d.ctx, "refund/m1/o9/c9")
			same(t, "not found", isNotFound(err), true)
		},
	}
}
