package refund_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// TestAFileThatACustomerSentIsKnownByItsHash: the desk finds makegood's own copy by it, and other cases that name the same file.
func TestAFileThatACustomerSentIsKnownByItsHash(t *testing.T) {
	sum := strings.Repeat("0f", 32)
	for uri, want := range map[string]string{
		refund.PageFileURI(sum): sum, refund.PageFileURI("0f"): "", refund.PageFileURI(strings.ToUpper(sum)): "", refund.PageFileURI(""): "",
		"s3://x/" + sum: "", sum: "",
	} {
		if got := refund.EvidenceAt(uri); got.URI != uri || got.SHA256 != want {
			t.Errorf("%s is %+v, want the hash %q", uri, got, want)
		}
	}
}
