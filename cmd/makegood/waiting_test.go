package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// ledgerWithOne is the shell's own ledger, with one refund in it that is parked.
func ledgerWithOne(t *testing.T, s *shell) (ledger.Store, refund.Cancellation) {
	t.Helper()
	settings, err := s.cli.settings()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(settings.LedgerPath), 0o755); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.OpenOrCreate(t.Context(), settings.LedgerPath, s.cli.now)
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
	parked(t, store, request.Cancellation)
	return store, request.Cancellation
}

// parked decides a refund of which the rules have no answer.
func parked(t *testing.T, store ledger.Store, c refund.Cancellation) {
	t.Helper()
	decided, err := store.DecideRefund(t.Context(), refund.Decide{Digest: "d", Cancellation: c, RunID: "run"}, ledgertest.Refusing(refund.CodeNotSupported))
	if err != nil || decided.Standing.Status != refund.StatusNeedsAttention {
		t.Fatalf("%+v, %v", decided, err)
	}
}

func TestWaitingIsCutDownToAReviewerAndToAStatus(t *testing.T) {
	s := newShell(t)
	_, c := ledgerWithOne(t, s)
	s.cli.staff = func(context.Context, config.Settings) (refund.Staff, error) {
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
		listed := strings.Contains(out, string(c.ID())) && strings.Contains(out, "see docs/runbooks/not-supported.md")
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
		parked(t, store, c)
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
		if listed := strings.Count(out, "see docs/runbooks/not-supported.md"); status != 0 || listed != w.lines || said != w.note {
			t.Errorf("%v: status %d, %d listed, %q; want %d and %q", w.args, status, listed, said, w.lines, w.note)
		}
	}
	if status, _, said := s.run(t, "waiting", "--limit", "0"); status != 2 || !strings.Contains(said, "USAGE") {
		t.Errorf("a limit of nothing: status %d, %q", status, said)
	}
}

// held is a refund of the contract's split order, held and not sent yet.
func held(t *testing.T, store ledger.Store) refund.Standing {
	t.Helper()
	raw, err := os.ReadFile(example("partial-split-tender"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := event.Decode(event.Message{Value: raw}, at)
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := app.LoadPolicies(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	scores, err := app.LoadRisk(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	in := refund.Decide{Digest: request.Digest, Cancellation: request.Cancellation, RunID: "run"}
	decided, err := store.DecideRefund(t.Context(), in, app.Judgement(shipped, scores))
	if err != nil || decided.Standing.Status != refund.StatusPayingOut || len(decided.Standing.Legs) < 2 {
		t.Fatalf("%+v, %v", decided, err)
	}
	return decided.Standing
}

// begin asks to send a leg, as the attempt of its name.
func begin(t *testing.T, store ledger.Store, id refund.ID, leg refund.LegID) refund.Begun {
	t.Helper()
	begun, err := store.BeginLeg(t.Context(), refund.Begin{
		Refund: id, Leg: leg, Attempt: "attempt-" + string(leg), CallTimeout: time.Second, SettlingDelay: time.Second,
		Cause: refund.Cause{Actor: refund.ActorMakegood, Reason: "test"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return begun
}

func TestAPayoutOfWhichALegNeedsAPersonWaitsForOneWhileAnotherIsOpen(t *testing.T) {
	s := newShell(t)
	store, _ := ledgerWithOne(t, s)
	now := held(t, store)
	leg := now.Legs[0].LegID
	begin(t, store, now.Refund, leg)
	_, err := store.RecordOutcome(t.Context(), refund.Record{
		Refund: now.Refund, Leg: leg, Generation: 1, Attempt: "attempt-" + string(leg),
		Outcome: refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstrument},
	})
	if err != nil {
		t.Fatal(err)
	}
	status, out, problems := s.run(t, "waiting")
	for _, want := range []string{"waiting for a person: 2", string(now.Refund), "PayingOut", "a leg needs a person: DECLINED_INSTRUMENT",
		"makegood resolve " + string(now.Refund) + " --pay-another-way store_credit --by NAME --note WHY"} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("status %d, lacks %q:\n%s%s", status, want, out, problems)
		}
	}
	if _, out, _ := s.run(t, "waiting", "--status", "NeedsAttention"); strings.Contains(out, string(now.Refund)) {
		t.Errorf("listed as NeedsAttention:\n%s", out)
	}
}

func TestTheKillSwitchStopsEveryPayout(t *testing.T) {
	s := newShell(t)
	store, _ := ledgerWithOne(t, s)
	now := held(t, store)
	for _, throw := range []struct {
		flag string
		code refund.Code
		want refund.BeginResult
	}{{"--on", refund.CodeKillSwitch, refund.BeginStopped}, {"--off", "", refund.BeginSend}} {
		if status, _, problems := s.run(t, "kill-switch", throw.flag, "--by", "ann", "--note", "double bookings"); status != 0 {
			t.Fatalf("status %d: %s", status, problems)
		}
		begun := begin(t, store, now.Refund, now.Legs[0].LegID)
		if begun.Code != throw.code || begun.Result != throw.want || begun.Standing.Status != refund.StatusPayingOut || begun.Standing.NeedsHuman() {
			t.Errorf("%s: %+v", throw.flag, begun)
		}
	}
}
