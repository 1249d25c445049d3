package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Credit proposes one unit as store credit with a bonus of the budget "goodwill".
func Credit(bonusMinor, version int64, leg refund.LegID) refund.Proposal {
	p := onLeg(Units(1, version), leg)
	p.Assessment.Legs[0].Via, p.Assessment.Legs[0].BonusMinor = refund.ViaStoreCredit, bonusMinor
	p.Assessment.Chosen = &refund.Alternative{
		ID: refund.AlternativeStoreCredit, Kind: refund.AlternativeStoreCredit,
		TotalMinor: unitMinor + bonusMinor, BonusMinor: bonusMinor, Budget: "goodwill",
	}
	return p
}

func creditCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a refund as store credit passes the gate, and spends its bonus when it is settled": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			var r refund.Reserved
			for range 2 {
				r = d.Reserve(id, Credit(2000, 1, "1"))
				d.Payment(id, Control{Open: 11300, Held: 11300})
			}
			operator := refund.Cause{Actor: "operator:7", Reason: "incident"}
			d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: true, Cause: operator}))
			same(t, "stopped", d.Begin(id, r.AssessmentHash).Reason, "KILL_SWITCH: incident")
			d.no(d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, Cause: operator}))
			same(t, "begin", d.Begin(id, r.AssessmentHash).Result, refund.BeginSend)
			for range 2 {
				d.Record(id, 1, refund.OutcomeSettled)
			}
			d.no(d.Close(id, refund.StatusRefunded))
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			same(t, "1000 of 3000 are left", d.Reserve(d.Granted("o2"), Credit(1001, 1, "1")).Code, ledger.CodeBudgetShort)
			same(t, "and no more", d.Reserve(d.Granted("o2"), Credit(1000, 1, "1")).Result, refund.ReservedNow)
		},
		"a budget that is short holds nothing": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			short := d.Reserve(id, Credit(3001, 1, "1"))
			same(t, "result", short.Result, refund.ReserveRefused)
			same(t, "code", short.Code, ledger.CodeBudgetShort)
			d.Payment(id, Control{Open: 22600})
			same(t, "all of it", d.Reserve(id, Credit(3000, 1, "1")).Result, refund.ReservedNow)
		},
		"a withdrawn refund gives its bonus back": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			d.Reserve(id, Credit(3000, 1, "1"))
			d.no(d.Release(id, refund.StatusWithdrawn))
			same(t, "free again", d.Reserve(d.Granted("o2"), Credit(3000, 1, "1")).Result, refund.ReservedNow)
		},
		"an alternative that is chosen replaces the reservation, and its own bonus is free for another": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			hash := d.Reserve(id, Units(1, 1)).AssessmentHash
			first := d.Replace(id, "choice/1", hash, Credit(2000, 2, "1.1"))
			same(t, "chosen", first.Result, refund.ReservedNow)
			same(t, "too much", d.Replace(id, "choice/2", first.AssessmentHash, Credit(3001, 3, "1.2")).Code, ledger.CodeBudgetShort)
			second := d.Replace(id, "choice/2", first.AssessmentHash, Credit(3000, 3, "1.2"))
			same(t, "all of it", second.Result, refund.ReservedNow)
			back := d.Replace(id, "choice/3", second.AssessmentHash, onLeg(Units(1, 4), "1.3"))
			same(t, "money after all", back.Result, refund.ReservedNow)
			same(t, "the budget is free", d.Reserve(d.Granted("o2"), Credit(3000, 1, "1")).Result, refund.ReservedNow)
		},
		"store credit that fails late holds its bonus again until it is given up": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			hash := d.Reserve(id, Credit(3000, 1, "1")).AssessmentHash
			d.Begin(id, hash)
			d.Record(id, 1, refund.OutcomeSettled)
			d.Record(id, 1, refund.OutcomeFailed)
			d.BooksAgree()
			same(t, "held", d.Reserve(d.Granted("o2"), Credit(1, 1, "1")).Code, ledger.CodeBudgetShort)
			d.no(d.Release(id, refund.StatusRejected))
			same(t, "free", d.Reserve(d.Granted("o2"), Credit(3000, 1, "1")).Result, refund.ReservedNow)
		},
		"store credit that was paid stays when the rest goes another way": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			r := d.Reserve(id, Credit(2000, 1, "1"))
			d.Begin(id, r.AssessmentHash)
			d.Record(id, 1, refund.OutcomeSettled)
			more := Units(1, 2)
			a := &more.Assessment
			a.TotalMinor = 12300
			a.Components = append(a.Components, refund.Component{Kind: refund.ComponentWaiver, AmountMinor: 1000})
			a.Legs = []refund.PlannedLeg{r.Legs[0].PlannedLeg, {LegID: "2", PaymentID: "p1", AmountMinor: 1000}}
			same(t, "result", d.Replace(id, "k", r.AssessmentHash, more).Result, refund.ReservedNow)
			d.Payment(id, Control{Open: 10300, Held: 1000, Returned: 11300})
		},
		"a bonus without a budget, or on money, is a bug": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			nobody, money := Credit(100, 1, "1"), Credit(100, 1, "1")
			nobody.Assessment.Chosen.Budget, money.Assessment.Legs[0].Via = "", ""
			for _, p := range []refund.Proposal{nobody, money} {
				_, err := d.Store.ReserveRefund(d.ctx, refund.Reserve{Refund: id, Proposal: p})
				broken(t, err)
			}
			d.Payment(id, Control{Open: 22600})
		},
	}
}
