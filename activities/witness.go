package activities

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// Witness checks the doors' word on who acts.
type Witness interface {
	// Check refuses, with a refund.Problem, what no trusted door signed for a body about a refund. Any other error is a
	// reason to try again.
	Check(a refund.Attestation, id refund.ID, body string) error
}

// witnessed is who does an act, as a door's word proves it. Without a word, or where no door is trusted, the act is only
// asserted. A word that is false, or too old to be of now, is a problem that the ledger refuses the act for.
func (l Ledger) witnessed(id refund.ID, act refund.Act) (refund.Witnessed, error) {
	word := act.Attested
	if word == nil || l.Witness == nil {
		return refund.Witnessed{Subject: refund.Subject{Verified: refund.Asserted}}, nil
	}
	body, err := act.Body()
	if err != nil {
		return refund.Witnessed{}, err
	}
	who, err := l.believed(*word, id, body)
	if err != nil || who.Problem != nil {
		return who, err
	}
	if problem, stale := l.stale(word.At); stale {
		return refund.Witnessed{Subject: refund.Subject{Verified: refund.Asserted}, Problem: &problem, Late: true}, nil
	}
	return who, nil
}

// witnessedRequest is who asks for a refund. Its word may be of any age: a request is bound to its body, and can be
// claimed once. The body is what came, whatever digest came beside it.
func (l Ledger) witnessedRequest(in refund.Decide) (refund.Witnessed, error) {
	switch {
	case in.Attested == nil:
		return refund.Witnessed{}, nil
	case l.Witness == nil && in.Attested.Subject.Kind == refund.Machine: // its limit would hold nothing
		return refund.Witnessed{Problem: &refund.Problem{Code: refund.CodeAttestationRefused,
			Detail: "a machine asks, and this worker trusts no door (MAKEGOOD_IDENTITY_TRUSTED_KEYS_FILE)"}}, nil
	case l.Witness == nil:
		return refund.Witnessed{}, nil
	}
	return l.believed(*in.Attested, in.Cancellation.ID(), refund.AttestedBody(refund.Digest(in.Cancellation)))
}

func (l Ledger) believed(word refund.Attestation, id refund.ID, body string) (refund.Witnessed, error) {
	err := l.Witness.Check(word, id, body)
	if problem, ok := refund.ProblemIn(err); ok {
		return refund.Witnessed{Subject: refund.Subject{Verified: refund.Asserted}, Problem: &problem}, nil
	}
	if err != nil {
		return refund.Witnessed{}, fmt.Errorf("check who acts on %s: %w", id, err)
	}
	return refund.Witnessed{Subject: word.Subject}, nil
}

// stale refuses a word of another time (ATTESTATION_REFUSED).
func (l Ledger) stale(at time.Time) (refund.Problem, bool) {
	now := l.Clock()
	if now.Sub(at) <= refund.AttestationLifetime && at.Sub(now) <= refund.AttestationSkewMax {
		return refund.Problem{}, false
	}
	return refund.Problem{Code: refund.CodeAttestationRefused, Detail: fmt.Sprintf(
		"who acts was verified at %s, and it is %s: act again", at.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))}, true
}
