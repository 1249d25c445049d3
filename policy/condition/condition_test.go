package condition_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/condition"
)

// facts answers every variable: what is given, else nothing of its type.
func facts(given map[string]any) condition.Facts {
	return func(name string) (any, bool) {
		if value, ok := given[name]; ok {
			return value, true
		}
		variable, ok := condition.Lookup(name)
		switch variable.Type {
		case condition.Text:
			return "", ok
		case condition.Number:
			return int64(0), ok
		case condition.Truth:
			return false, ok
		}
		return nil, false
	}
}

func TestAConditionIsAskedOfTheFacts(t *testing.T) {
	for text, c := range map[string]struct {
		given map[string]any
		want  bool
	}{
		`line.custom_made`: {map[string]any{"line.custom_made": true}, true},
		`!line.delivered || line.days_since_delivery <= 7`:         {map[string]any{"line.delivered": true, "line.days_since_delivery": int64(8)}, false},
		`line.category in ["shoes", "hats"]`:                       {map[string]any{"line.category": "hats"}, true},
		`line.sku.startsWith("A-") && request.quantity == 2`:       {map[string]any{"line.sku": "A-1", "request.quantity": int64(2)}, true},
		`order.channel == "" && customer.refund_minor_90d > 10000`: {map[string]any{"customer.refund_minor_90d": int64(10000)}, false},
	} {
		compiled, err := condition.Compile(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got, err := compiled.Holds(facts(c.given)); err != nil || got != c.want {
			t.Errorf("%s: got %v, %v; want %v", text, got, err, c.want)
		}
	}
}

func TestWhatAConditionReadsIsKnownFromItsText(t *testing.T) {
	compiled, err := condition.Compile(`customer.tier == "gold" || line.units_used > 0 && line.units_used < line.units_total`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"customer.tier", "line.units_total", "line.units_used"}
	if !slices.Equal(compiled.Reads(), want) {
		t.Errorf("got %v, want %v", compiled.Reads(), want)
	}
}

func TestAConditionThatMeansNothingIsRefusedWhenItIsLoaded(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a variable nobody knows":    {`line.colour == "red"`, "line.colour is no variable"},
		"a text compared to numbers": {`line.quantity == "2"`, "column 15: found no matching overload"},
		"a number, not a truth":      {`line.quantity`, "comes to int, not to true or false"},
		"half a sentence":            {`line.delivered &&`, "Syntax error"},
		"nothing":                    {``, "Syntax error"},
		"a rate in floating point":   {"double(line.units_used) < 0.15 * double(line.units_total)", "counts in floating point"},
		"an amount from a text":      {`double("45.10") > 45.0`, "counts in floating point"},
		"a list of floats":           {`line.quantity in [1, 2] && 0.1 in [0.1]`, "counts in floating point"},
		"more than a sentence":       {strings.Repeat("line.delivered || ", 200) + "true", "size"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := condition.Compile(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestAConditionThatCannotBeAnsweredIsAnErrorAndNeverFalse(t *testing.T) {
	compiled, err := condition.Compile(`line.units_used / line.units_total > 1`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := compiled.Holds(facts(nil)); !errors.Is(err, condition.ErrNotTrueOrFalse) {
		t.Errorf("got %v, want ErrNotTrueOrFalse", err)
	}
}

func TestEveryVariableIsDocumentedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range condition.Variables() {
		if seen[v.Name] || v.Meaning == "" || v.Type == "" || v.Kind == "" {
			t.Errorf("%+v is there twice or not documented", v)
		}
		seen[v.Name] = true
	}
	if len(seen) < 20 {
		t.Errorf("only %d variables", len(seen))
	}
}

func TestAVocabularyKnowsItsOwnVariablesAlone(t *testing.T) {
	visits, err := condition.NewVocabulary([]condition.Variable{{Name: "order.visits", Type: condition.Number}, {Name: "order.paid", Type: condition.Truth}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := visits.Compile(`line.custom_made`); err == nil || !strings.Contains(err.Error(), "line.custom_made is no variable") {
		t.Errorf("another's variable: got %v", err)
	}
	if _, err := condition.Compile(`order.visits > 1`); err == nil {
		t.Error("a policy knows nothing of visits")
	}
	compiled, err := visits.Compile(`order.paid || order.visits > 1`)
	if err != nil {
		t.Fatal(err)
	}
	paidAlone := func(paid bool) condition.Facts {
		return func(name string) (any, bool) { return paid, name == "order.paid" }
	}
	if holds, err := compiled.Holds(paidAlone(true)); err != nil || !holds {
		t.Errorf("what is known decides: got %v, %v", holds, err)
	}
	if _, err := compiled.Holds(paidAlone(false)); !errors.Is(err, condition.ErrNotTrueOrFalse) {
		t.Errorf("what hangs on the unknown is neither: got %v", err)
	}
}
