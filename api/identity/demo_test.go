package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/refund"
)

func newDemo(t *testing.T, now *time.Time) *identity.Demo {
	t.Helper()
	d, err := identity.NewDemo([]refund.Person{"mia", "noah"}, func() time.Time { return *now })
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestASamplePersonsTokenIsGoodForItsDemoAlone(t *testing.T) {
	now := noon
	d, other := newDemo(t, &now), newDemo(t, &now)
	token, err := d.Token("Mia")
	if err != nil {
		t.Fatal(err)
	}
	who, err := identity.Chain{Demo: d}.Identify(t.Context(), token)
	if err != nil || who.Name != "mia" || who.ID != "demo:mia" || who.Kind != api.Human || who.Verified != api.ByDemo {
		t.Errorf("%+v, %v", who, err)
	}
	for name, forged := range map[string]string{"of another demo": tokenOf(t, other), "cut short": token[:len(token)-2], "longer": token + "AA", "nothing": "mgd_", "no base64": "mgd_!"} {
		if _, err := (identity.Chain{Demo: d}).Identify(t.Context(), forged); codeOf(err) != api.CodeTokenRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Token("eve"); codeOf(err) != refund.CodeReviewerUnknown {
		t.Errorf("who is no sample person: %v", err)
	}
	now = now.Add(identity.DemoLifetime)
	if _, err := d.Identify(token); codeOf(err) != api.CodeTokenExpired {
		t.Errorf("later: %v", err)
	}
	if !strings.Contains(identity.DemoNotice, "for the demo") {
		t.Error("the sign-in does not say that it is for the demo")
	}
}

func tokenOf(t *testing.T, d *identity.Demo) string {
	t.Helper()
	token, err := d.Token("mia")
	if err != nil {
		t.Fatal(err)
	}
	return token
}
