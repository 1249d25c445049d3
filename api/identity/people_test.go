package identity_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/refund"
)

func TestAnEMailIsThePersonOfReviewersYAML(t *testing.T) {
	i := newIssuer(t)
	chain := i.chain(identity.Claims{Person: "email"}, "")
	for name, c := range map[string]struct {
		claims map[string]any
		want   refund.Person
	}{
		"theirs":           {map[string]any{"email": "lena@shop.example", "email_verified": true}, "lena"},
		"nobody's":         {map[string]any{"email": "new@shop.example", "email_verified": true}, "new@shop.example"},
		"not verified":     {map[string]any{"email": "lena@shop.example", "email_verified": false}, ""},
		"verified by whom": {map[string]any{"email": "lena@shop.example"}, ""},
		"of two people":    {map[string]any{"email": "desk@shop.example", "email_verified": true}, ""},
		"in capitals":      {map[string]any{"email": "LENA@SHOP.example", "email_verified": true}, "lena"},
		"with a long s":    {map[string]any{"email": "lena@\u017fhop.example", "email_verified": true}, "lena@\u017fhop.example"},
		"none":             {map[string]any{"email_verified": true}, ""},
		"a list":           {map[string]any{"email": []string{"lena@shop.example"}, "email_verified": true}, ""},
		"that is a name":   {map[string]any{"email": "Lena", "email_verified": true}, ""},
	} {
		who, err := chain.Identify(t.Context(), i.token(c.claims))
		if who.Name != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v", name, who.Name, err)
		}
	}
}

// TestANameThatReadsLikeAReviewersIsNotTheirs: to the issuer they are different accounts.
func TestANameThatReadsLikeAReviewersIsNotTheirs(t *testing.T) {
	i := newIssuer(t)
	chain := i.chain(identity.Claims{}, "")
	for name, want := range map[string]refund.Person{
		"lena": "lena", " lena ": "lena", "LENA": "", "Lena": "", "le\u200bna": "", "\uff4cena": "", "lena\ufe0f": "",
		"l\u0435na": "l\u0435na", // a Cyrillic letter: a name that reviewers.yaml does not have
	} {
		who, err := chain.Identify(t.Context(), i.token(map[string]any{"preferred_username": name}))
		if who.Name != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", name, who.Name, err)
		}
	}
	before, err := chain.Identify(t.Context(), i.token(nil))
	if err != nil {
		t.Fatal(err)
	}
	after, err := chain.Identify(t.Context(), i.token(map[string]any{"preferred_username": "ruth"}))
	if err != nil || !before.ID.Same(after.ID) || after.Name != "ruth" {
		t.Errorf("a person whose name was changed is %+v, %v", after, err)
	}
}

func TestRolesOfTheTokenNarrowThoseOfReviewersYAML(t *testing.T) {
	i := newIssuer(t)
	mapped := identity.Claims{Roles: "groups", RoleOf: map[string]refund.Role{"shop-leads": "lead"}}
	for name, c := range map[string]struct {
		claims identity.Claims
		said   any
		want   []refund.Role
	}{
		"a list":                {mapped, []string{"shop-leads", "everybody"}, []refund.Role{"lead"}},
		"a role by our name":    {mapped, []string{"lead"}, nil},
		"none":                  {mapped, nil, nil},
		"the same words":        {identity.Claims{Roles: "groups"}, "support lead", []refund.Role{"support", "lead"}},
		"neither list nor text": {identity.Claims{Roles: "groups"}, 7, nil},
	} {
		who, err := i.chain(c.claims, "").Identify(t.Context(), i.token(map[string]any{"groups": c.said}))
		if err != nil || !who.NarrowsRoles || !slices.Equal(who.Roles, c.want) {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
	}
	authority := refund.Authority{Reviewer: &refund.Reviewer{Name: "lena", Roles: []refund.Role{"finance"}}, Ranks: staff.Ranks}
	who, err := i.chain(mapped, "").Identify(t.Context(), i.token(map[string]any{"groups": "shop-leads"}))
	if err != nil {
		t.Fatal(err)
	}
	within := who.Witnessed().Within(authority)
	if within.Holds("finance") || !within.Holds("lead") || !within.Holds("support") || !authority.Holds("finance") {
		t.Errorf("of finance there is left %v", within.Reviewer.Roles)
	}
	unknown, err := i.chain(identity.Claims{Roles: "groups"}, "").Identify(t.Context(), i.token(map[string]any{"groups": "everybody"}))
	if err != nil {
		t.Fatal(err)
	}
	if within := unknown.Witnessed().Within(authority); within.Holds("support") || within.Holds("everybody") {
		t.Errorf("a role that reviewers.yaml does not know gives %v", within.Reviewer.Roles)
	}
	none, err := i.chain(mapped, "").Identify(t.Context(), i.token(nil))
	if err != nil {
		t.Fatal(err)
	}
	if none.Witnessed().Within(authority).Holds("support") {
		t.Error("who has no role at the issuer has one here")
	}
	lower := refund.Authority{Reviewer: &refund.Reviewer{Name: "lena", Roles: []refund.Role{"support"}}, Ranks: staff.Ranks}
	if within := who.Witnessed().Within(lower); within.Holds("lead") || !within.Holds("support") {
		t.Errorf("the token gives %v, more than reviewers.yaml", within.Reviewer.Roles)
	}
}

func TestASignInTakesTheAnswerToItselfOnly(t *testing.T) {
	i := newIssuer(t)
	people := i.chain(identity.Claims{}, "").People
	if who, err := people.SignIn(t.Context(), i.token(map[string]any{"nonce": "n-1"}), "n-1"); err != nil || who.Name != "lena" {
		t.Errorf("%+v, %v", who, err)
	}
	for name, c := range map[string]struct{ said, nonce any }{"another's": {"n-2", "n-1"}, "none": {nil, "n-1"}, "none was asked": {"n-1", ""}, "both none": {nil, ""}} {
		if _, err := people.SignIn(t.Context(), i.token(map[string]any{"nonce": c.said}), c.nonce.(string)); codeOf(err) != api.CodeTokenRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
}
