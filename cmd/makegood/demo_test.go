package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// demonstrated is the demo's last line.
type demonstrated struct {
	Published    int            `json:"published"`
	Duplicates   int            `json:"duplicates"`
	Redelivered  int            `json:"redelivered"`
	Conflicts    int            `json:"conflicts"`
	DeadLettered int            `json:"dead_lettered"`
	Refunds      int            `json:"refunds"`
	ByStatus     map[string]int `json:"by_status"`
	Offers       map[string]int `json:"offers"`

	Moved    map[string]int64 `json:"provider_moved_minor"`
	Returned map[string]int64 `json:"ledger_returned_minor"`
	Held     map[string]int64 `json:"ledger_held_minor"`
	Agree    bool             `json:"books_agree"`
	Seconds  float64          `json:"seconds"`
}

// The whole path on the real Temporal server, twice on one data folder.
func TestTheDemoLeavesAloneHowAnotherTemporalIsReached(t *testing.T) {
	s := newShell(t)
	s.cli.environ = append(s.cli.environ, "TEMPORAL_API_KEY=key-of-cloud", "TEMPORAL_NAMESPACE=cloud")
	elsewhere, err := s.cli.settings()
	if err != nil || elsewhere.Temporal.Profile().APIKey != "key-of-cloud" || elsewhere.Temporal.Namespace != "cloud" {
		t.Fatalf("other commands go to %+v, %v", elsewhere.Temporal, err)
	}
	own, err := s.cli.demoSettings()
	if err != nil || own.Temporal.Profile().APIKey != "" || own.Temporal.Namespace != "default" {
		t.Errorf("the demo goes to %+v, %v", own.Temporal, err)
	}
}

func TestTheDemoPaysWhatCanBePaidAndGoesOnWhereItWas(t *testing.T) {
	s := newShell(t)
	s.cli.now = time.Now
	first := s.demonstrate(t, "demo", "-n", "40", "--exit", "--within", "2m")
	if first.Published != 40 || first.Duplicates != 2 || first.Redelivered != 0 || first.Conflicts != 1 || first.DeadLettered != 9 {
		t.Errorf("the starter's counts: %+v", first)
	}
	second := s.demonstrate(t, "demo", "--exit", "--within", "2m")
	if second.Published != 0 || second.Duplicates != 0 || second.DeadLettered != 0 {
		t.Errorf("a second start published again: %+v", second)
	}
	for _, d := range []demonstrated{first, second} {
		if !d.Agree || !maps.Equal(d.Moved, d.Returned) || len(d.Moved) != 6 {
			t.Errorf("the provider moved %v, the ledger says %v", d.Moved, d.Returned)
		}
		if want := map[string]int{"Refunded": 22, "AwaitingApproval": 4, "NeedsAttention": 1, "NothingToRefund": 2}; d.Refunds != 29 || !maps.Equal(d.ByStatus, want) {
			t.Errorf("%d refunds: %v, want %v", d.Refunds, d.ByStatus, want)
		}
		if !maps.Equal(d.Offers, map[string]int{"Open": 4}) {
			t.Errorf("offers: %v", d.Offers)
		}
	}
	if !maps.Equal(first.Moved, second.Moved) || !maps.Equal(first.Held, second.Held) {
		t.Errorf("money moved by starting again: %+v, then %+v", first, second)
	}
	s.waitingIsListed(t)
}

func (s *shell) demonstrate(t *testing.T, args ...string) demonstrated {
	t.Helper()
	status, out, screen := s.run(t, args...)
	if status != 0 {
		t.Fatalf("status %d\n%s\n%s", status, out, screen)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	decoder := json.NewDecoder(strings.NewReader(lines[len(lines)-1]))
	decoder.DisallowUnknownFields()
	var d demonstrated
	if err := decoder.Decode(&d); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	return d
}

// waitingIsListed: the ledger tells what waits when nothing else runs.
func (s *shell) waitingIsListed(t *testing.T) {
	t.Helper()
	status, out, problems := s.run(t, "waiting", "--json")
	var list []struct {
		ID      string `json:"id"`
		Command string `json:"command"`
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil || status != 0 {
		t.Fatalf("status %d, %v: %s%s", status, err, out, problems)
	}
	var commands []string
	for _, one := range list {
		commands = append(commands, one.Command)
	}
	want := `makegood decide refund/m-demo/demo-1-0015/c-1 --approve --reviewer NAME --note WHY --amount "1206.40 CNY"`
	if len(list) != 5 || !slices.Contains(commands, want) {
		t.Errorf("waiting: %q\nlacks %q", commands, want)
	}
	status, out, problems = s.run(t, "show", "m-demo/demo-1-0015/c-1")
	if status != 0 || !strings.Contains(out, "AwaitingApproval") || !strings.Contains(problems, "shown from the ledger's rows") {
		t.Errorf("show, with nothing running: status %d\n%s\n%s", status, out, problems)
	}
}
