package codec

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// The names of the codec's metrics, for those who read them.
const (
	// MetricSealed counts payloads that this process sealed, by the key's id. A key may seal SealedMax.
	MetricSealed = "makegood_codec_sealed_total"
	// MetricUnreadable counts payloads that could not be opened, by code.
	MetricUnreadable = "makegood_codec_unreadable_total"
)

// Counts are the figures of a codec. A nil Counts counts nothing.
type Counts struct {
	sealedByKey      *prometheus.CounterVec
	unreadableByCode *prometheus.CounterVec
}

// NewCounts registers the figures.
func NewCounts(registry prometheus.Registerer) (*Counts, error) {
	c := &Counts{
		sealedByKey: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: MetricSealed, Help: "Payloads sealed by this process, by the key's id.",
		}, []string{"key"}),
		unreadableByCode: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: MetricUnreadable, Help: "Payloads that could not be opened, by code.",
		}, []string{"code"}),
	}
	if err := errors.Join(registry.Register(c.sealedByKey), registry.Register(c.unreadableByCode)); err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	for _, code := range []string{string(CodeKeyUnknown), string(CodeTampered)} {
		c.unreadableByCode.WithLabelValues(code) // there from the start, so that an alert sees the first one
	}
	return c, nil
}

func (c *Counts) sealed(keyID string, count int) {
	if c != nil {
		c.sealedByKey.WithLabelValues(keyID).Add(float64(count))
	}
}

func (c *Counts) unreadable(err error) {
	var u Unreadable
	if c != nil && errors.As(err, &u) {
		c.unreadableByCode.WithLabelValues(string(u.Code)).Inc()
	}
}
