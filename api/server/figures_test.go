package server

import (
	"slices"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// shown is a metric's value in a registry; of a histogram how many it counted. labels are its values, by their names'
// order.
func shown(t *testing.T, registry prometheus.Gatherer, name string, labels ...string) float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			var own []string
			for _, label := range metric.GetLabel() {
				own = append(own, label.GetValue())
			}
			if family.GetName() == name && slices.Equal(own, labels) {
				return metric.GetCounter().GetValue() + metric.GetGauge().GetValue() + float64(metric.GetHistogram().GetSampleCount())
			}
		}
	}
	return -1
}
