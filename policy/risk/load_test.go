package risk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

func TestEachMistakeOfRiskRulesIsNamedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"a text compared to a number":         {"request.scope == ''", `request.amount_minor == "5"`, "line 8: rules[0].if is no condition: column 22: found no matching overload"},
		"a variable nobody knows":             {"request.scope == ''", "customer.mood > 1", "line 8: rules[0].if is no condition: customer.mood is no variable"},
		"a number, not a truth":               {"request.scope == ''", "order.age_days", "line 8: rules[0].if is no condition: comes to int"},
		"a rule that asks nothing":            {"request.scope == ''", `"true"`, "line 8: rules[0].if asks nothing of the request"},
		"a rule without a condition":          {"    if: request.scope == ''\n", "", "line 7: rules[0].if is missing"},
		"a large amount nobody defines":       {"large_minor: {CNY: 100000}\nrules:\n  - name: ASKED\n    if: request.scope == ''", "rules:\n  - name: ASKED\n    if: request.amount_percent_of_large > 1", "line 7: rules[0].if asks for request.amount_percent_of_large, and large_minor is missing"},
		"a large amount of nothing":           {"CNY: 100000", "CNY: 0", "line 5: large_minor.CNY is missing or 0"},
		"a currency that is none":             {"CNY: 100000", "DEM: 1", `large_minor.DEM names "DEM", which is no ISO 4217 currency`},
		"points that are words":               {"points: 40", "points: many", `line 9: "many" is not a whole number`},
		"points that take away":               {"points: 40", "points: -5", `line 9: "-5" is not a whole number`},
		"no points":                           {"points: 40", "points: 0", "line 9: rules[0].points is missing or not from 1 to 1000"},
		"points without a bound":              {"points: 40", "points: 1001", "rules[0].points is missing or not from 1 to 1000"},
		"no sentence for people":              {"    because: It was asked.\n", "", "line 7: rules[0].because is missing"},
		"a name that is a sentence":           {"name: ASKED", "name: was asked", `line 7: rules[0].name is "was asked"`},
		"bands upside down":                   {"medium_from: 30", "medium_from: 61", "line 3: medium_from is above high_from"},
		"nobody is low":                       {"medium_from: 30", "medium_from: 0", "line 3: medium_from is 0"},
		"a band that is missing":              {"high_from: 60\n", "", "high_from is missing"},
		"no version":                          {"version: \"1\"\n", "", "version is missing"},
		"an unknown key":                      {"medium_from", "middle_from", "line 3: middle_from is not a key here"},
		"a rule that is there twice":          {"    because: It was asked.\n", "    because: It was asked.\n  - {name: ASKED, if: request.has_evidence, points: 1, because: a}\n", `line 11: rules[1].name "ASKED" is there twice`},
		"a trial without a name":              {"rules:\n", "shadow: {rules: []}\nrules:\n", "line 6: shadow.version is missing"},
		"a trial called like what it is not":  {"rules:\n", "shadow: {version: \"1\"}\nrules:\n", "line 6: shadow.version is the version in force"},
		"a trial with its bands upside down":  {"rules:\n", "shadow: {version: \"2\", high_from: 20}\nrules:\n", "shadow.medium_from is above shadow.high_from"},
		"a condition of a trial that is none": {"rules:\n", "shadow: {version: \"2\", rules: [{name: A, if: 1 +, points: 1, because: a}]}\nrules:\n", "line 6: shadow.rules[0].if is no condition: column 4: Syntax error"},
		"text that is no YAML":                {"rules:", "\trules:", "line 6: found character that cannot start any token"},
	} {
		t.Run(name, func(t *testing.T) {
			content := one("request.scope == ''")
			if !strings.Contains(content, c.old) {
				t.Fatalf("the rules have no %q", c.old)
			}
			r, err := risk.Load(strings.NewReader(strings.Replace(content, c.old, c.new, 1)))
			var invalid sheet.Invalid
			if !errors.As(err, &invalid) || r != nil {
				t.Fatalf("got %v, %v; want Invalid", r, err)
			}
			if !slices.ContainsFunc(invalid.Mistakes, func(m sheet.Mistake) bool {
				return strings.Contains(m.String(), c.want) && m.Code == risk.MistakeInvalid
			}) {
				t.Errorf("got %q, want one with %q", invalid.Mistakes, c.want)
			}
		})
	}
	if _, err := risk.Load(iotest.ErrReader(errors.New("disk on fire"))); err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("an unreadable file: got %v", err)
	}
}

const trial = `shadow:
  version: "2-trial"
  high_from: 50
  rules:
    - {name: ASKED, if: request.amount_minor >= 9000, points: 25, because: It was dearer.}
    - {name: OLD, if: order.age_days >= 2, points: 30, because: It is old.}
`

func TestRulesOnTrialAreScoredBesideTheOnesInForce(t *testing.T) {
	r := load(t, one("request.amount_minor >= 5000")+trial)
	for name, c := range map[string]struct {
		total       int64
		score       int
		band        refund.RiskBand
		trialScore  int
		trialBand   refund.RiskBand
		trialReason string
	}{
		"the trial is milder":           {5000, 40, refund.RiskMedium, 30, refund.RiskMedium, "OLD"},
		"the trial is stricter":         {9000, 40, refund.RiskMedium, 55, refund.RiskHigh, "ASKED OLD"},
		"only the trial sees something": {4999, 0, refund.RiskLow, 30, refund.RiskMedium, "OLD"},
	} {
		t.Run(name, func(t *testing.T) {
			s := quiet()
			s.total = c.total
			got := s.score(r)
			if got.Score != c.score || got.Band != c.band || got.Rules != "tried@1#"+r.Ref().Hash {
				t.Errorf("in force: got %+v", got)
			}
			shadow := got.Shadow
			if shadow == nil || shadow.Score != c.trialScore || shadow.Band != c.trialBand || strings.Join(shadow.Reasons, " ") != c.trialReason ||
				shadow.Rules != "tried@2-trial#"+r.Ref().Hash || shadow.Shadow != nil {
				t.Errorf("on trial: got %+v", shadow)
			}
		})
	}
}

func TestATrialMayTakeARuleAway(t *testing.T) {
	r := load(t, one("request.amount_minor >= 5000")+"shadow:\n  version: \"2\"\n  rules:\n    - {name: ASKED, if: request.amount_minor >= 5000, points: 0, because: Never helped.}\n")
	if got := quiet().score(r); got.Band != refund.RiskMedium || got.Shadow.Score != 0 || got.Shadow.Reasons != nil || got.Shadow.Band != refund.RiskLow {
		t.Errorf("got %+v, on trial %+v", got, got.Shadow)
	}
	d := r.Describe()
	if len(d.InForce.Rules) != 1 || d.InForce.Rules[0].OnTrial || d.Trial == nil || !d.Trial.Rules[0].OnTrial || d.Trial.HighFrom != 60 {
		t.Errorf("described as %+v", d)
	}
}

func TestTheSameRequestAlwaysGetsTheSameVerdict(t *testing.T) {
	r := shipped(t)
	s := full()
	want := s.score(r)
	done := make(chan refund.RiskVerdict)
	for range 8 {
		go func() { done <- s.score(r) }()
	}
	for range 8 {
		if got := <-done; got.Score != want.Score || !slices.Equal(got.Reasons, want.Reasons) || got.Rules != want.Rules {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}
