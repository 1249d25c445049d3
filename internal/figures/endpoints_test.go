package figures_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/internal/figures"
	"github.com/makegood/makegood/refund"
)

// endpointBooks answers with how endpoints stand, or an error.
type endpointBooks struct {
	stand []refund.HookEndpoint
	err   error
}

func (b *endpointBooks) HookEndpoints(context.Context) ([]refund.HookEndpoint, error) {
	return b.stand, b.err
}

func TestEndpointsAreShownAsTheyStandInTheLedger(t *testing.T) {
	since := start.Add(-2 * time.Hour)
	b := &endpointBooks{stand: []refund.HookEndpoint{{Name: "crm", Off: true, WaitingCount: 3, WaitingSince: &since}, {Name: "shop", GivenUpCount: 2}, {Name: "old", Off: true, WaitingCount: 5, WaitingSince: &since, GivenUpCount: 1}}}
	s := &bench{now: start, registry: prometheus.NewRegistry()}
	collector, err := figures.NewEndpoints(figures.EndpointsConfig{Books: b, Now: func() time.Time { return s.now }, InFile: func(name string) bool { return name != "old" }})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.registry.Register(collector); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{
		"makegood_endpoint_off/crm": 1, "makegood_endpoint_events_waiting/crm": 3, "makegood_endpoint_events_waiting_oldest_seconds/crm": 7200, "makegood_endpoint_events_given_up/crm": 0,
		"makegood_endpoint_off/shop": 0, "makegood_endpoint_events_waiting/shop": 0, "makegood_endpoint_events_waiting_oldest_seconds/shop": 0, "makegood_endpoint_events_given_up/shop": 2,
		"makegood_endpoint_left_events_waiting/old": 5,
	}
	if got := s.scrape(t); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	b.err = errors.New("away")
	s.now = start.Add(time.Minute)
	if got := s.scrape(t); len(got) != 0 {
		t.Errorf("while the ledger is away it shows %v", got)
	}
	if _, err := figures.NewEndpoints(figures.EndpointsConfig{}); err == nil {
		t.Error("a collector of nothing was made")
	}
}
