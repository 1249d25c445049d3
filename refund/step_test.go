package refund_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestAStepIsWrittenWithItsUnitsAndSourcesInWordsAndReadBack(t *testing.T) {
	step := refund.Step{Name: "Line 1", Formula: "f", ResultMinor: 28, Key: "line.share", Computes: refund.FormulaShare, Adds: refund.SumTotal,
		Component: refund.ComponentLine,
		Inputs: []refund.Input{{Name: "line", Value: "1"}, {Name: "given", Value: "0.27 CNY", Number: 27, Unit: refund.UnitMinor, From: refund.FromLineGiven},
			{Name: "price", Value: "0.05 CNY", Number: 5, Unit: refund.UnitMinor, From: refund.FromRow, Step: 3, Row: 2}},
		Table: &refund.StepTable{Of: "line", Columns: []refund.StepColumn{{Name: "units", Unit: refund.UnitCount, From: refund.FromLineLeft}},
			Rows: []refund.StepRow{{Of: "1", Cells: []int64{2}, Rates: []string{"0.13/1.13"}}}},
	}
	raw, err := json.Marshal(step)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"formula_id":"SHARE_SO_FAR"`, `"adds_to":"total"`, `"unit":"minor"`, `"from":"so_far.line.net"`, `"step":3,"row":2`, `"name":"line","value":"1"}`} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("%s is not in %s", part, raw)
		}
	}
	var read refund.Step
	if err := json.Unmarshal(raw, &read); err != nil || !reflect.DeepEqual(read, step) {
		t.Errorf("%v: read %+v", err, read)
	}
}

func TestEveryUnitAndSourceHasAWordOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for s := refund.FromStep; s <= refund.FromUncaptured; s++ {
		var back refund.Source
		if err := back.UnmarshalText([]byte(s.String())); err != nil || back != s || seen[s.String()] {
			t.Errorf("source %d is written %q and read %d, %v", s, s, back, err)
		}
		seen[s.String()] = true
	}
	for u := refund.UnitMinor; u <= refund.UnitDate; u++ {
		var back refund.Unit
		if err := back.UnmarshalText([]byte(u.String())); err != nil || back != u {
			t.Errorf("unit %d is written %q and read %d, %v", u, u, back, err)
		}
	}
	var newer refund.Source
	if err := newer.UnmarshalText([]byte("of.tomorrow")); err != nil || newer != 0 {
		t.Errorf("a source of a newer version is read as %d, %v", newer, err)
	}
}
