package app

import (
	"testing"
	"time"

	"go.uber.org/zap"
)

func TestAProviderHasAQueueOfItsOwnWhereThatIsSet(t *testing.T) {
	set := withKey("sk_test")
	for queues, want := range map[string]int{"": 0, "stripe": 1, "stripe,adyen": 1} { // adyen is not configured
		set["MAKEGOOD_PROVIDER_QUEUES"] = queues
		s := stripeAt(t, "http://127.0.0.1:1", set)
		all := providerQueues(s)
		if len(all) != want || want == 1 && (all[0].Name("refunds") != "refunds-stripe" || all[0].RatePerSecond != 80) {
			t.Errorf("with %q: %+v", queues, all)
		}
		parts, err := New(Config{Settings: s, Logger: zap.NewNop(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		made, err := parts.guardedProviders(&switches{})
		if err != nil {
			t.Fatal(err)
		}
		if got := made.of["stripe"].Terms().OwnQueue; got != (want == 1) {
			t.Errorf("with %q its terms say own queue %t", queues, got)
		}
		made.close()
	}
}
