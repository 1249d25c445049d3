package lint_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/lint"
)

func TestACurrencyThatNeedsNoVerifiedPersonBesideOthersThatDoIsFound(t *testing.T) {
	limits := func(text string) string {
		return base + "approval:\n  auto_max_minor: {CNY: 100, USD: 100}\n" + text
	}
	if found := lint.Check([]byte(limits(""))); len(found) > 0 {
		t.Errorf("without a limit: %+v", found)
	}
	if found := lint.Check([]byte(limits("  verified_above_minor: {CNY: 5, USD: 0}\n"))); len(found) > 0 {
		t.Errorf("with both: %+v", found)
	}
	found := lint.Check([]byte(limits("  verified_above_minor: {CNY: 5}\n")))
	if len(found) != 1 || found[0].Code != lint.CodeVerifiedMissing || !strings.Contains(found[0].Detail, "USD") {
		t.Errorf("with one of two: %+v", found)
	}
}
