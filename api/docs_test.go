package api_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

var update = flag.Bool("update", false, "write the table of errors into docs/api.md")

// errorTable is every code that is not the engine's plain no, with how it is said.
func errorTable() string {
	var out strings.Builder
	out.WriteString("| code | HTTP | Connect, gRPC | Retry-After |\n| --- | --- | --- | --- |\n")
	codes := api.Codes()
	slices.SortFunc(codes, func(a, b refund.Code) int {
		if x, y := api.ClassOf(a).HTTPStatus(), api.ClassOf(b).HTTPStatus(); x != y {
			return x - y
		}
		return strings.Compare(string(a), string(b))
	})
	for _, code := range codes {
		class, retry := api.ClassOf(code), ""
		if class.RetrySeconds() > 0 {
			retry = fmt.Sprintf("%d s", class.RetrySeconds())
		}
		fmt.Fprintf(&out, "| `%s` | %d | `%s` | %s |\n", code, class.HTTPStatus(), class.ConnectCode(), retry)
	}
	return out.String()
}

// TestTheErrorsOfTheDocs holds the table of docs/api.md to the codes.
func TestTheErrorsOfTheDocs(t *testing.T) {
	page := filepath.Join("..", "docs", "api.md")
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- errors -->\n", "<!-- /errors -->"
	before, rest, found := strings.Cut(string(raw), begin)
	table, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("the page has no place for the table")
	}
	if want := errorTable(); *update {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if table != want {
		t.Errorf("the page says\n%s\nand the code\n%s", table, want)
	}
}

// TestEveryClassIsSaidByEveryTransport, and only what is away or broken here by a status from 500 on.
func TestEveryClassIsSaidByEveryTransport(t *testing.T) {
	for _, class := range api.Classes() {
		outage := class == api.ClassAway || class == api.ClassFault
		if (class.HTTPStatus() >= 500) != outage || class.HTTPStatus() < 400 || class.ConnectCode() == "" {
			t.Errorf("class %d is %d, %q", class, class.HTTPStatus(), class.ConnectCode())
		}
		if class != api.ClassFault && class.ConnectCode() == "internal" {
			t.Errorf("class %d has no code of its own", class)
		}
	}
}
