package activities

import (
	"testing"
	"time"

	"github.com/makegood/makegood/internal/attest"
	"github.com/makegood/makegood/refund"
)

// TestARequestsWordIsOfTheBodyThatCame: who may write to the namespace cannot put another body beside a word and its digest.
func TestARequestsWordIsOfTheBodyThatCame(t *testing.T) {
	private, public, err := attest.NewKey("api")
	if err != nil {
		t.Fatal(err)
	}
	file := func(text string) func() (string, error) { return func() (string, error) { return text, nil } }
	door, fault := attest.NewSigner(file(private), time.Now)
	trust, err := attest.NewTrust(file(public))
	if fault != nil || err != nil {
		t.Fatal(fault, err)
	}
	c := refund.Cancellation{Key: refund.Key{Merchant: "m", Order: "o", Request: "c"}, Reason: refund.ReasonDamaged}
	who := refund.Subject{ID: "machine:shop", Person: "shop", Kind: refund.Machine, Verified: refund.ByKey}
	word, err := door.Attest(who, c.ID(), refund.AttestedBody(refund.Digest(c)))
	if err != nil {
		t.Fatal(err)
	}
	l := Ledger{Witness: trust}
	in := refund.Decide{Digest: refund.Digest(c), Cancellation: c, Attested: &word}
	if got, err := l.witnessedRequest(in); err != nil || got.ID != who.ID || got.Problem != nil {
		t.Errorf("%+v, %v", got, err)
	}
	in.Cancellation.CancelledLines = []refund.CancelledLine{{LineID: "1", Quantity: 9}}
	got, err := l.witnessedRequest(in)
	if err != nil || got.ID != "" || got.Problem == nil || got.Problem.Code != refund.CodeAttestationRefused {
		t.Errorf("another body: %+v, %v", got, err)
	}
}

// TestAWordThatIsTooOldIsToldFromAFalseOne: by the one something may have been done in its time.
func TestAWordThatIsTooOldIsToldFromAFalseOne(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	act := refund.Act{Kind: refund.ActLookNow, LookNow: &refund.LookNow{By: "anna"}, Attested: &refund.Attestation{At: at}}
	for name, c := range map[string]struct {
		now     time.Time
		witness believing
		late    bool
		problem bool
	}{
		"in time":  {at.Add(refund.AttestationLifetime), believing{}, false, false},
		"too old":  {at.Add(refund.AttestationLifetime + 1), believing{}, true, true},
		"too soon": {at.Add(-refund.AttestationSkewMax - 1), believing{}, true, true},
		"false":    {at, believing{err: refund.Problem{Code: refund.CodeAttestationRefused}}, false, true},
	} {
		l := Ledger{Witness: c.witness, Clock: func() time.Time { return c.now }}
		who, err := l.witnessed("refund/m/o/c", act)
		if err != nil || who.Late != c.late || (who.Problem != nil) != c.problem || who.ID != "" {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
	}
}

// believing checks every word with one result.
type believing struct{ err error }

// Check implements Witness.
func (b believing) Check(refund.Attestation, refund.ID, string) error { return b.err }
