package hooks_test

import (
	"net/http"
	"testing"

	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/refund"
)

// TestAFileThatChangesCountsFromTheNextRound: what waits for an endpoint may take many rounds of one pass.
func TestAFileThatChangesCountsFromTheNextRound(t *testing.T) {
	d := setup(t)
	old, fresh := startReceiver(t, "old", d.Clock), startReceiver(t, "fresh", d.Clock)
	to, file := d.tells(old)
	fresh.knows(t, secondSecret)
	for _, kind := range refund.NoticeKinds()[:20] {
		d.happens(kind)
	}
	old.answers(func(w http.ResponseWriter, _ post) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.endpoints[0].URL = fresh.URL
		linetest.Overwrite(t, file, []byte(secondSecret))
		w.WriteHeader(http.StatusNoContent)
	})
	fresh.answers(func(w http.ResponseWriter, _ post) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.endpoints = nil
		w.WriteHeader(http.StatusNoContent)
	})
	d.pass(to)
	if first, second := len(old.got()), len(fresh.got()); first != 8 || second != 8 || len(old.bad)+len(fresh.bad) > 0 {
		t.Errorf("the old address was told %d, the new one %d; %v %v", first, second, old.bad, fresh.bad)
	}
	if got := d.stands("old"); got.WaitingCount != 4 {
		t.Errorf("of an endpoint that left the file the ledger has %+v", got)
	}
}

func TestWhatAnEndpointDoesNotWantAnyMoreIsNotPosted(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	d.happens(refund.NoticeSent)
	refunded := d.happens(refund.NoticeRefunded)
	d.endpoints[0].Types = []string{"refund.refunded"}
	d.pass(to)
	if got := r.got(); len(got) != 1 || got[0].ID != refunded {
		t.Errorf("told %v", ids(got))
	}
	if got := d.stands("crm"); got.WaitingCount != 0 || got.GivenUpCount != 0 || len(d.troubles) != 0 {
		t.Errorf("the endpoint stands as %+v, said %v", got, d.troubles)
	}
}
