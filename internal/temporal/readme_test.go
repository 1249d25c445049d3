package temporal_test

import (
	"os"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/temporal"
)

// TestTheReadmesViewsAreSavedViews: what the README tells people to paste is what the tests run.
func TestTheReadmesViewsAreSavedViews(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, view := range temporal.Views() {
		if strings.Contains(string(readme), "`"+view.Query+"`") {
			found++
		}
	}
	if queries := strings.Count(string(readme), "| `WorkflowType"); found != queries || found == 0 {
		t.Errorf("%d of the README's %d queries are saved views", found, queries)
	}
}
