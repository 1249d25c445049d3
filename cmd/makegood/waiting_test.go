package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// ledgerWithOne is the shell's own ledger, with one refund in it that is parked.
func ledgerWithOne(t *testing.T, s *shell) (ledger.Store, refund.Cancellation) {
	t.Helper()
	settings, err := s.app.settings()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(settings.LedgerPath), 0o755); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.OpenOrCreate(t.Context(), settings.LedgerPath, s.app.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	raw, err := os.ReadFile(example("whole"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := event.Decode(event.Message{Value: raw}, at)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.OpenRefund(t.Context(), refund.Open{Digest: request.Digest, Cancellation: request.Cancellation, RunID: "run"})
	if err != nil {
		t.Fatal(err)
	}
	err = store.MarkRefund(t.Context(), refund.Mark{Refund: request.Cancellation.ID(), Key: "attention/1", Status: refund.StatusNeedsAttention,
		Cause: refund.Cause{Actor: refund.ActorMakegood, Reason: "KILL_SWITCH: leg 1 NotSent"}})
	if err != nil {
		t.Fatal(err)
	}
	return store, request.Cancellation
}

func TestWaitingIsCutDownToAReviewerAndToAStatus(t *testing.T) {
	s := newShell(t)
	_, c := ledgerWithOne(t, s)
	s.app.staff = func(config.Settings) (refund.Staff, error) {
		limit := map[refund.Currency]int64{"CNY": 1 << 40}
		return refund.Staff{Reviewers: []refund.Reviewer{{Name: "ann", LimitMinor: limit}, {Name: c.RequestedBy, LimitMinor: limit}}}, nil
	}
	for _, w := range []struct {
		why   string
		args  []string
		count int
		note  bool
	}{
		{"everything", nil, 1, false},
		{"what ann may lead on", []string{"--mine", "Ann"}, 1, false},
		{"who asked for it may not", []string{"--mine", string(c.RequestedBy)}, 0, false},
		{"nobody knows bob", []string{"--mine", "bob"}, 0, true},
		{"what waits for approval", []string{"--status", "awaitingapproval"}, 0, false},
		{"what is parked", []string{"--status", "NeedsAttention"}, 1, false},
	} {
		status, out, problems := s.run(t, append([]string{"waiting"}, w.args...)...)
		if status != 0 || strings.Contains(problems, "not among the reviewers") != w.note {
			t.Errorf("%s: status %d, %q", w.why, status, problems)
		}
		listed := strings.Contains(out, string(c.ID())) && strings.Contains(out, "see docs/runbooks/kill-switch.md")
		if listed != (w.count == 1) || !listed && out != "nothing waits for a person\n" {
			t.Errorf("%s:\n%s", w.why, out)
		}
	}
}

func TestWaitingIsBoundedAndSaysWhatItLeavesOut(t *testing.T) {
	s := newShell(t)
	store, c := ledgerWithOne(t, s)
	for _, request := range []string{"c-2", "c-3"} {
		c.Key.Request = refund.RequestID(request)
		_, err := store.OpenRefund(t.Context(), refund.Open{Digest: "d", Cancellation: c, RunID: "run"})
		if err == nil {
			err = store.MarkRefund(t.Context(), refund.Mark{Refund: c.ID(), Key: "attention/1", Status: refund.StatusNeedsAttention,
				Cause: refund.Cause{Actor: refund.ActorMakegood, Reason: "KILL_SWITCH: leg 1 NotSent"}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range []struct {
		args  []string
		lines int
		note  string
	}{
		{nil, 3, ""},
		{[]string{"--limit", "3"}, 3, ""},
		{[]string{"--limit", "1"}, 1, "note: 2 more wait; --limit 3 lists them too, --mine and --status list fewer\n"},
	} {
		status, out, said := s.run(t, append([]string{"waiting"}, w.args...)...)
		if listed := strings.Count(out, "see docs/runbooks/kill-switch.md"); status != 0 || listed != w.lines || said != w.note {
			t.Errorf("%v: status %d, %d listed, %q; want %d and %q", w.args, status, listed, said, w.lines, w.note)
		}
	}
	if status, _, said := s.run(t, "waiting", "--limit", "0"); status != 2 || !strings.Contains(said, "USAGE") {
		t.Errorf("a limit of nothing: status %d, %q", status, said)
	}
}

func TestTheKillSwitchStopsEveryPayout(t *testing.T) {
	s := newShell(t)
	store, c := ledgerWithOne(t, s)
	leg := firstLeg(t, store, c)
	for _, throw := range []struct{ flag, want string }{{"--on", "KILL_SWITCH: double bookings"}, {"--off", ""}} {
		if status, _, problems := s.run(t, "kill-switch", throw.flag, "--by", "ann", "--note", "double bookings"); status != 0 {
			t.Fatalf("status %d: %s", status, problems)
		}
		begun, err := store.BeginLeg(t.Context(), leg)
		if err != nil || begun.Reason != throw.want || (begun.Result == refund.BeginStopped) != (throw.want != "") {
			t.Errorf("%s: %+v, %v", throw.flag, begun, err)
		}
	}
}

// firstLeg holds the refund's money, and returns the question to send its first leg.
func firstLeg(t *testing.T, store ledger.Store, c refund.Cancellation) refund.Begin {
	t.Helper()
	rules, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	history, err := store.History(t.Context(), c.ID())
	if err != nil {
		t.Fatal(err)
	}
	a, err := rules.Assess(c, history)
	if err != nil {
		t.Fatal(err)
	}
	held, err := store.ReserveRefund(t.Context(), refund.Reserve{Refund: c.ID(), Proposal: refund.Proposal{Assessment: a}})
	if err != nil || held.Result != refund.ReservedNow {
		t.Fatalf("%+v, %v", held, err)
	}
	return refund.Begin{Refund: c.ID(), Leg: held.Legs[0].LegID, AssessmentHash: held.AssessmentHash}
}
