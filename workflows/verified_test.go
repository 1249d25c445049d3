package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/attest"
	"github.com/makegood/makegood/refund"
)

// door signs who acts, in tests.
type door struct {
	t       *testing.T
	private string
	public  string
}

func newDoor(t *testing.T) door {
	t.Helper()
	private, public, err := attest.NewKey("api-1")
	if err != nil {
		t.Fatal(err)
	}
	return door{t, private, public}
}

// believed lets the workers of a world believe the door.
func (d door) believed(p *activities.Parties) {
	trust, err := attest.NewTrust(func() (string, error) { return d.public, nil })
	if err != nil {
		d.t.Fatal(err)
	}
	p.Ledger.Witness = trust
}

func (d door) signs(who refund.Subject, id refund.ID, body string, at time.Time) *refund.Attestation {
	d.t.Helper()
	signer, err := attest.NewSigner(func() (string, error) { return d.private, nil }, func() time.Time { return at })
	if err != nil {
		d.t.Fatal(err)
	}
	word, err := signer.Attest(who, id, body)
	if err != nil {
		d.t.Fatal(err)
	}
	return &word
}

// message is a decision with the door's word of a moment beside it.
func (d door) message(b *bundle, who refund.Subject, decides refund.Decision, at time.Time) any {
	d.t.Helper()
	act := refund.Act{Kind: refund.ActDecide, Decision: &decides}
	body, err := act.Body()
	if err != nil {
		d.t.Fatal(err)
	}
	act.Attested = d.signs(who, b.in.Cancellation.ID(), body, at)
	return act.Message()
}

func signedIn(name refund.Person) refund.Subject {
	return refund.Subject{ID: "oidc:https://id.example#" + refund.SubjectID(name), Person: name, Kind: refund.Human, Verified: refund.ByOIDC}
}

// setupVerified is a world in which only verified people decide 2260.00 CNY, and that believes a door.
func setupVerified(t *testing.T, d door, change func(*refund.Request)) *bundle {
	t.Helper()
	b := unregistered(t, change)
	b.policy = "name: own\nversion: \"1\"\napproval:\n  verified_above_minor: {CNY: 200000}\n"
	b.begin(d.believed)
	return b
}

func TestAboveAnAmountOnlyAVerifiedPersonsDecisionCounts(t *testing.T) {
	d := newDoor(t)
	b := setupVerified(t, d, overLimit)
	approve := decision("d-1", refund.VerbApprove, "ann")
	asserted := map[string]func() any{
		"a bare update": func() any { return approve },
		"one that says that it is verified": func() any {
			act := refund.Act{Kind: refund.ActDecide, Decision: &approve, Attested: &refund.Attestation{Subject: signedIn("ann"), At: b.env.Now(), Key: "api-1"}}
			return act.Message()
		},
		"by another door":            func() any { return newDoor(t).message(b, signedIn("ann"), approve, b.env.Now()) },
		"of a person who only typed": func() any { return d.message(b, typed("ann"), approve, b.env.Now()) },
		"of another person":          func() any { return d.message(b, signedIn("bob"), approve, b.env.Now()) },
		"of a machine":               func() any { return d.message(b, shop(1), approve, b.env.Now()) },
		"of eleven minutes ago":      func() any { return d.message(b, signedIn("ann"), approve, b.env.Now().Add(-11*time.Minute)) },
	}
	want := map[string]refund.Code{
		"a bare update": refund.CodeReviewerNotVerified, "one that says that it is verified": refund.CodeAttestationRefused,
		"by another door": refund.CodeAttestationRefused, "of a person who only typed": refund.CodeReviewerNotVerified,
		"of another person": refund.CodeSubjectMismatch, "of a machine": refund.CodeNotForMachines, "of eleven minutes ago": refund.CodeAttestationRefused,
	}
	answers := map[string]*updateAnswer{}
	b.at(time.Hour, func() {
		b.signal(refund.ActDecide, approve)
		b.signal(refund.ActDecide, d.message(b, signedIn("ann"), approve, b.env.Now()))
		for name, in := range asserted {
			answers[name] = b.update(refund.ActDecide, in())
		}
	})
	b.at(2*time.Hour, func() {
		if view := b.view(); view.Status != refund.StatusAwaitingApproval || view.RefusedCount != 2 {
			t.Errorf("after two signals it is %s, and %d were refused", view.Status, view.RefusedCount)
		}
		answers["verified"] = b.update(refund.ActDecide, d.message(b, signedIn("ann"), approve, b.env.Now()))
	})
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
	for name, code := range want {
		if got := answers[name].answer; got.Accepted || got.Code != code {
			t.Errorf("%s: %+v, want %s", name, got, code)
		}
	}
	if got := answers["verified"].answer; !got.Accepted {
		t.Errorf("a verified decision: %+v", got)
	}
	for _, row := range b.stored().Trail {
		if row.Event == "Approved" && (row.Verified != refund.ByOIDC || row.Subject != signedIn("ann").ID) {
			t.Errorf("the trail has %s by %q", row.Verified, row.Subject)
		}
		if row.Event == "SignalRefused" && row.Verified != refund.Asserted {
			t.Errorf("a refused signal is not said to be asserted: %+v", row)
		}
	}
}

