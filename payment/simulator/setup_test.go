package simulator_test

import (
	"net/http"
	"testing"
	"time"

	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/refund"
)

// adapterOver returns an adapter over a transport; nil is its own.
func adapterOver(t *testing.T, url string, transport http.RoundTripper) *adapter.Adapter {
	t.Helper()
	terms := adapter.DefaultTerms()
	terms.CallTimeout = 300 * time.Millisecond
	config := adapter.Config{BaseURL: url, Terms: &terms}
	if transport != nil {
		config.HTTPClient = &http.Client{Transport: transport}
	}
	a, err := adapter.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantOutcome(t *testing.T, a *adapter.Adapter, want refund.OutcomeKind) {
	t.Helper()
	got, err := a.Refund(t.Context(), instruction("ch_1"))
	if err != nil || got.Kind != want {
		t.Errorf("got %+v, %v; want %s", got, err, want)
	}
}
