package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// signalsAreAsserted: above the policy's amount they are refused, and below it they count and say what they are.
func (w *world) signalsAreAsserted(k *known, large refund.ID) {
	signal := func(id refund.ID, reviewer string) {
		w.temporal("workflow", "signal", "--workflow-id", string(id), "--name", "decide",
			"--input", fmt.Sprintf(`{"decision_id":"d-signal","decision":"approve","reviewer":"%s","note":"seen"}`, reviewer))
	}
	signal(large, "olga")
	w.until("the refusal of a bare signal", time.Minute, func() bool { return w.trailed(large, "DecisionRefused").Event != "" })
	row := w.trailed(large, "DecisionRefused")
	if row.Verified != refund.Asserted || !strings.Contains(row.Reason, string(refund.CodeReviewerNotVerified)) || w.status(large) != refund.StatusAwaitingApproval {
		w.t.Errorf("above the amount: %+v, and it is %s", row, w.status(large))
	}
	asks, id := k.asks("order-signalled", middling)
	if got := k.rest(asks.by(k.keys["shop"])); got.code != "" {
		w.t.Fatalf("%+v", got)
	}
	signal(id, "noah")
	w.reaches(id, refund.StatusRefunded)
	w.kept(id, "Approved", "noah", refund.Asserted, "")
	if shown := w.mustRun("show", string(id)); !strings.Contains(shown, "asserted") {
		w.t.Errorf("show does not say that the decision is asserted:\n%s", shown)
	}
}

// limitsHold also for requests side by side over every transport.
func (w *world) limitsHold(k *known) {
	asks, first := k.asks("order-limit", nil)
	if got := k.rest(asks.by(k.keys["shop"])); got.code != "" {
		w.t.Fatalf("%+v", got)
	}
	stored, err := w.books.Case(w.t.Context(), first)
	if err != nil {
		w.t.Fatal(err)
	}
	const fits, times = 3, 12
	k.machine("crowd", fmt.Sprintf("CNY=%d", fits*stored.Standing.TotalMinor+stored.Standing.TotalMinor-1))
	calls := []func(said) told{k.rest, k.transports.connect, k.grpc}
	var ids []refund.ID
	var asking sync.WaitGroup
	for n := range times {
		asks, id := k.asks(fmt.Sprintf("order-crowd-%d", n), nil)
		ids = append(ids, id)
		asking.Go(func() {
			if got := calls[n%len(calls)](asks.by(k.keys["crowd"])); got.code != "" {
				w.t.Errorf("request %d: %+v", n, got)
			}
		})
	}
	asking.Wait()
	held := 0
	for _, id := range ids {
		one, err := w.books.Case(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		switch {
		case slices.Contains([]refund.Status{refund.StatusPayingOut, refund.StatusRefunded}, one.Status):
			held++
		case one.Standing.Attention() != refund.CodeMachineOverLimit || len(one.Standing.Legs) > 0:
			w.t.Errorf("%s is %s (%s)", id, one.Status, one.Standing.Attention())
		}
	}
	if held != fits {
		w.t.Errorf("%d of %d requests were held, and the limit is for %d", held, times, fits)
	}
	w.until("the end of what is paid", time.Minute, func() bool {
		return !slices.ContainsFunc(ids, func(id refund.ID) bool { return w.status(id) == refund.StatusPayingOut })
	})
}

// keysRotate without a restart: an issuer's, and a machine's. An issuer that is away is no answer to a token.
func (w *world) keysRotate(k *known, waiting refund.ID) {
	before := w.dump()
	read := func(name, token string, want told) {
		w.t.Helper()
		for transport, call := range k.over() {
			one := approves(waiting, "d-rotated")
			one.message["expected_assessment_hash"] = "another" // who is known is refused for that
			if got := call(one.by(token)); got.code != want.code || want.status != 0 && got.status != want.status {
				w.t.Errorf("%s over %s: %+v, want %+v", name, transport, got, want)
			}
		}
	}
	old, fresh := k.people.token(nil), newKey(w.t)
	mayAct, refused := told{0, refund.CodeAmountMoved}, told{http.StatusUnauthorized, api.CodeTokenRefused}
	k.ahead.Store(int64(time.Minute)) // an issuer is asked so often and no oftener, and forged tokens came before
	k.people.away.Store(true)
	read("by a known key, while the issuer is away", old, mayAct)
	read("by a key that is not known, while the issuer is away", k.people.signed(fresh, "key-2", nil), told{http.StatusServiceUnavailable, api.CodeIdentityAway})
	k.people.away.Store(false)
	k.people.publishes("key-2", fresh)
	k.ahead.Store(int64(2 * time.Minute))
	read("by the new key", k.people.signed(fresh, "key-2", nil), mayAct)
	k.ahead.Store(int64(11 * time.Minute))
	read("by the old key, once the issuer has dropped it", old, refused)
	asks, _ := k.asks("order-revoked", large)
	delete(k.lines, "crowd")
	k.writeMachines()
	for transport, call := range k.over() {
		if got := call(asks.by(k.keys["crowd"])); got != refused {
			w.t.Errorf("a revoked key over %s: %+v", transport, got)
		}
	}
	after := w.dump()
	if strings.Count(after, "postings") != strings.Count(before, "postings") || strings.Count(after, "refunds [") != strings.Count(before, "refunds [") {
		w.t.Error("the books are others than before")
	}
}
