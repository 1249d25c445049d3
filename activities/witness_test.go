package activities

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// TestAMachinesRequestIsNotTakenWhereNoDoorIsTrusted: nobody could hold it to its limit. What others ask for is only
// asserted there.
func TestAMachinesRequestIsNotTakenWhereNoDoorIsTrusted(t *testing.T) {
	for kind, want := range map[refund.SubjectKind]refund.Code{refund.Machine: refund.CodeAttestationRefused, refund.Human: ""} {
		in := refund.Decide{Attested: &refund.Attestation{Subject: refund.Subject{ID: "s", Person: "shop", Kind: kind, Verified: refund.ByKey}}}
		who, err := Ledger{}.witnessedRequest(in)
		if err != nil {
			t.Fatal(err)
		}
		code := refund.Code("")
		if who.Problem != nil {
			code = who.Problem.Code
		}
		if code != want || who.ID != "" {
			t.Errorf("%s: %+v", kind, who)
		}
	}
}
