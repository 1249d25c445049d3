package webhook_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/messaging"
)

// TestNoTextChangesAPostsHeaders: ids differ as keys, and the body carries every text as it is.
func TestNoTextChangesAPostsHeaders(t *testing.T) {
	r := startReceiver(t)
	hook := open(t, config(t, r, messaging.ChannelSMS))
	texts := foreigntest.All()
	for _, text := range texts {
		m := message()
		m.ID, m.Subject, m.Short, m.Link = text, text, text, text
		if err := hook.Deliver(t.Context(), m); err != nil {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	if len(r.sent) != len(texts) {
		t.Errorf("%d ids came as %d keys", len(texts), len(r.sent))
	}
	for key, p := range r.sent {
		if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) || len(key) > 255 {
			t.Errorf("the key of %.40q is %.80q", p.ID, key)
		}
		if p.Title != p.ID || p.Text != p.ID || p.Link != p.ID {
			t.Errorf("%.40q came as %.40q, %.40q, %.40q", p.ID, p.Title, p.Text, p.Link)
		}
	}
}
