package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// AwaitingGoods is a refund of two units whose goods come back first.
func (d *Desk) AwaitingGoods(order string, roles ...refund.Role) refund.ID {
	d.T.Helper()
	c := Request(order, "c1", 2)
	s := d.Propose(c, appealable(withGoods(asking(Units(2), roles...), 2)))
	same(d.T, "status", s.Status, refund.StatusAwaitingGoods)
	return c.ID()
}

// inspecting is what a person of the warehouse found of two units.
func inspecting(id string, accepted, refused int64) refund.Act {
	return refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{
		InspectionID: refund.DecisionID(id), By: "wim", Note: "looked at",
		Lines: []refund.InspectedLine{{LineID: "1", AcceptedQuantity: accepted, RefusedQuantity: refused}},
	}}
}

// Inspect carries an inspection out, by rules that propose p then.
func (d *Desk) Inspect(id refund.ID, a refund.Act, rules *Rules) refund.Acted {
	d.T.Helper()
	return d.ActBy(refund.ActRequest{Refund: id, Act: a, Authority: As(a.By(), "warehouse")}, rules)
}

func goodsCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"goods that never arrive end the request without money, at their moment alone": func(t *testing.T, d *Desk) {
			id := d.AwaitingGoods("o1")
			s := d.Standing(id)
			same(t, "by", *s.Goods.By, d.Clock.Now().Add(24*time.Hour))
			same(t, "remind", *s.Goods.RemindAt, d.Clock.Now().Add(time.Hour))
			same(t, "role", s.Goods.InspectRole, refund.RoleWarehouse)
			other := s.Goods.By.Add(time.Second)
			equal(t, "another moment", d.Pass(id, refund.DeadlineGoods, &other), s)
			end := d.Pass(id, refund.DeadlineGoods, s.Goods.By)
			same(t, "status", end.Status, refund.StatusRejected)
			equal(t, "why", end.Why, []string{"GOODS_NOT_RECEIVED"})
			same(t, "appealable", end.Appealable(), true)
			d.Payment(id, Control{Open: 22600})
			equal(t, "twice", d.Pass(id, refund.DeadlineGoods, s.Goods.By), end)
		},
		"what came back whole is paid as proposed, without naming lines": func(t *testing.T, d *Desk) {
			id := d.AwaitingGoods("o1")
			all := refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: "i1", By: "wim", AllAccepted: true}}
			first := d.Inspect(id, all, Refusing("NO_RULES"))
			same(t, "status", first.Standing.Status, refund.StatusPayingOut)
			same(t, "inspected", first.Standing.Goods.Inspected, refund.DecisionID("i1"))
			again := refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: "i1", By: "wim", AllAccepted: true}}
			same(t, "again", d.Inspect(id, again, Refusing("NO_RULES")).Answer, repeated(first.Answer))
			same(t, "the stored inspection", d.Case(id).Inspection.By, "wim")
			e, err := d.Store.Explanation(d.ctx, id, first.Standing.AssessmentHash)
			d.no(err)
			equal(t, "lines", e.Inspected[0], refund.InspectedLine{LineID: "1", AcceptedQuantity: 2})
			same(t, "goods", e.Goods.Lines[0].Quantity, 2)
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
		},
		"what came back in part is judged again, and people agree to what is left": func(t *testing.T, d *Desk) {
			id := d.AwaitingGoods("o1", "lead")
			rules := Proposing(appealable(asking(onLeg(Units(1), "2"), "lead")))
			s := d.Inspect(id, inspecting("i1", 1, 1), rules).Standing
			same(t, "the rules heard of it", rules.Question.Inspection.Lines[0].RefusedQuantity, 1)
			same(t, "status", s.Status, refund.StatusAwaitingApproval)
			same(t, "total", s.TotalMinor, unitMinor)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			d.Taken(id, deciding(approve("d1", "anna")))
			d.BeginLeg(id, "2", "a1")
			d.RecordLeg(id, "2", refund.OutcomeSettled)
			same(t, "the rest may be appealed", d.Standing(id).Appealable(), true)
		},
		"of what came back nothing is taken: the request ends": func(t *testing.T, d *Desk) {
			id := d.AwaitingGoods("o1")
			s := d.Inspect(id, inspecting("i1", 0, 2), Proposing(refusing("GOODS_NOT_ACCEPTED"))).Standing
			same(t, "status", s.Status, refund.StatusRejected)
			equal(t, "why", s.Why, []string{"GOODS_NOT_ACCEPTED"})
			d.Payment(id, Control{Open: 22600})
		},
		"what the rules have no answer to waits for a person, who lets them try again": func(t *testing.T, d *Desk) {
			id := d.AwaitingGoods("o1")
			s := d.Inspect(id, inspecting("i1", 1, 1), Refusing("NOT_SUPPORTED")).Standing
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			same(t, "why", s.Attention(), refund.CodeNotSupported)
			d.Payment(id, Control{Held: 22600})
			still := d.ActBy(refund.ActRequest{Refund: id, Act: resolving(retry), Authority: Anything("anna")}, Refusing("NOT_SUPPORTED"))
			same(t, "still", still.Standing.Status, refund.StatusNeedsAttention)
			s = d.ActBy(refund.ActRequest{Refund: id, Act: named(retry, "r2", ""), Authority: Anything("anna")}, Proposing(onLeg(Units(1), "2"))).Standing
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "total", s.TotalMinor, unitMinor)
		},
		"only a person of the role inspects, never who asked, and only what was expected": func(t *testing.T, d *Desk) {
			id := d.AwaitingGoods("o1")
			rules := Refusing("NO_RULES")
			in := refund.ActRequest{Refund: id, Act: inspecting("i1", 2, 0), Authority: refund.Authority{Ranks: Ranks}}
			d.RefusedBy(in, rules, refund.CodeReviewerUnknown)
			other := refund.ActRequest{Refund: id, Act: inspecting("i2", 2, 0), Authority: As("wim", "driver")}
			d.RefusedBy(other, rules, refund.CodeReviewerRole)
			author := inspecting("i3", 2, 0)
			author.Inspection.By = "customer:42"
			d.RefusedBy(refund.ActRequest{Refund: id, Act: author, Authority: As("customer:42", "warehouse")}, rules, refund.CodeReviewerIsAuthor)
			d.RefusedBy(refund.ActRequest{Refund: id, Act: inspecting("i4", 3, 0), Authority: As("wim", "warehouse")}, rules, refund.CodeBadInspection)
			paying := d.Held("o2", "c1", 1)
			d.RefusedBy(refund.ActRequest{Refund: paying, Act: inspecting("i5", 1, 0), Authority: As("wim", "warehouse")}, rules, refund.CodeWrongState)
		},
	}
}
