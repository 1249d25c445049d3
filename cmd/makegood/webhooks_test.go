package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// hooked is a shell with two endpoints: crm was told one event, has given one up and waits for one; lake wants another
// merchant's.
func hooked(t *testing.T) *shell {
	t.Helper()
	s := booked(t, func(d *ledgertest.Desk) {
		id := d.Held("o1", "c1", 1)
		for _, name := range []string{"evt_a", "evt_b", "evt_c"} {
			event := refund.HookEvent{ID: name, Refund: id, Merchant: "m1", Type: "refund.sent", Body: "{}", OccurredAt: time.Now()}
			if err := d.Store.KeepHookEvent(t.Context(), event, []string{"crm", "old"}); err != nil {
				t.Fatal(err)
			}
		}
		claimed, err := d.Store.ClaimHooks(t.Context(), refund.HookClaim{Endpoint: "crm", Attempt: "a1", CountMax: 2, ClaimMax: time.Minute})
		if err != nil || len(claimed.Deliveries) != 2 {
			t.Fatal(err, claimed)
		}
		for _, end := range []refund.HookEnd{
			{EventID: "evt_a", State: refund.HookTold}, {EventID: "evt_b", State: refund.HookGivenUp, Problem: "it refuses (400)"},
		} {
			end.Endpoint, end.Attempt = "crm", "a1"
			if err := d.Store.EndHook(t.Context(), end); err != nil {
				t.Fatal(err)
			}
		}
	})
	file := filepath.Join(t.TempDir(), "endpoints.yaml")
	content := "endpoints:\n" +
		"  - {name: crm, url: \"https://crm.example.com/in?key=hidden\", secret_file: /run/crm, merchants: [m1], events: [\"refund.*\"]}\n" +
		"  - {name: lake, url: \"https://lake.example.com/\", secret_file: /run/lake, merchants: [m2], events: [\"*\"]}\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s.cli.environ = append(s.cli.environ, "MAKEGOOD_ENDPOINTS_FILE="+file)
	return s
}

func TestTheEventsOfEndpointsAreListed(t *testing.T) {
	s := hooked(t)
	out := s.output(t, "webhooks", "list")
	for _, want := range []string{"evt_a  refund.sent  refund/m1/o1/c1  crm       Told", "evt_b  refund.sent  refund/m1/o1/c1  crm       GivenUp  1", "it refuses (400)", "old       Waiting"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	var rows []refund.HookDelivery
	if err := json.Unmarshal([]byte(s.output(t, "webhooks", "list", "--endpoint", "crm", "--state", "Waiting", "--refund", "m1/o1/c1", "--json")), &rows); err != nil || len(rows) != 1 || rows[0].Event.ID != "evt_c" {
		t.Errorf("%v %+v", err, rows)
	}
	s.says(t, "there may be more: --limit is 2", "webhooks", "list", "--limit", "2")
	s.says(t, "no event", "webhooks", "list", "--endpoint", "nobody")
	s.refuses(t, codeUsage, "webhooks", "list", "--state", "Lost")
	s.refuses(t, codeUsage, "webhooks", "list", "--limit", "0")
}

func TestHowEndpointsStandIsShownWithoutWhatMayBeAKey(t *testing.T) {
	s := hooked(t)
	out := s.output(t, "webhooks", "endpoints")
	for _, want := range []string{"https://crm.example.com", "failing, 1 in a row", "https://lake.example.com", "not told yet", "not in the file"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if strings.Contains(out, "hidden") || strings.Contains(s.output(t, "webhooks", "endpoints", "--json"), "hidden") {
		t.Error("a key in an address is shown")
	}
}

func TestAnEndpointIsSwitchedByAPerson(t *testing.T) {
	s := hooked(t)
	s.says(t, "endpoint crm is off", "webhooks", "off", "crm", "--by", "anna", "--note", "they move")
	s.says(t, "they move (by anna (command_line))", "webhooks", "endpoints")
	s.says(t, "endpoint crm is on", "webhooks", "on", "crm", "--by", "anna", "--note", "they are back")
	s.refuses(t, refund.CodeNotFound, "webhooks", "on", "nobody", "--by", "anna", "--note", "x")
	s.refuses(t, codeUsage, "webhooks", "on", "crm", "--by", "anna")
	s.refuses(t, refund.CodeReviewerUnknown, "webhooks", "off", "crm", "--by", "mallory", "--note", "x")
	s.refuses(t, refund.CodeReviewerUnknown, "webhooks", "replay", "evt_a", "--by", "mallory", "--note", "x")
}

func TestEventsAreReplayedToThoseWhoWantThem(t *testing.T) {
	s := hooked(t)
	said := []string{"--by", "anna", "--note", "they lost it"}
	waiting := func() (count int64) {
		var all []endpointShown
		if err := json.Unmarshal([]byte(s.output(t, "webhooks", "endpoints", "--json")), &all); err != nil {
			t.Fatal(err)
		}
		return all[0].WaitingCount
	}
	s.says(t, "crm       1", append([]string{"webhooks", "replay", "evt_b"}, said...)...)
	if got := waiting(); got != 2 {
		t.Errorf("%d events wait after the replay of one", got)
	}
	s.says(t, "crm       3", append([]string{"webhooks", "replay", "--since", "1h"}, said...)...)
	if got := waiting(); got != 3 {
		t.Errorf("%d events wait after the replay of all", got)
	}
	s.says(t, "3 events were found, and no endpoint wants one", append([]string{"webhooks", "replay", "--since", "1h", "--endpoint", "lake"}, said...)...)
	s.says(t, "0 events were found", append([]string{"webhooks", "replay", "--since", "1h", "--until", "2026-01-01T00:00:00Z"}, said...)...)
	s.refuses(t, refund.CodeNotFound, append([]string{"webhooks", "replay", "evt_z"}, said...)...)
	for _, args := range [][]string{{"evt_b", "--since", "1h"}, {}, {"--since", "yesterday"}, {"--since", "-1h"}, {"--since", "1h", "--until", "soon"}} {
		s.refuses(t, codeUsage, append(append([]string{"webhooks", "replay"}, args...), said...)...)
	}
	s.refuses(t, codeUsage, "webhooks", "replay", "evt_b")
}

func TestMoreEventsThanAPageAreReplayed(t *testing.T) {
	s := hooked(t)
	err := s.cli.withLedger(t.Context(), func(books ledger.Store) error {
		for i := range ledger.HookReplayMax {
			event := refund.HookEvent{ID: "evt_n" + strings.Repeat("x", i), Refund: "refund/m1/o1/c1", Merchant: "m1", Type: "refund.sent", Body: "{}", OccurredAt: time.Now()}
			if err := books.KeepHookEvent(t.Context(), event, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.says(t, "crm       503", "webhooks", "replay", "--since", "1h", "--by", "anna", "--note", "all of it")
}
