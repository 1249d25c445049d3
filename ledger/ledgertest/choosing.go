package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Credit proposes one unit as store credit with a bonus of the budget "goodwill", which has 3000 a month.
func Credit(bonusMinor int64, leg refund.LegID) refund.Proposal {
	p := onLeg(Units(1), leg)
	p.Assessment.Legs[0].Via, p.Assessment.Legs[0].BonusMinor = refund.ViaStoreCredit, bonusMinor
	p.Assessment.Chosen = &refund.Alternative{
		ID: refund.AlternativeStoreCredit, Kind: refund.AlternativeStoreCredit, TotalMinor: unitMinor + bonusMinor,
		BonusMinor: bonusMinor, Budget: "goodwill", BudgetMonthlyMinor: monthlyMinor,
	}
	return p
}

const monthlyMinor = int64(3000)

// Budget fails unless the only budget stands as told: granted, free, held, spent.
func (d *Desk) Budget(granted, free, held, spent int64) {
	d.T.Helper()
	out, err := d.Store.Budgets(d.ctx)
	d.no(err)
	want := ledger.BudgetFigure{
		Merchant: "m1", Budget: "goodwill", Currency: "CNY", GrantedMinor: granted, FreeMinor: free, HeldMinor: held, SpentMinor: spent,
	}
	if len(out) != 1 || out[0] != want {
		d.T.Errorf("budgets: got %+v, want only %+v", out, want)
	}
}

func choosingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"store credit that is chosen takes the payments' place, and asks people anew": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "support", "lead")
			d.DecideAs(id, staff("anna", "support", 1<<40), yes)
			since := *d.Standing(id).Approval.Since
			first := d.Choose(id, refund.AlternativeStoreCredit, asking(Credit(2000, "1.1"), "support"))
			s := first.Standing
			same(t, "status", s.Status, refund.StatusAwaitingApproval)
			same(t, "asked", s.Approval.NextRole, refund.Role("support"))
			same(t, "agreed", len(s.Approval.Agreed), 0)
			same(t, "chosen", s.Chosen, refund.AlternativeStoreCredit)
			same(t, "the clock", *s.Approval.Since, since)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			d.Budget(3000, 1000, 2000, 0)
			d.Taken(id, deciding(approve("d9", "ruth")))
			same(t, "via", d.BeginLeg(id, "1.1", "a1").Via, refund.ViaStoreCredit)
			d.RecordLeg(id, "1.1", refund.OutcomeSettled)
			d.Budget(3000, 1000, 0, 2000)
			d.Status(id, refund.StatusRefunded)
		},
		"a budget that is short refuses the choice, and books nothing, not even the month": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			choice := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: d.Standing(id).AssessmentHash, By: "customer:42"}
			in := refund.ActRequest{Refund: id, Act: refund.Act{Kind: refund.ActChoose, Choice: &choice}}
			d.RefusedBy(in, Proposing(Credit(3001, "1.1")), ledger.CodeBudgetShort)
			budgets, err := d.Store.Budgets(d.ctx)
			d.no(err)
			same(t, "budgets", len(budgets), 0)
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"an exchange waits for the review, and then for a person who carries it out": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			s := d.Choose(id, refund.AlternativeExchange, exchange()).Standing
			same(t, "status", s.Status, refund.StatusAwaitingApproval)
			same(t, "chosen", s.Chosen, refund.AlternativeExchange)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			s = d.Taken(id, deciding(approve("d1", "ben")))
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			same(t, "why", s.Attention(), refund.CodeExchangeChosen)
			same(t, "not sent", d.Begin(id).Result, refund.BeginDone)
			s = d.PaidElsewhere(id, "")
			same(t, "carried out", s.Status, refund.StatusRefunded)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"an exchange that cannot be had is paid after all": func(t *testing.T, d *Desk) {
			id := d.Exchanged("o1")
			s := d.Taken(id, resolving(retry))
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "chosen no more", s.Chosen, "")
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
		},
		"a choice while the goods are awaited waits for them too": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Propose(c, choosable(withGoods(Units(1), 1)))
			by := d.Standing(c.ID()).Goods.By
			s := d.Choose(c.ID(), refund.AlternativeStoreCredit, withGoods(Credit(0, "1.1"), 1)).Standing
			same(t, "status", s.Status, refund.StatusAwaitingGoods)
			same(t, "until when", *s.Goods.By, *by)
		},
		"a choice on another assessment, of what is not offered, twice, or too late is refused": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			hash := d.Standing(id).AssessmentHash
			choose := func(alternative, hash string) refund.Act {
				return refund.Act{Kind: refund.ActChoose, Choice: &refund.Choice{AlternativeID: alternative, AssessmentHash: hash, By: "customer:42"}}
			}
			d.Refused(id, choose(refund.AlternativeStoreCredit, "other"), refund.CodeAssessmentMoved)
			d.Refused(id, choose("REPAIR", hash), refund.CodeUnknownAlternative)
			d.Choose(id, refund.AlternativeExchange, exchange())
			d.Refused(id, choose(refund.AlternativeStoreCredit, hash), refund.CodeAlreadyDecided)
			paying := d.Held("o2", "c1", 1)
			d.Refused(paying, choose(refund.AlternativeStoreCredit, d.Standing(paying).AssessmentHash), refund.CodeAlreadySent)
		},
		"a withdrawn refund gives its bonus back": func(t *testing.T, d *Desk) {
			d.Propose(Request("o1", "c1", 1), Credit(3000, "1"))
			d.Budget(3000, 0, 3000, 0)
			d.Taken(Request("o1", "c1", 1).ID(), withdrawing("customer:42"))
			d.Budget(3000, 3000, 0, 0)
		},
		"a first proposal whose budget is short waits for a person, and holds nothing": func(t *testing.T, d *Desk) {
			s := d.Propose(Request("o1", "c1", 1), Credit(3001, "1"))
			same(t, "why", s.Attention(), ledger.CodeBudgetShort)
			d.Payment(s.Refund, Control{Open: 22600})
		},
		"store credit that fails late holds its bonus again until it is given up": func(t *testing.T, d *Desk) {
			id := d.Propose(Request("o1", "c1", 1), Credit(3000, "1")).Refund
			d.Begin(id)
			d.Record(id, refund.OutcomeSettled)
			d.Budget(3000, 0, 0, 3000)
			d.Record(id, refund.OutcomeFailed)
			d.Budget(3000, 0, 3000, 0)
			d.BooksAgree()
			d.Taken(id, resolving(giveUp))
			d.Budget(3000, 3000, 0, 0)
		},
		"a bonus without a budget, or on money, is a bug": func(t *testing.T, d *Desk) {
			nobody, money := Credit(100, "1"), Credit(100, "1")
			nobody.Assessment.Chosen.Budget, money.Assessment.Legs[0].Via = "", ""
			for _, p := range []refund.Proposal{nobody, money} {
				_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: Request("o1", "c1", 1), RunID: "r"}, Proposing(p))
				broken(t, err)
			}
		},
	}
}
