package refund_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func TestALinkOpensUntilItsEndOrATimeAfterTheRefundWasClosed(t *testing.T) {
	made := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	closed := made.Add(10 * day)
	link := refund.PageLink{Generation: 1, MadeAt: made, ExpiresAt: made.Add(180 * day)}
	over := link
	over.ClosedAt = &closed
	afterwards := over
	afterwards.MadeAt = closed.Add(day)
	revoked := link
	revoked.RevokedAt = &closed
	for name, c := range map[string]struct {
		link  refund.PageLink
		until time.Time
		opens bool
	}{
		"while it is open":                 {link, made.Add(180 * day), true},
		"once it is closed":                {over, closed.Add(90 * day), true},
		"one that was made after the end":  {afterwards, made.Add(180 * day), true},
		"one that was revoked opens never": {revoked, made, false},
		"none opens never":                 {refund.PageLink{}, made, false},
	} {
		if c.opens && !c.link.OpensUntil(90*day).Equal(c.until) {
			t.Errorf("%s: until %v", name, c.link.OpensUntil(90*day))
		}
		if c.link.Opens(c.until.Add(-time.Second), 90*day) != c.opens || c.link.Opens(c.until, 90*day) {
			t.Errorf("%s: it opens at the wrong time", name)
		}
	}
}
