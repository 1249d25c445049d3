package workflows_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestTheQueryIsBoundedHoweverLongTheNamesOfThoseWhoActAre: whoever may signal may write what they like.
func TestTheQueryIsBoundedHoweverLongTheNamesOfThoseWhoActAre(t *testing.T) {
	b := setup(t, overLimit)
	for i := range 30 {
		long := refund.Person(strings.Repeat("x", 12_000<<(i%2*5)))
		signalAfter(time.Duration(i+1)*time.Minute, refund.ActDecide, decision(refund.DecisionID(fmt.Sprint("long-", i)), refund.VerbReject, long))(b)
	}
	b.at(time.Hour, func() {
		if raw, err := json.Marshal(b.view()); err != nil || len(raw) > refund.QueryBytesMax {
			t.Errorf("the query answers %d bytes %v", len(raw), err)
		}
	})
	decideAfter(2*time.Hour, refund.VerbApprove)(b)
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
}
