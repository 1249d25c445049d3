package ledgertest

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// several is an offer of one thing of each kind, for an hour; the dearest, store credit, costs 1500.
var several = refund.OfferTerms{Budget: "goodwill", BudgetMonthlyMinor: monthlyMinor, ExpirySeconds: 3600, RemindSeconds: 600, Choices: []refund.OfferChoice{
	{ID: "coupon", Kind: refund.OfferCoupon, AmountMinor: 1000, Promotion: "sorry-2026"},
	{ID: "credit", Kind: refund.OfferStoreCredit, AmountMinor: 1500},
	{ID: "points", Kind: refund.OfferPoints, AmountMinor: 800, Units: &refund.Units{Asset: "PTS:club", Amount: 1200}},
	{ID: "exchange", Kind: refund.OfferExchange, AmountMinor: 300, Promotion: "swap-2026"},
	{ID: "repair", Kind: refund.OfferRepair},
}}

// coupon is an offer of one choice, of 2000.
var coupon = refund.OfferTerms{Budget: "goodwill", BudgetMonthlyMinor: monthlyMinor, ExpirySeconds: 3600, Choices: []refund.OfferChoice{
	{ID: "coupon", Kind: refund.OfferCoupon, AmountMinor: 2000, Promotion: "sorry-2026"},
}}

// PaidWith is a paid refund that an offer follows.
func (d *Desk) PaidWith(order string, terms refund.OfferTerms) refund.ID {
	d.T.Helper()
	p := Units(1)
	p.Assessment.Offer = &terms
	id := d.Propose(Request(order, "c1", 1), p).Refund
	d.Begin(id)
	d.Record(id, refund.OutcomeSettled)
	s := d.Standing(id)
	same(d.T, "an offer follows", s.OfferFollows, true)
	same(d.T, "open", s.Closed, false)
	return id
}

// Offer opens the offer of a paid refund.
func (d *Desk) Offer(id refund.ID) refund.Standing {
	d.T.Helper()
	out, err := d.Store.OpenOffer(d.ctx, id)
	d.no(err)
	return out
}

// Offered is a paid refund with an open offer.
func (d *Desk) Offered(order string, terms refund.OfferTerms) refund.ID {
	d.T.Helper()
	id := d.PaidWith(order, terms)
	same(d.T, "offer", d.Offer(id).Offer.Status, refund.OfferOpen)
	return id
}

func taking(choice string) refund.Act {
	return refund.Act{Kind: refund.ActAnswerOffer, OfferReply: &refund.OfferReply{By: "customer:42", Accept: true, Choice: choice}}
}

func declining() refund.Act {
	return refund.Act{Kind: refund.ActAnswerOffer, OfferReply: &refund.OfferReply{By: "customer:42"}}
}

func offerCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an offer of several holds its dearest, spends what is taken, and frees the rest": everyKind,
		"an accepted offer is posted once, shows one code, and closes the refund": func(t *testing.T, d *Desk) {
			id := d.Offered("o1", coupon)
			same(t, "open again", d.Offer(id).Offer.Status, refund.OfferOpen)
			s := d.Standing(id)
			same(t, "until", *s.Offer.By, d.Clock.Now().Add(time.Hour))
			first := d.Act(id, taking(""))
			same(t, "accepted", first.Accepted, true)
			o := first.Standing.Offer
			same(t, "choice", o.Choice, "coupon")
			same(t, "code", regexp.MustCompile(`^MG-[2-9A-Z]{4}-[2-9A-Z]{4}$`).MatchString(o.Code), true)
			same(t, "closed", first.Standing.Closed, true)
			again := d.Act(id, taking(""))
			same(t, "again", again.Answer, repeated(first.Answer))
			equal(t, "standing", again.Standing, first.Standing)
			d.Refused(id, declining(), refund.CodeTooLate)
			same(t, "the case tells", d.Case(id).OfferChoice, "coupon")
			d.Budget(3000, 1000, 0, 2000)
		},
		"a declined or expired offer gives the budget back, and closes the refund": func(t *testing.T, d *Desk) {
			declined := d.Offered("o1", coupon)
			s := d.Taken(declined, declining())
			same(t, "declined", s.Offer.Status, refund.OfferDeclined)
			same(t, "closed", s.Closed, true)
			d.Budget(3000, 3000, 0, 0)
			expired := d.Offered("o2", coupon)
			at := d.Standing(expired).Offer.By
			for range 2 {
				s = d.Pass(expired, refund.DeadlineOffer, at)
				same(t, "expired", s.Offer.Status, refund.OfferExpired)
				same(t, "closed", s.Closed, true)
			}
			d.Budget(3000, 3000, 0, 0)
		},
		"a budget with too little free makes no offer, and the refund is closed": func(t *testing.T, d *Desk) {
			d.Offered("o1", coupon)
			id := d.PaidWith("o2", coupon)
			for range 2 {
				s := d.Offer(id)
				same(t, "none", s.Offer.OfferState, refund.OfferState{Status: refund.OfferNone, Reason: "BUDGET_SHORT"})
				same(t, "closed", s.Closed, true)
			}
			d.Budget(3000, 1000, 2000, 0)
		},
		"a choice that was not offered, and an answer that comes too late, are refused": func(t *testing.T, d *Desk) {
			id := d.Offered("o1", several)
			d.Refused(id, taking("car"), refund.CodeUnknownAlternative)
			d.Refused(id, taking(""), refund.CodeUnknownAlternative)
			d.Clock.Advance(time.Hour + time.Second)
			d.Refused(id, taking("coupon"), refund.CodeTooLate)
			d.Refused(d.Paid("o2", "c1", 1), taking("coupon"), refund.CodeWrongState)
		},
		"an offer is made of a refund that is paid, and of no other": func(t *testing.T, d *Desk) {
			bounced := d.PaidWith("o3", coupon)
			d.Record(bounced, refund.OutcomeFailed)
			for _, id := range []refund.ID{d.Held("o1", "c1", 1), d.Paid("o2", "c1", 1), bounced} {
				before := d.Standing(id)
				equal(t, "standing", d.Offer(id), before)
			}
		},
		"a refund that may be appealed stays open beside its offer, until both are over": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			p := appealable(Lowered(9000, "1.1", "lead"))
			terms := coupon
			p.Assessment.Offer = &terms
			d.Adjust(id, Anything("ruth"), 9000, p)
			d.BeginLeg(id, "1.1", "a1")
			d.RecordLeg(id, "1.1", refund.OutcomeSettled)
			s := d.Offer(id)
			same(t, "offer", s.Offer.Status, refund.OfferOpen)
			same(t, "open after the answer", d.Taken(id, declining()).Closed, false)
			same(t, "closed after the window", d.Pass(id, refund.DeadlineAppeal, s.AppealBy).Closed, true)
		},
		"closing expires an open offer and the appeal window": func(t *testing.T, d *Desk) {
			id := d.Offered("o1", coupon)
			s, err := d.Store.CloseRefund(d.ctx, refund.Close{Refund: id, Cause: workflow})
			d.no(err)
			same(t, "closed", s.Closed, true)
			same(t, "offer", s.Offer.Status, refund.OfferExpired)
			d.Budget(3000, 3000, 0, 0)
		},
		"what could not be given is not offered": func(t *testing.T, d *Desk) {
			for i, terms := range []refund.OfferTerms{
				{Budget: "goodwill"},
				{Budget: "goodwill", Choices: []refund.OfferChoice{{ID: "a", Kind: refund.OfferRepair}, {ID: "a", Kind: refund.OfferStoreCredit, AmountMinor: 1}}},
				{Budget: "goodwill", Choices: []refund.OfferChoice{{Kind: refund.OfferRepair}, {ID: "a", Kind: refund.OfferStoreCredit, AmountMinor: 1}}},
				{Budget: "goodwill", Choices: []refund.OfferChoice{{ID: "a", Kind: refund.OfferPoints, AmountMinor: 1}}},
			} {
				_, err := d.Store.OpenOffer(d.ctx, d.PaidWith(fmt.Sprintf("o%d", i), terms))
				broken(t, err)
			}
		},
	}
}

// everyKind takes each kind once, of an offer of its own, each in a month of its own.
func everyKind(t *testing.T, d *Desk) {
	granted, free, spent := int64(0), int64(0), int64(0)
	for i, choice := range several.Choices {
		id := d.Offered(fmt.Sprintf("o%d", i), several)
		granted, free = granted+monthlyMinor, free+monthlyMinor
		d.Budget(granted, free-1500, 1500, spent)
		o := d.Taken(id, taking(choice.ID)).Offer
		same(t, "taken", o.OfferState, refund.OfferState{Status: refund.OfferAccepted, Choice: choice.ID, Code: ledger.OfferCode(id)})
		free, spent = free-choice.AmountMinor, spent+choice.AmountMinor
		d.Budget(granted, free, 0, spent)
		d.Clock.Advance(31 * 24 * time.Hour)
	}
}
