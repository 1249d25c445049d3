package withdrawal_test

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestWhoIsInNoReviewersYAMLIsShownNoStatements(t *testing.T) {
	b := newBench(t)
	receipt := b.declare(declaration())
	call := api.Call{Subject: api.Subject{Name: "zoe", Kind: api.Human, Verified: api.ByOIDC}}
	_, listed := b.List(t.Context(), call, ledger.StatementFilter{})
	_, shown := b.Show(t.Context(), call, receipt.ID)
	refusedWith(t, "the list", listed, refund.CodeReviewerUnknown)
	refusedWith(t, "one", shown, refund.CodeReviewerUnknown)
}

func TestAnAuditorIsShownNoStatements(t *testing.T) {
	b := newBench(t)
	call := api.Call{Subject: api.Subject{Name: "ann", Kind: api.Human, Verified: api.ByOIDC}}
	if _, err := b.List(t.Context(), call, ledger.StatementFilter{}); err != nil {
		t.Fatal(err)
	}
	call.Subject.Roles = []refund.Role{refund.RoleAuditor}
	_, listed := b.List(t.Context(), call, ledger.StatementFilter{})
	_, shown := b.Show(t.Context(), call, "any")
	for what, err := range map[string]error{"the list": listed, "one": shown} {
		var refused *api.Error
		if !errors.As(err, &refused) || refused.Code != api.CodeNotPermitted {
			t.Errorf("%s: %v", what, err)
		}
	}
}
