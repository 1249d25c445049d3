package starter

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// counted reads a counter or a gauge as a scrape would see it; label is the value of its only label, or
// empty where it has none.
func counted(t *testing.T, registry prometheus.Gatherer, name, label string) float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			labels := metric.GetLabel()
			if family.GetName() == name && (len(labels) == 0 || labels[0].GetValue() == label) {
				return metric.GetCounter().GetValue() + metric.GetGauge().GetValue() // it is one of them
			}
		}
	}
	return 0
}
