package policy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// sayForm is a step's key where it is said; families are the first words of keys, by which a key is known wherever
// else the engine writes it.
var sayForm = regexp.MustCompile(`\b[sS]ay(?:Table|Share|OverNet|TaxInsideOf)?\("([a-zA-Z_.]+)"`)

func families() *regexp.Regexp {
	var all []string
	for _, key := range explain.Keys() {
		family, _, more := strings.Cut(key, ".")
		if more {
			family += `\.[a-zA-Z_.]+`
		}
		all = append(all, family)
	}
	slices.Sort(all)
	return regexp.MustCompile(`"(` + strings.Join(slices.Compact(all), "|") + `)"`)
}

// keysOfTheEngine are the keys that the sources of the engine have in them. One that ends with a point, or to which
// an ending is added, is completed where it is said.
func keysOfTheEngine(t *testing.T) []string {
	t.Helper()
	var keys []string
	ofFamily := families()
	for _, folder := range []string{".", "entitlement", "tender"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, form := range []*regexp.Regexp{sayForm, ofFamily} {
				for _, found := range form.FindAllStringSubmatch(string(content), -1) {
					keys = append(keys, found[1])
				}
			}
		}
	}
	slices.Sort(keys)
	return slices.DeleteFunc(slices.Compact(keys), func(key string) bool { return strings.HasSuffix(key, ".") })
}

func TestEveryKeyTheEngineSaysHasARule(t *testing.T) {
	keys, rules := keysOfTheEngine(t), explain.Keys()
	if len(keys) < 100 {
		t.Fatalf("only %d keys: the search sees too little to mean anything", len(keys))
	}
	for _, key := range keys {
		if !slices.Contains(rules, key) {
			t.Errorf("%s is said, and has no row in policy/explain/rules*.go: say its formula, its sum and where its inputs come from", key)
		}
	}
}

func TestEveryRuleIsSaidByTheEngine(t *testing.T) {
	keys := keysOfTheEngine(t)
	for _, rule := range explain.Keys() {
		completed := slices.ContainsFunc([]string{"approval.", "choice."}, func(family string) bool { return strings.HasPrefix(rule, family) })
		for _, ending := range []string{"_all", ".tax", ".taken", ".returned"} {
			completed = completed || strings.HasSuffix(rule, ending)
		}
		if !completed && !slices.Contains(keys, rule) {
			t.Errorf("no source says %s", rule)
		}
	}
}

func TestEveryRuleHasWordsInEveryLocale(t *testing.T) {
	for _, locale := range explain.Locales() {
		speaker, err := explain.In(locale)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range explain.Keys() {
			for _, part := range []string{".name", ".formula"} {
				if _, ok := speaker.Say("step." + key + part); !ok {
					t.Errorf("%s has no words for step.%s%s", locale, key, part)
				}
			}
		}
	}
}

func TestNoStepOfAnAssessmentIsLeftWithoutWords(t *testing.T) {
	used, life := int64(3), int64(10)
	courses := oneOf(refund.ModelCourse, nil, func(l *refund.Line) { l.UnitsUsed, l.UnitsTotal = &used, &life })
	twice := twoLines()
	twice.Payments[0].CapturedMinor = 7000
	for name, c := range map[string]refund.Cancellation{
		"a change of mind":        contractEvent(t, "order-cancelled.partial-split-tender.json"),
		"a merchant's fault":      contractEvent(t, "order-cancelled.three-decimals.json"),
		"nothing captured":        contractEvent(t, "order-cancelled.unpaid.json"),
		"a whole order":           contractEvent(t, "order-cancelled.whole.json"),
		"a course in use":         whole(courses, refund.ReasonCustomerChangedMind),
		"equipment after a year":  whole(oneOf(refund.ModelEquipment, day(365), nil), refund.ReasonCustomerChangedMind),
		"more captured than cost": whole(twice, refund.ReasonOther),
		"too late":                whole(oneOf(refund.ModelPhysicalGoods, day(9), nil), refund.ReasonCustomerChangedMind),
		"an authorisation":        whole(authorised(twoLines(), 5000), refund.ReasonOther),
		"bought elsewhere":        whole(agreed(twoLines(), "other", "7"), refund.ReasonOther),
	} {
		a := first(t, c)
		if len(a.Steps) == 0 {
			t.Errorf("%s: no steps", name)
		}
		for _, step := range a.Steps {
			if step.Key == "" || step.Name == step.Key || strings.Contains(step.Name+step.Formula, "{") {
				t.Errorf("%s: step %q is called %q: %q", name, step.Key, step.Name, step.Formula)
			}
			chinese, err := explain.In(explain.LocaleChinese)
			if err != nil {
				t.Fatal(err)
			}
			if said := chinese.Step(step); said.Name == step.Name || said.Formula == step.Formula || strings.Contains(said.Name+said.Formula, "<no value>") {
				t.Errorf("%s: step %q is not said in Chinese: %q: %q", name, step.Key, said.Name, said.Formula)
			}
		}
	}
}
