package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryMistakeHasItsExitStatusAndItsCodeOnOneLine(t *testing.T) {
	torn := filepath.Join(t.TempDir(), "torn.json")
	if err := os.WriteFile(torn, []byte(`{"merchant_id": "m`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		mistake string
		args    []string
		status  int
		code    string
	}{
		{"an unknown command", []string{"pay"}, 2, "USAGE"},
		{"an unknown flag", []string{"show", "--loud", "m/o/r"}, 2, "USAGE"},
		{"a missing id", []string{"show"}, 2, "USAGE"},
		{"a malformed id", []string{"show", "m/o"}, 1, "BAD_ID"},
		{"neither approve nor reject", []string{"decide", "m/o/r", "--reviewer", "ann"}, 2, "USAGE"},
		{"both approve and reject", []string{"decide", "m/o/r", "--approve", "--reject", "--reviewer", "ann"}, 2, "USAGE"},
		{"a decision of nobody", []string{"decide", "m/o/r", "--approve"}, 2, "USAGE"},
		{"an amount without a currency", []string{"decide", "m/o/r", "--approve", "--reviewer", "ann", "--amount", "45.00"}, 1, "MALFORMED"},
		{"an amount with a cent too fine", []string{"decide", "m/o/r", "--approve", "--reviewer", "ann", "--amount", "45.001 CNY"}, 1, "MALFORMED"},
		{"a proof without its number", []string{"inspect", "m/o/r", "--sent-carrier", "DHL", "--by", "wim"}, 2, "USAGE"},
		{"a proof beside what was found", []string{"inspect", "m/o/r", "--sent-carrier", "DHL", "--sent-reference", "1", "--all-accepted", "--by", "wim"}, 2, "USAGE"},
		{"goods that came back at no time", []string{"inspect", "m/o/r", "--all-accepted", "--received-at", "yesterday", "--by", "wim"}, 2, "USAGE"},
		{"a withdrawal of nobody", []string{"withdraw", "m/o/r"}, 2, "USAGE"},
		{"two amounts", []string{"decide", "m/o/r", "--adjust", "30.00 CNY", "--amount", "45.00 CNY", "--reviewer", "ann"}, 2, "USAGE"},
		{"an explanation in no language", []string{"show", "m/o/r", "--locale", "tlh"}, 2, "USAGE"},
		{"assigned to somebody and to nobody", []string{"assign", "m/o/r", "--to", "ann", "--nobody", "--by", "bob"}, 2, "USAGE"},
		{"no way out of NeedsAttention", []string{"resolve", "m/o/r", "--by", "ann"}, 2, "USAGE"},
		{"two ways out of NeedsAttention", []string{"resolve", "m/o/r", "--retry", "--give-up", "--by", "ann"}, 2, "USAGE"},
		{"a way out without a reason", []string{"resolve", "m/o/r", "--give-up", "--by", "ann"}, 2, "USAGE"},
		{"a way to pay that there is not", []string{"resolve", "m/o/r", "--pay-another-way", "cash", "--by", "ann", "--note", "x"}, 1, "UNKNOWN_VIA"},
		{"an inspection that found nothing", []string{"inspect", "m/o/r", "--by", "wim"}, 2, "USAGE"},
		{"an inspection of no quantity", []string{"inspect", "m/o/r", "--accept", "1=0", "--by", "wim"}, 2, "USAGE"},
		{"goods worth less by no amount", []string{"inspect", "m/o/r", "--partial", "1=1", "--by", "wim"}, 1, "MALFORMED"},
		{"goods worth less in two currencies", []string{"inspect", "m/o/r", "--partial", "1=1:5.00 CNY", "--partial", "2=1:5.00 USD", "--by", "wim"}, 1, "CURRENCY_MISMATCH"},
		{"the same line twice", []string{"inspect", "m/o/r", "--refuse", "1=1", "--refuse", "1=1", "--by", "wim"}, 2, "USAGE"},
		{"evidence of a line nothing is said of", []string{"inspect", "m/o/r", "--accept", "1=1", "--evidence", "2=https://p.example/1", "--by", "wim"}, 2, "USAGE"},
		{"all accepted, and some refused", []string{"inspect", "m/o/r", "--all-accepted", "--refuse", "1=1", "--by", "wim"}, 2, "USAGE"},
		{"a question without words", []string{"ask", "m/o/r", "--by", "ann", "--question", " "}, 2, "USAGE"},
		{"an answer without words or evidence", []string{"answer", "m/o/r", "--by", "customer:1"}, 2, "USAGE"},
		{"an appeal without a statement", []string{"appeal", "m/o/r", "--by", "customer:1"}, 2, "USAGE"},
		{"a choice of nobody", []string{"choose", "m/o/r", "--alternative", "STORE_CREDIT"}, 2, "USAGE"},
		{"neither accept nor decline", []string{"answer-offer", "m/o/r", "--by", "customer:1"}, 2, "USAGE"},
		{"an offer answered by nobody", []string{"answer-offer", "m/o/r", "--accept"}, 2, "USAGE"},
		{"an offer answered twice over", []string{"answer-offer", "m/o/r", "--accept", "--by", "customer:1", "--token", "t"}, 2, "USAGE"},
		{"a declined offer with a choice", []string{"answer-offer", "m/o/r", "--decline", "--choice", "a", "--by", "customer:1"}, 2, "USAGE"},
		{"a token that does not say which refund", []string{"answer-offer", "--accept", "--token", "t"}, 2, "USAGE"},
		{"a status there is not", []string{"waiting", "--status", "Late"}, 2, "USAGE"},
		{"a switch thrown without a reason", []string{"kill-switch", "--on", "--by", "ann"}, 2, "USAGE"},
		{"Temporal is away", []string{"withdraw", "m/o/r", "--by", "ann"}, 1, "TEMPORAL_AWAY"},
		{"there is no ledger", []string{"waiting"}, 1, "NOT_FOUND"},
		{"the doctor finds no ledger", []string{"doctor"}, 1, "NOT_FOUND"},
		{"a torn event", []string{"preview", torn}, 1, "MALFORMED"},
		{"an event that is not there", []string{"preview", "nowhere.json"}, 1, "NOT_FOUND"},
		{"a policy that is none", []string{"preview", "--policy", torn, example("whole")}, 1, "BAD_CONFIG"},
		{"the broker is away", []string{"publish", "--timeout", "100ms", example("whole")}, 1, "KAFKA_AWAY"},
	} {
		status, _, err := newShell(t).run(t, c.args...)
		if status != c.status || !strings.HasPrefix(err, "makegood: "+c.code+": ") {
			t.Errorf("%s: status %d, %q; want %d and %s", c.mistake, status, err, c.status, c.code)
		}
		if c.code != "BAD_CONFIG" && strings.Count(err, "\n") != 1 {
			t.Errorf("%s: not one line: %q", c.mistake, err)
		}
	}
}

func TestAProgramReadsTheErrorFromStandardOutput(t *testing.T) {
	status, out, _ := newShell(t).run(t, "show", "--json", "m/o")
	want := `{"error":{"code":"BAD_ID","detail":"\"refund/m/o\" is not refund/\u003cmerchant\u003e/\u003corder\u003e/\u003crequest\u003e"}}` + "\n"
	if status != 1 || out != want {
		t.Errorf("status %d\ngot  %swant %s", status, out, want)
	}
}

func TestWrongSettingsAreNamedAtOnce(t *testing.T) {
	s := newShell(t)
	s.set("LOG_LEVEL", "loud")
	s.set("KAFKA_GROUP", "two words")
	status, _, err := s.run(t, "waiting")
	if status != 1 || !strings.Contains(err, "MAKEGOOD_LOG_LEVEL") || !strings.Contains(err, "MAKEGOOD_KAFKA_GROUP") {
		t.Errorf("status %d: %s", status, err)
	}
}

func TestTheDemoRunsOnThisMachineAlone(t *testing.T) {
	s := newShell(t)
	s.set("KAFKA_BROKERS", "kafka.example:9092")
	status, _, err := s.run(t, "demo", "-n", "0")
	if status != 1 || !strings.Contains(err, "MAKEGOOD_KAFKA_BROKERS") {
		t.Errorf("status %d: %s", status, err)
	}
}
