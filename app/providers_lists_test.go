package app

import (
	"errors"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/payment"
)

// TestAGuardedProviderListsWhateverQueueItHas: what stands between the adapter and its caller hands the list on.
func TestAGuardedProviderListsWhateverQueueItHas(t *testing.T) {
	set := withKey("sk_test")
	for _, queues := range []string{"", "stripe"} {
		set["MAKEGOOD_PROVIDER_QUEUES"] = queues
		parts, err := New(Config{Settings: stripeAt(t, "http://127.0.0.1:1", set), Logger: zap.NewNop(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		made, err := parts.guardedProviders(&switches{})
		if err != nil {
			t.Fatal(err)
		}
		stripe := made.of["stripe"]
		if by := stripe.Limits().ListsBy; by != payment.ListsByCreation {
			t.Errorf("with the queues %q its list goes by %q", queues, by)
		}
		var last error
		for _, last = range stripe.List(t.Context(), payment.ListQuery{}) {
		}
		if last == nil || errors.Is(last, payment.ErrNoList) {
			t.Errorf("with the queues %q nobody answers its list with %v, want that nobody is there", queues, last)
		}
		made.close()
	}
}
