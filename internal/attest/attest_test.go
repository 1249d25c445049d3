package attest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/attest"
	"github.com/makegood/makegood/refund"
)

const id = refund.ID("refund/shop/o1/c1")

var noon = time.Date(2026, 11, 20, 12, 0, 0, 123456789, time.FixedZone("CET", 3600))

// door is a door's key, with the worker's that believes it.
type door struct {
	attest.Signer
	attest.Trust
	public string
}

func file(text string) func() (string, error) { return func() (string, error) { return text, nil } }

func newDoor(t *testing.T, name refund.AttestationKey) door {
	t.Helper()
	private, public, err := attest.NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := attest.NewSigner(file(private+"\n"), func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	trust, err := attest.NewTrust(file("# doors\n\n" + public))
	if err != nil {
		t.Fatal(err)
	}
	return door{signer, trust, public}
}

func approving(by refund.Person) refund.Act {
	return refund.Act{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: "d1", Verb: refund.VerbApprove, Reviewer: by, Note: "ok \xff"}}
}

var lena = refund.Subject{
	ID: "oidc:https://id.example#77", Person: "lena", Kind: refund.Human, Verified: refund.ByOIDC, Roles: []refund.Role{"lead"}, NarrowsRoles: true,
	DayLimitMinor: map[refund.Currency]int64{"CNY": 2, "USD": 1},
}

// sent is an act with its attestation as it comes out of Temporal: by way of JSON.
func sent(t *testing.T, d door, act refund.Act) refund.Act {
	t.Helper()
	body, err := act.Body()
	if err != nil {
		t.Fatal(err)
	}
	word, err := d.Attest(lena, id, body)
	if err != nil {
		t.Fatal(err)
	}
	act.Attested = &word
	raw, err := json.Marshal(act)
	if err != nil {
		t.Fatal(err)
	}
	var out refund.Act
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func check(t *testing.T, d door, id refund.ID, act refund.Act) error {
	t.Helper()
	body, err := act.Body()
	if err != nil {
		t.Fatal(err)
	}
	return d.Check(*act.Attested, id, body)
}

func TestAnAttestedActIsBelievedAsItWasSent(t *testing.T) {
	d := newDoor(t, "api-1")
	if err := check(t, d, id, sent(t, d, approving("lena"))); err != nil {
		t.Error(err)
	}
	offer := refund.Act{Kind: refund.ActAnswerOffer, OfferReply: &refund.OfferReply{Token: "link", Accept: true}}
	arrived := sent(t, d, offer)
	arrived.OfferReply.By = "customer:42" // as the workflow fills it in
	if err := check(t, d, id, arrived); err != nil {
		t.Errorf("an answer by a link: %v", err)
	}
}

func TestNothingElseIsBelieved(t *testing.T) {
	d, other := newDoor(t, "api-1"), newDoor(t, "api-1")
	stranger := newDoor(t, "api-2")
	for name, change := range map[string]func(*refund.Act){
		"another amount":       func(a *refund.Act) { minor := int64(1); a.Decision.AmountMinor = &minor },
		"another reviewer":     func(a *refund.Act) { a.Decision.Reviewer = "omar" },
		"another person":       func(a *refund.Act) { a.Attested.Subject.Person = "omar" },
		"another verification": func(a *refund.Act) { a.Attested.Subject.Verified = refund.ByDemo },
		"more roles":           func(a *refund.Act) { a.Attested.Subject.Roles = append(a.Attested.Subject.Roles, "finance") },
		"a higher limit":       func(a *refund.Act) { a.Attested.Subject.DayLimitMinor["CNY"] = 3 },
		"another time":         func(a *refund.Act) { a.Attested.At = a.Attested.At.Add(time.Second) },
		"no signature":         func(a *refund.Act) { a.Attested.Signature = nil },
		"another door's key":   func(a *refund.Act) { *a = sent(t, other, approving("lena")) },
		"a key nobody trusts":  func(a *refund.Act) { *a = sent(t, stranger, approving("lena")) },
	} {
		act := sent(t, d, approving("lena"))
		change(&act)
		if p, is := refund.ProblemIn(check(t, d, id, act)); !is || p.Code != refund.CodeAttestationRefused {
			t.Errorf("%s: %v", name, p)
		}
	}
	if p, is := refund.ProblemIn(check(t, d, id+"x", sent(t, d, approving("lena")))); !is || p.Code != refund.CodeAttestationRefused {
		t.Errorf("about another refund: %v", p)
	}
}

func TestWhileAKeyTakesAnothersPlaceBothAreBelieved(t *testing.T) {
	old, fresh := newDoor(t, "2026-11"), newDoor(t, "2026-12")
	both, err := attest.NewTrust(file(old.public + "\n" + fresh.public + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []door{old, fresh} {
		if err := check(t, door{Trust: both}, id, sent(t, d, approving("lena"))); err != nil {
			t.Error(err)
		}
	}
}

func TestAFileOfKeysThatIsWrongIsRefusedWithoutItsKeys(t *testing.T) {
	private, _, err := attest.NewKey("api")
	if err != nil {
		t.Fatal(err)
	}
	_, key, _ := strings.Cut(private, " ")
	for name, text := range map[string]string{
		"empty": "# none\n", "no name": key, "cut short": "api " + key[:20], "twice": private + "\n" + private, "three words": private + " x",
	} {
		if _, err := attest.NewTrust(file(text)); err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := attest.NewKey("a key"); err == nil {
		t.Error("a name of two words is taken")
	}
}
