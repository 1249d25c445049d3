// Command genviews writes docs/saved-views.md from the views internal/temporal holds. It stands off
// the path of a refund: `go generate ./internal/temporal` runs it, and a test beside the views holds
// the checked-in page to them.
package main

import (
	"flag"
	"log"
	"os"

	"github.com/makegood/makegood/internal/temporal"
)

func main() {
	out := flag.String("out", "", "the page to write")
	flag.Parse()
	if err := os.WriteFile(*out, []byte(temporal.ViewsPage()), 0o644); err != nil {
		log.Fatalf("genviews: %v", err)
	}
}
