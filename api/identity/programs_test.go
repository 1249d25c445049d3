package identity_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
)

func TestAMachinesTokenMayDoWhatBothItAndItsLineSay(t *testing.T) {
	i := newIssuer(t)
	programs, err := identity.NewPrograms(i.config(), "scope")
	if err != nil {
		t.Fatal(err)
	}
	chain := i.chain(identity.Claims{}, "till jwt:77 refunds:request,refunds:read CNY=500000,USD=7\n")
	chain.People, chain.Programs = nil, programs
	who, err := chain.Identify(t.Context(), i.token(map[string]any{"scope": "refunds:read refunds:customer openid"}))
	if err != nil || who.Name != "till" || who.ID != "machine:till" || who.Kind != api.Machine || who.Verified != api.ByJWT ||
		!slices.Equal(who.Scopes, []api.Scope{api.ScopeRead}) || who.DayLimitMinor["CNY"] != 500000 || who.DayLimitMinor["USD"] != 7 {
		t.Errorf("%+v, %v", who, err)
	}
	if _, err := chain.Identify(t.Context(), i.token(map[string]any{"sub": "78"})); codeOf(err) != api.CodeTokenRefused {
		t.Errorf("a machine that no line has: %v", err)
	}
	if who, err := chain.Identify(t.Context(), i.token(map[string]any{"scope": nil})); err != nil || len(who.Scopes) > 0 {
		t.Errorf("without a scope: %+v, %v", who, err)
	}
}
