package standardwebhooks_test

import (
	"os"
	"strings"
	"testing"
)

// TestTheReceiverInTheDocumentationIsTheOneThatRuns: Example runs it.
func TestTheReceiverInTheDocumentationIsTheOneThatRuns(t *testing.T) {
	page, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "```go\n")
	block, _, ended := strings.Cut(after, "```")
	if !found || !ended || len(block) < 200 || !strings.Contains(string(source), block) {
		t.Errorf("the page's receiver is not the one in example_test.go:\n%s", block)
	}
}
