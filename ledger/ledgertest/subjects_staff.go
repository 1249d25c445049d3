package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// typed is somebody at the command line, under a name that nobody has checked.
func typed(person refund.Person, user refund.SubjectID) refund.Subject {
	return refund.Subject{ID: user, Person: person, Kind: refund.Human, Verified: refund.ByCommandLine}
}

// renamed is anna, whom a door knows under another name by now.
func renamed(person refund.Person) refund.Subject {
	who := signedIn(person).Subject
	who.ID = signedIn("anna").ID
	return who
}

// staffSubjectCases are about what people do that is not of one refund, and about one pair of hands under two names.
func staffSubjectCases() map[string]func(*testing.T, *Desk) {
	none := Refusing("NO_RULES")
	return map[string]func(*testing.T, *Desk){
		"two people confirm rules who are two subjects, and it is kept how that is known": func(t *testing.T, d *Desk) {
			d.goesBy("a", "a")
			first := confirming("anna", "b")
			first.Acting = signedIn("anna").Subject
			same(t, "asked", d.confirm(first).Detail, askAnother)
			for name, who := range map[refund.Person]refund.Subject{"ruth": renamed("ruth"), "ben": signedIn("zoe").Subject, "till": shopProgram(1).Subject} {
				again := confirming(name, "b")
				again.Acting = who
				if answer := d.confirm(again); answer.Accepted {
					t.Errorf("%s as %s: %+v", name, who.ID, answer)
				}
			}
			d.goesBy("b", "a")
			second := confirming("ben", "b")
			second.Acting = typed("ben", "user:ben@desk")
			same(t, "confirmed", d.confirm(second).Detail, "confirmed")
			all, err := d.Store.RuleRevisions(d.ctx, ledger.RulesPolicy)
			d.no(err)
			got := all[0]
			equal(t, "kept", []any{got.AskedVerified, got.AskedSubject, got.AgreedVerified, got.AgreedSubject},
				[]any{refund.ByOIDC, signedIn("anna").ID, refund.ByCommandLine, refund.SubjectID("user:ben@desk")})
		},
		"one user of a machine who types two names is one person": func(t *testing.T, d *Desk) {
			d.goesBy("a", "a")
			first, second := confirming("anna", "b"), confirming("ben", "b")
			first.Acting, second.Acting = typed("anna", "user:root@desk"), typed("ben", "user:root@desk")
			d.confirm(first)
			same(t, "the second name", d.confirm(second).Code, refund.CodeAlreadyDecided)
			d.goesBy("b", "a")
		},
		"a write-off needs two subjects, and says of each how that is known": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			first, second := writingOff("anna", 11300), writingOff("ruth", 11300)
			first.Acting, second.Acting = signedIn("anna").Subject, renamed("ruth")
			same(t, "asked", d.WriteOff(first).Detail, askAnother)
			same(t, "the same subject", d.WriteOff(second).Code, refund.CodeAlreadyDecided)
			second.Acting = shopProgram(1).Subject
			same(t, "a machine", d.WriteOff(second).Code, refund.CodeNotForMachines)
			second.Acting = signedIn("ben").Subject
			same(t, "in another's name", d.WriteOff(second).Code, refund.CodeSubjectMismatch)
			same(t, "nothing is written off", len(d.writeOffs(true)), 1)
			same(t, "asserted", d.WriteOff(writingOff("ben", 11300)).Detail, "written off")
			got := d.writeOffs(false)[0]
			equal(t, "kept", []any{got.AskedVerified, got.AskedSubject, got.AgreedVerified, got.AgreedSubject},
				[]any{refund.ByOIDC, signedIn("anna").ID, refund.Asserted, refund.SubjectID("")})
		},
		"what was paid elsewhere needs the words of two subjects": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			same(t, "first", d.ActBy(by(id, says("anna", "e1", "wire 7"), signedIn("anna")), none).Detail, askAnother)
			again := d.ActBy(by(id, says("ruth", "e2", "wire 7"), refund.Witnessed{Subject: renamed("ruth")}), none)
			same(t, "the same subject", again.Detail, askAnother)
			same(t, "nothing is booked", again.Standing.Status, refund.StatusNeedsAttention)
			same(t, "another one", d.ActBy(by(id, says("ben", "e3", "wire 7"), signedIn("ben")), none).Standing.Status, refund.StatusRefunded)
		},
		"who asked for a refund has no part in its review, under any name": func(t *testing.T, d *Desk) {
			for order, act := range map[string]func(refund.DecisionID) refund.Act{
				"o1": func(id refund.DecisionID) refund.Act { return deciding(approve(string(id), "ruth")) },
				"o2": func(id refund.DecisionID) refund.Act {
					return refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: id, By: "ruth", Question: "Which?"}}
				},
			} {
				c := Request(order, "c1", 1)
				c.RequestedBy = "anna"
				out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r", Witnessed: signedIn("anna")}, Proposing(asking(Units(1), "lead")))
				d.no(err)
				same(t, "waits", out.Standing.Status, refund.StatusAwaitingApproval)
				d.RefusedBy(by(c.ID(), act("d1"), refund.Witnessed{Subject: renamed("ruth")}), none, refund.CodeReviewerIsAuthor)
				same(t, "another one", d.ActBy(by(c.ID(), act("d2"), signedIn("ruth")), none).Accepted, true)
			}
		},
		"above verified_above_minor nobody says by an asserted name what came back": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 2)
			same(t, "waits", d.Propose(c, verifiedAbove(appealable(withGoods(asking(Units(2)), 2)), 22599)).Status, refund.StatusAwaitingGoods)
			d.Refused(c.ID(), inspecting("i1", 1, 1), refund.CodeReviewerNotVerified)
			all := refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: "i1", By: "wim", AllAccepted: true}}
			d.Refused(c.ID(), all, refund.CodeReviewerNotVerified)
			same(t, "verified", d.ActBy(by(c.ID(), all, signedIn("wim")), none).Standing.Status, refund.StatusPayingOut)
		},
		"up to verified_above_minor an asserted inspection counts": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 2)
			d.Propose(c, verifiedAbove(appealable(withGoods(asking(Units(2)), 2)), 22600))
			all := refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: "i1", By: "wim", AllAccepted: true}}
			d.Taken(c.ID(), all)
		},
		"above verified_above_minor nobody lets a parked request through by an asserted name": func(t *testing.T, d *Desk) {
			over := d.askAs("o1", shopProgram(1), Units(1)).Refund
			rules := Proposing(verifiedAbove(Units(1), 11299))
			d.RefusedBy(by(over, resolving(retry), refund.Witnessed{}), rules, refund.CodeReviewerNotVerified)
			same(t, "verified", d.ActBy(by(over, resolving(retry), signedIn("anna")), rules).Standing.Status, refund.StatusPayingOut)
		},
		"after an appeal the higher amount is a verified person's to decide": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 2)
			d.Propose(c, verifiedAbove(appealable(asking(Units(1), "lead")), 11300))
			d.Taken(c.ID(), deciding(reject("d1", "anna")))
			appeal := refund.Act{Kind: refund.ActAppeal, Appeal: &refund.Appeal{AppealID: "a1", By: "customer:42", Statement: "look again"}}
			more := verifiedAbove(onLeg(asking(Units(2), "lead"), "2"), 11300)
			same(t, "appealed", d.ActBy(by(c.ID(), appeal, refund.Witnessed{}), Proposing(more)).Standing.Status, refund.StatusAwaitingApproval)
			d.Refused(c.ID(), deciding(approve("d2", "ben")), refund.CodeReviewerNotVerified)
			same(t, "verified", d.ActBy(by(c.ID(), deciding(approve("d2", "ben")), signedIn("ben")), none).Standing.Status, refund.StatusPayingOut)
		},
		"a switch says who threw it and how that is known, and no machine throws one": func(t *testing.T, d *Desk) {
			throw := func(who refund.Subject, by refund.Person) error {
				return d.Store.SetSwitch(d.ctx, ledger.Switch{Name: ledger.SwitchPayout, On: true, Cause: refund.Cause{Actor: by, Reason: "doubts"}, Acting: who})
			}
			for code, who := range map[refund.Code]refund.Subject{
				refund.CodeNotForMachines: shopProgram(1).Subject, refund.CodeSubjectMismatch: signedIn("ben").Subject,
			} {
				p, _ := refund.ProblemIn(throw(who, "anna"))
				same(t, "refused", p.Code, code)
			}
			on, err := d.Store.Thrown(d.ctx)
			d.no(err)
			same(t, "none is on", len(on), 0)
			d.no(throw(signedIn("anna").Subject, "anna"))
			on, err = d.Store.Thrown(d.ctx)
			d.no(err)
			equal(t, "kept", []any{on[0].By, on[0].Verified, on[0].Subject}, []any{refund.Person("anna"), refund.ByOIDC, signedIn("anna").ID})
			d.no(throw(refund.Subject{}, "ben"))
			on, err = d.Store.Thrown(d.ctx)
			d.no(err)
			same(t, "of nobody known", on[0].Verified, refund.Asserted)
		},
		"a closed period says who closed it and how that is known": func(t *testing.T, d *Desk) {
			in := ledger.PeriodClose{
				Name: "2026-10", FromAt: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), UntilAt: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
				By: "olga", Reason: "month end", Authority: Anything("olga"), Acting: shopProgram(1).Subject,
			}
			out, err := d.Store.ClosePeriod(d.ctx, in)
			d.no(err)
			same(t, "a machine", out.Code, refund.CodeNotForMachines)
			in.Acting = signedIn("olga").Subject
			out, err = d.Store.ClosePeriod(d.ctx, in)
			d.no(err)
			same(t, "closed", out.Accepted, true)
			all, err := d.Store.Periods(d.ctx)
			d.no(err)
			equal(t, "kept", []any{all[0].Verified, all[0].Subject}, []any{refund.ByOIDC, signedIn("olga").ID})
		},
		"an erasure says in every refund's trail who erased and how that is known": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Propose(c, Units(1))
			_, err := d.Store.KeepKey(d.ctx, refund.StoredKey{ID: "k1", Owner: refund.CustomerOwner(c.Merchant, c.Order.Customer.CustomerID), Secret: "s"})
			d.no(err)
			in := refund.Erasure{Merchant: c.Merchant, Customer: c.Order.Customer.CustomerID, Cause: refund.Cause{Actor: "dora", Reason: "asked"}, Force: true, Acting: signedIn("anna").Subject}
			_, err = d.Store.Erase(d.ctx, in)
			p, _ := refund.ProblemIn(err)
			same(t, "in another's name", p.Code, refund.CodeSubjectMismatch)
			in.Acting = signedIn("dora").Subject
			_, err = d.Store.Erase(d.ctx, in)
			d.no(err)
			row := d.trailed(c.ID(), "Erased")
			equal(t, "kept", []any{row.Actor, row.Verified, row.Subject}, []any{refund.Person("dora"), refund.ByOIDC, signedIn("dora").ID})
		},
	}
}

const askAnother = "another person has to say so too"
