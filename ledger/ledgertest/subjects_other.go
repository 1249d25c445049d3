package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// actAs carries out an act of anna's as somebody, and returns the code by which it is refused.
type actAs func(who refund.Subject) refund.Code

// ownNameOnly fails unless an act of anna's is refused to a machine and to another person, and is taken from her.
func ownNameOnly(t *testing.T, act actAs) {
	t.Helper()
	same(t, "a machine", act(shopProgram(1).Subject), refund.CodeNotForMachines)
	same(t, "a machine of her name", act(refund.Subject{ID: "machine:anna", Person: "anna", Kind: refund.Machine, Verified: refund.ByKey}), refund.CodeNotForMachines)
	same(t, "in another's name", act(signedIn("ben").Subject), refund.CodeSubjectMismatch)
	same(t, "her own", act(signedIn("anna").Subject), "")
}

// codeOf is the code of an error that is a refund.Problem.
func codeOf(err error) refund.Code {
	p, _ := refund.ProblemIn(err)
	return p.Code
}

// otherSubjectCases are about acts that have rows of their own, beside the trail of a refund.
func otherSubjectCases() map[string]func(*testing.T, *Desk) {
	anna := []any{refund.ByOIDC, signedIn("anna").ID}
	return map[string]func(*testing.T, *Desk){
		"an attribution is by a person in their own name, and says how that is known": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			d.Outside("o1", "re_1", 6000)
			ownNameOnly(t, func(who refund.Subject) refund.Code {
				in := toLines("o1", "re_1", 1, 6000)
				in.Acting = who
				return d.Attribute(in).Code
			})
			got := d.OutsideOf("re_1")
			equal(t, "kept", []any{got.AttributedVerified, got.AttributedSubject}, anna)
		},
		"a dispute's value is said by a person in their own name": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", InDollars(1, refund.DisputeOpened, 3200, 0))
			ownNameOnly(t, func(who refund.Subject) refund.Code {
				in := Valuing(11300)
				in.Acting = who
				return d.Value(in).Code
			})
		},
		"a fund is changed by a person in their own name": func(t *testing.T, d *Desk) {
			f := d.fundOf("o1")
			ownNameOnly(t, func(who refund.Subject) refund.Code {
				_, err := d.Store.ChangeFund(d.ctx, ledger.FundAct{
					ID: "g1", Kind: ledger.FundGrant, Fund: f, AmountMinor: 100, By: "anna", Note: "x", Authority: Anything("anna"), Acting: who,
				})
				return codeOf(err)
			})
			d.Fund(100, 0, 0, 0)
		},
		"the state of stored value is set by a person in their own name": func(t *testing.T, d *Desk) {
			in := d.Spent("o1", refund.PaymentGiftCard)
			change := changed(refund.PaymentGiftCard, "sv_o1", refund.StoredFrozen)
			ownNameOnly(t, func(who refund.Subject) refund.Code {
				change.Acting = who
				return codeOf(d.Store.SetStoredState(d.ctx, change))
			})
			same(t, "frozen", d.Moved(in).Outcome.Class, refund.DeclinedInstrument)
		},
		"a card is frozen by a person in their own name": func(t *testing.T, d *Desk) {
			ownNameOnly(t, func(who refund.Subject) refund.Code {
				in := freezing("g1", "o1", 7000)
				in.Cause.Actor, in.Acting = "anna", who
				return codeOf(d.Store.FreezeCard(d.ctx, in))
			})
			d.CardIs("g1", refund.StoredFrozen)
		},
		"an endpoint is acted on by a person in their own name, and says who switched it and how that is known": func(t *testing.T, d *Desk) {
			d.keepEvent(d.Held("o1", "c1", 1), "a", "crm")
			for _, act := range []refund.HookAct{refund.HookReplay, refund.HookSwitchOff} {
				ownNameOnly(t, func(who refund.Subject) refund.Code {
					_, err := d.Store.ActOnHooks(d.ctx, ledger.HookActed{
						Endpoint: "crm", Act: act, EventIDs: []string{"evt_a"}, Cause: refund.Cause{Actor: "anna", Reason: "x"}, Authority: Anything("anna"), Acting: who,
					})
					return codeOf(err)
				})
			}
			got := d.endpoint("crm")
			equal(t, "kept", []any{got.ChangedVerified, got.ChangedSubject}, anna)
			d.actOn("crm", refund.HookSwitchOn)
			same(t, "of nobody known", d.endpoint("crm").ChangedVerified, refund.Asserted)
			d.claimEvents("crm", "a1")
			d.endEvent("crm", "a", "a1", refund.HookEnd{State: refund.HookWaiting, Gone: true, Problem: "gone"})
			same(t, "of the endpoint itself", d.endpoint("crm").ChangedVerified, "")
		},
		"a repair says in the trail who repaired and how that is known": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			ownNameOnly(t, func(who refund.Subject) refund.Code {
				_, err := d.Store.RepairAbandoned(d.ctx, ledger.Abandoned{Refund: id, Cause: refund.Cause{Actor: "anna", Reason: "x"}, Acting: who})
				return codeOf(err)
			})
			for _, event := range []string{"Released", "Closed"} {
				row := d.trailed(id, event)
				equal(t, event, []any{row.Actor, row.Verified, row.Subject}, append([]any{refund.Person("anna")}, anna...))
			}
		},
	}
}

// Sealed holds that a ledger which is sealed says who sealed it, and how that is known. It takes no more writes after that,
// so the store is for nothing else.
func Sealed(t *testing.T, store ledger.Store) {
	t.Helper()
	ownNameOnly(t, func(who refund.Subject) refund.Code {
		return codeOf(store.Seal(t.Context(), refund.Cause{Actor: "anna", Reason: "moved"}, who))
	})
	got, err := store.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "kept", []any{got.SealedBy, got.SealedVerified, got.SealedSubject}, []any{refund.Person("anna"), refund.ByOIDC, signedIn("anna").ID})
}
