package support_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/api/support/supporttest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestAContactIsKeptSealedShownOpenAndErasedWithItsCustomer(t *testing.T) {
	w := supporttest.New(t)
	id := w.Known[supporttest.Refunded]
	in := support.KeepContactRequest{ID: id, Channel: ledger.ContactPhone, Direction: ledger.ContactFromCustomer, Text: "the box was open"}
	for range 2 {
		if err := w.Contacts.Keep(t.Context(), supporttest.Call("low", "k-1"), in); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := w.Store.Contacts(t.Context(), id)
	if err != nil || len(stored) != 1 || !strings.HasPrefix(stored[0].Text, refund.SealedPrefix) {
		t.Fatalf("stored %+v, %v", stored, err)
	}
	got, err := w.Contacts.Of(t.Context(), supporttest.Call("low", ""), id)
	if err != nil || len(got) != 1 || got[0].Text != in.Text || got[0].By != "low" || got[0].Channel != in.Channel {
		t.Errorf("shown %+v, %v", got, err)
	}
	auditor := supporttest.Call("low", "")
	auditor.Subject.Kind, auditor.Subject.Roles = api.Human, []refund.Role{refund.RoleAuditor}
	if masked, err := w.Contacts.Of(t.Context(), auditor, id); err != nil || masked[0].Text != api.Hidden || masked[0].By != "low" {
		t.Errorf("an auditor is shown %+v, %v", masked, err)
	}
	_, err = w.Store.Erase(t.Context(), refund.Erasure{Merchant: "m1", Customer: "42", Cause: refund.Cause{Actor: "dpo", Reason: "asked"}, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	got, err = w.Contacts.Of(t.Context(), supporttest.Call("low", ""), id)
	if err != nil || !strings.HasPrefix(got[0].Text, "[erased on ") {
		t.Errorf("after the erasure %+v, %v", got, err)
	}
}

func TestWhoMayNotKeepAContactIsToldWhy(t *testing.T) {
	w := supporttest.New(t)
	in := support.KeepContactRequest{ID: w.Known[supporttest.Refunded], Channel: ledger.ContactChat, Direction: ledger.ContactToCustomer, Text: "x"}
	other := in
	other.ID = "refund/m1/o99/c1"
	for what, c := range map[string]struct {
		call api.Call
		in   support.KeepContactRequest
		code refund.Code
	}{
		"nobody":          {api.Call{Key: "k"}, in, api.CodeUnauthenticated},
		"a stranger":      {supporttest.Call("stranger", "k"), in, refund.CodeReviewerUnknown},
		"a machine":       {apitest.Shop(api.ScopeRead), in, refund.CodeNotForMachines},
		"without a key":   {supporttest.Call("low", ""), in, api.CodeKeyMissing},
		"about no refund": {supporttest.Call("low", "k"), other, refund.CodeNotFound},
	} {
		if err := w.Contacts.Keep(t.Context(), c.call, c.in); codeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", what, err, c.code)
		}
	}
	if kept, err := w.Store.Contacts(t.Context(), in.ID); err != nil || len(kept) != 0 {
		t.Errorf("kept %v, %v", kept, err)
	}
}