func typed(name refund.Person) refund.Subject {
	return refund.Subject{ID: "user:root@desk", Person: name, Kind: refund.Human, Verified: refund.ByCommandLine}
}

// shop is a machine that may ask for so much CNY a day.
func shop(limitMinor int64) refund.Subject {
	return refund.Subject{
		ID: "machine:shop", Person: "shop", Kind: refund.Machine, Verified: refund.ByKey, DayLimitMinor: map[refund.Currency]int64{"CNY": limitMinor},
	}
}

func TestRolesOfATokenNarrowWhatItsPersonMayDecide(t *testing.T) {
	d := newDoor(t)
	b := setupVerified(t, d, overLimit)
	guest, lead := signedIn("ann"), signedIn("ann")
	guest.NarrowsRoles, lead.NarrowsRoles, lead.Roles = true, true, []refund.Role{"finance"}
	var without, with *updateAnswer
	b.at(time.Hour, func() {
		without = b.update(refund.ActDecide, d.message(b, guest, decision("d-1", refund.VerbApprove, "ann"), b.env.Now()))
		with = b.update(refund.ActDecide, d.message(b, lead, decision("d-2", refund.VerbApprove, "ann"), b.env.Now()))
	})
	if result := b.run(); result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
	if without.answer.Code != refund.CodeReviewerRole || !with.answer.Accepted {
		t.Errorf("without a role: %+v; with it: %+v", without.answer, with.answer)
	}
}

func TestAMachinesRequestBeyondItsLimitWaitsForAPerson(t *testing.T) {
	d := newDoor(t)
	for limit, want := range map[int64]refund.Status{226000: refund.StatusAwaitingApproval, 225999: refund.StatusNeedsAttention} {
		b := setupVerified(t, d, func(in *refund.Request) {
			overLimit(in)
			in.Digest = refund.Digest(in.Cancellation)
			in.Attested = d.signs(shop(limit), in.Cancellation.ID(), refund.AttestedBody(in.Digest), placedAt)
		})
		b.at(time.Hour, func() {
			if view := b.view(); view.Status != want {
				t.Errorf("with a limit of %d it is %s, want %s", limit, view.Status, want)
			}
			b.signal(refund.ActWithdraw, refund.Withdrawal{By: "customer:42"})
		})
		b.run()
		for _, row := range b.stored().Trail {
			if row.Event == "Received" && (row.Verified != refund.ByKey || row.Subject != "machine:shop") {
				t.Errorf("who asked is %s by %q", row.Verified, row.Subject)
			}
		}
	}
}
