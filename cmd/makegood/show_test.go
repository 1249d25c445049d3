package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestARefundIsShownFromItsWorkflowAndItsLedger(t *testing.T) {
	noLedger := func(context.Context, refund.ID) (refund.Case, error) {
		return refund.Case{}, errors.New("no ledger here")
	}
	for _, c := range []struct {
		name    string
		change  func(*shell, *fakeDoor)
		says    []string
		lacks   string
		note    string
		sources string
	}{
		{"both answer", func(_ *shell, d *fakeDoor) { d.view.WaitsFor = "a reviewer" },
			[]string{"status   AwaitingApproval", "waits    a reviewer", "1 x 45.00", "Received"}, "behind", "", "workflow"},
		{"the workflow is gone", func(_ *shell, d *fakeDoor) { d.view.Refund = "" },
			[]string{"status   AwaitingApproval", "1 x 45.00"}, "waits", "shown from the ledger's rows", "ledger"},
		{"the workflow is behind", func(_ *shell, d *fakeDoor) {
			d.stored.Standing.Version, d.stored.Standing.Status = 4, refund.StatusPayingOut
		},
			[]string{"status   PayingOut", "behind   its workflow has not followed to here: makegood look-now refund/m/o/r --by NAME"}, "", "", "workflow"},
		{"the ledger does not answer", func(s *shell, _ *fakeDoor) { s.cli.kept = noLedger },
			[]string{"status   AwaitingApproval"}, "1 x 45.00", "the ledger does not answer (no ledger here)", "workflow"},
	} {
		s, d := atTheDoor(t)
		d.stored.Trail = []refund.TrailEntry{{At: at, Event: "Received", Actor: "customer:42"}}
		c.change(s, d)
		status, out, notes := s.run(t, "show", "m/o/r")
		for _, want := range c.says {
			if status != 0 || !strings.Contains(out, want) {
				t.Errorf("%s: status %d, lacks %q:\n%s%s", c.name, status, want, out, notes)
			}
		}
		if c.lacks != "" && strings.Contains(out, c.lacks) || !strings.Contains(notes, c.note) || (c.note == "") != (notes == "") {
			t.Errorf("%s:\n%s%s", c.name, out, notes)
		}
		var shown struct{ ID, Source, Status string }
		_, out, _ = s.run(t, "show", "m/o/r", "--json")
		if err := json.Unmarshal([]byte(out), &shown); err != nil || shown.ID != "refund/m/o/r" || shown.Source != c.sources {
			t.Errorf("%s: %v, %+v", c.name, err, shown)
		}
	}
}

func TestARefundThatNobodyKnowsIsNotShown(t *testing.T) {
	s, _ := atTheDoor(t)
	if status, _, problems := s.run(t, "show", "m/o/other"); status != 1 || !strings.HasPrefix(problems, "makegood: NOT_FOUND: ") {
		t.Errorf("status %d, %s", status, problems)
	}
}
