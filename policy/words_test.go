package policy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// keyForm is a step's key as the engine writes it: "eligible.window", "restocking".
var keyForm = regexp.MustCompile(`\bsteps\.Say\("([a-z_.]+)"`)

func TestEveryStepTheEngineSaysHasWordsInEveryLocale(t *testing.T) {
	var files, keys []string
	for _, folder := range []string{".", "entitlement", "tender"} {
		found, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(found), err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range keyForm.FindAllStringSubmatch(string(content), -1) {
			keys = append(keys, found[1])
		}
	}
	if len(keys) < 30 {
		t.Fatalf("only %d keys: the search sees too little to mean anything", len(keys))
	}
	for _, reason := range []string{
		string(refund.CodeOrderSnapshotDiffers), string(refund.CodeAmountsDoNotAddUp), policy.ReasonPolicyDiffers, policy.ReasonUseNotPriced,
		policy.ReasonCurrencyWithoutLimit, policy.ReasonOverLimit, policy.ReasonCustomerDayOverLimit, policy.ReasonHandling, policy.ReasonGoodsWaivedAboveLimit,
	} {
		keys = append(keys, "approval."+reason)
	}
	keys = append(keys, "approval."+refund.ReasonAppealed, "approval."+policy.ReasonInstrumentExpired,
		"choice."+refund.AlternativeStoreCredit, "line.share", "line.share_less_allowances", "line.share_measured", "line.allowance", "shipping.for_reason", "shipping.whole_order",
		"shipping.rest", "shipping.asked", "shipment.for_reason", "shipment.whole_order", "shipment.rest", "shipment.asked", "charge.tax", "charge.tax_over_net", "choice."+refund.AlternativeExchange)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	for _, locale := range explain.Locales() {
		speaker, err := explain.In(locale)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if strings.HasSuffix(key, ".") { // completed with a code
				continue
			}
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
