package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// typing is a person at a terminal who answers what they are asked.
func typing(t *testing.T, answer string) (*shell, *fakeDoor) {
	t.Helper()
	s, d := atTheDoor(t)
	s.cli.asks, s.cli.in = true, strings.NewReader(answer)
	return s, d
}

func TestAtATerminalADecisionIsShownFirstAndBoundToWhatWasShown(t *testing.T) {
	s, d := typing(t, "y\n")
	status, out, problems := s.run(t, "decide", "m/o/r", "--approve", "--reviewer", "ann", "--decision-id", "d-1", "--message", "Sorry!")
	if status != 0 || len(d.acts) != 1 {
		t.Fatalf("status %d, sent %v\n%s", status, d.acts, problems)
	}
	input, _ := json.Marshal(d.acts[0].input)
	if want := `{"decision_id":"d-1","decision":"approve","reviewer":"ann","amount_minor":4500,"message":"Sorry!","assessment_hash":"h-1"}`; string(input) != want {
		t.Errorf("got  %s\nwant %s", input, want)
	}
	for _, want := range []string{
		"amount   45.00 CNY", "1 x 45.00", "asked for by customer:42", "nobody agreed so far",
		"the customer would be told:\n    | approved of 45.00 CNY\n    | Sorry!\n", "approve 45.00 CNY as ann? [y/N] ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
}

func TestAnythingButYesDecidesNothing(t *testing.T) {
	for _, answer := range []string{"n\n", "\n", "", "yess\n"} {
		s, d := typing(t, answer)
		status, _, problems := s.run(t, "decide", "m/o/r", "--reject", "--reviewer", "ann")
		if status != 1 || problems != "makegood: NOT_CONFIRMED: nothing was decided\n" || len(d.acts) != 0 {
			t.Errorf("%q: status %d, %q, sent %v", answer, status, problems, d.acts)
		}
	}
}

func TestYesIsSaidInAdvanceButWhatIsDecidedIsStillShown(t *testing.T) {
	s, d := typing(t, "")
	status, out, _ := s.run(t, "decide", "m/o/r", "--adjust", "30.00 CNY", "--reviewer", "ann", "--yes", "--decision-id", "d-1")
	if status != 0 || !strings.Contains(out, "approved of 30.00 CNY") || strings.Contains(out, "[y/N]") {
		t.Fatalf("status %d\n%s", status, out)
	}
	if sent := d.acts[0].input.(refund.Decision); *sent.AmountMinor != 3000 || sent.AssessmentHash != "h-1" {
		t.Errorf("sent %+v", sent)
	}
}

func TestNobodyIsAskedForJSONOrWithoutATerminal(t *testing.T) {
	s, d := typing(t, "")
	status, out, _ := s.run(t, "decide", "m/o/r", "--approve", "--reviewer", "ann", "--decision-id", "d-1", "--json")
	want := `{"id":"refund/m/o/r","accepted":true,"detail":"done","status":"AwaitingApproval","decision_id":"d-1"}` + "\n"
	if status != 0 || out != want || len(d.acts) != 1 {
		t.Errorf("status %d\n%s", status, out)
	}
}

func TestAPersonIsNotAskedAboutWhatCannotBeDecided(t *testing.T) {
	for _, c := range []struct {
		code, why string
		change    func(*refund.View)
	}{
		{"WRONG_STATE", "it is paid out already", func(v *refund.View) { v.Status = refund.StatusPayingOut }},
		{"AMOUNT_MOVED", "the amount is another by now", func(v *refund.View) { v.TotalMinor = 4400 }},
		{"CURRENCY_MISMATCH", "another currency", func(v *refund.View) { v.Currency = "USD" }},
	} {
		s, d := typing(t, "y\n")
		c.change(&d.view)
		status, out, problems := s.run(t, "decide", "m/o/r", "--approve", "--reviewer", "ann", "--amount", "45.00 CNY")
		if status != 1 || !strings.HasPrefix(problems, "makegood: "+c.code+": ") || strings.Contains(out, "[y/N]") || len(d.acts) != 0 {
			t.Errorf("%s: status %d, %q, sent %v", c.why, status, problems, d.acts)
		}
	}
}
