package temporal_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/temporal"
)

func TestThePageOfSavedViewsIsWhatTheViewsGive(t *testing.T) {
	page, err := os.ReadFile("../../docs/saved-views.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != temporal.ViewsPage() {
		t.Error("docs/saved-views.md is not what the views give: go generate ./internal/temporal")
	}
}

// compared finds what a filter compares, by its name.
var compared = regexp.MustCompile(`(\w+) (?:=|!=|<|<=|>|>=|IN) `)

func TestEveryViewAsksOnlyForWhatARefundHas(t *testing.T) {
	known := []string{"WorkflowType", "ExecutionStatus"}
	for _, a := range temporal.Attributes() {
		known = append(known, a.Name)
	}
	var names, used []string
	for _, v := range temporal.Views() {
		names = append(names, v.Name)
		for _, found := range compared.FindAllStringSubmatch(v.Query, -1) {
			used = append(used, found[1])
			if !slices.Contains(known, found[1]) {
				t.Errorf("%s asks for %s, which no refund has", v.Name, found[1])
			}
		}
	}
	for _, attribute := range known {
		if !slices.Contains(used, attribute) {
			t.Errorf("no view uses %s", attribute)
		}
	}
	if slices.Sort(names); len(slices.Compact(names)) != len(temporal.Views()) {
		t.Errorf("two views have one name: %v", names)
	}
}

func TestAViewThatNeedsATimeTakesTheTimeOfNow(t *testing.T) {
	now := time.Date(2027, 2, 3, 4, 5, 6, 0, time.FixedZone("CST", 8*3600))
	for _, v := range temporal.Views() {
		if v.Name != "Waits, and is overdue" {
			continue
		}
		if got := v.At(now); !strings.HasSuffix(got, "NeedsHuman = true AND ReviewDueAt < '2027-02-02T20:05:06Z'") {
			t.Errorf("got %s", got)
		}
		return
	}
	t.Error("there is no view of what is overdue")
}
