package ledgertest

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Ranks are the roles of the suite's staff, from the lowest to the highest.
var Ranks = []refund.Role{"warehouse", "support", "lead", "finance"}

// Anything is a member of staff who may do anything, as the highest role.
func Anything(name refund.Person) refund.Authority { return As(name, "finance") }

// As is a member of staff with roles and a limit above everything in the suite.
func As(name refund.Person, roles ...refund.Role) refund.Authority {
	return refund.Authority{
		Reviewer: &refund.Reviewer{Name: name, Roles: roles, LimitMinor: map[refund.Currency]int64{"CNY": 1 << 40}}, Ranks: Ranks,
	}
}

// Act carries an act out, by somebody who may do anything, with rules that have no answer.
func (d *Desk) Act(id refund.ID, a refund.Act) refund.Acted {
	d.T.Helper()
	return d.ActBy(refund.ActRequest{Refund: id, Act: a, Authority: Anything(a.By())}, Refusing("NO_RULES"))
}

// ActBy carries an act out with what is known of who acts, by rules.
func (d *Desk) ActBy(in refund.ActRequest, rules ledger.Rules) refund.Acted {
	d.T.Helper()
	out, err := d.Store.CarryOut(d.ctx, in, rules)
	d.no(err)
	return out
}

// Taken fails unless an act is accepted.
func (d *Desk) Taken(id refund.ID, a refund.Act) refund.Standing {
	d.T.Helper()
	out := d.Act(id, a)
	if !out.Accepted {
		d.T.Errorf("%s is refused: %s %s", a.Kind, out.Code, out.Detail)
	}
	return out.Standing
}

// Refused fails unless an act is refused with a code, and changes nothing.
func (d *Desk) Refused(id refund.ID, a refund.Act, code refund.Code) {
	d.T.Helper()
	d.RefusedBy(refund.ActRequest{Refund: id, Act: a, Authority: Anything(a.By())}, Refusing("NO_RULES"), code)
}

// RefusedBy is Refused for somebody, by rules.
func (d *Desk) RefusedBy(in refund.ActRequest, rules ledger.Rules, code refund.Code) {
	d.T.Helper()
	before := d.Standing(in.Refund)
	out := d.ActBy(in, rules)
	if out.Accepted || out.Code != code {
		d.T.Errorf("%s: got %+v, want a refusal %s", in.Act.Kind, out.Answer, code)
	}
	after := out.Standing
	before.Version, after.Version = 0, 0
	equal(d.T, "standing after a refusal", after, before)
}

// The acts, as the suite writes them.

func deciding(x refund.Decision) refund.Act { return refund.Act{Kind: refund.ActDecide, Decision: &x} }

func approve(id, by string) refund.Decision {
	return refund.Decision{DecisionID: refund.DecisionID(id), Verb: refund.VerbApprove, Reviewer: refund.Person(by)}
}

func reject(id, by string) refund.Decision {
	return refund.Decision{DecisionID: refund.DecisionID(id), Verb: refund.VerbReject, Reviewer: refund.Person(by), Message: "not this time"}
}

func withdrawing(by refund.Person) refund.Act {
	return refund.Act{Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{By: by, Note: "changed my mind"}}
}

func resolving(x refund.Resolution) refund.Act {
	return refund.Act{Kind: refund.ActResolve, Resolution: &x}
}

// The resolutions, by Anna.
var (
	retry     = refund.Resolution{ResolutionID: "r1", Action: refund.ResolveRetry, By: "anna", Note: "again"}
	giveUp    = refund.Resolution{ResolutionID: "r1", Action: refund.ResolveGiveUp, By: "anna", Note: "hopeless"}
	elsewhere = refund.Resolution{ResolutionID: "r1", Action: refund.ResolvePaidElsewhere, By: "anna", Reference: "wire 7"}
	asCredit  = refund.Resolution{ResolutionID: "r1", Action: refund.ResolvePayAnotherWay, By: "anna", Via: refund.ViaStoreCredit}
)

// named is a resolution under another id, and about one leg where one is named.
func named(r refund.Resolution, id refund.DecisionID, leg refund.LegID) refund.Act {
	r.ResolutionID, r.Leg = id, leg
	return resolving(r)
}

// PaidElsewhere has two people say that a refund, or a leg of it, was paid outside, and returns how it stands then.
func (d *Desk) PaidElsewhere(id refund.ID, leg refund.LegID) refund.Standing {
	d.T.Helper()
	first, second := elsewhere, elsewhere
	first.By, first.ResolutionID, first.Leg = "ben", "elsewhere-1", leg
	second.ResolutionID, second.Leg = "elsewhere-2", leg
	d.Taken(id, resolving(first))
	return d.Taken(id, resolving(second))
}

// Resolve carries a resolution out.
func (d *Desk) Resolve(id refund.ID, r refund.Resolution) refund.Acted {
	d.T.Helper()
	return d.Act(id, resolving(r))
}
