// Command openapi writes an OpenAPI 3.1 document of makegood's REST door from the contracts under proto/ and what the code
// knows of them, and checks that the one that is checked in is what they give.
//
// Paths, fields and descriptions are the contract's. Which codes end a call, their statuses, limits and vocabularies are read
// from the packages that enforce them. Which field is needed, or has a form, is said in fields.go; the tests of api/openapi
// hold every such word of the document against the door itself.
//
// Usage, from tools/openapi: `go run -mod=mod . generate` or `go run -mod=mod . verify`.
package main

import (
	"bytes"
	"fmt"
	"os"
)

// The places of contracts and document, relative to this module.
const (
	sources  = "../../proto"
	document = "../../docs/openapi.json"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want one word, generate or verify")
	}
	want, err := write(sources)
	if err != nil {
		return err
	}
	switch args[0] {
	case "generate":
		return os.WriteFile(document, want, 0o644)
	case "verify":
		have, err := os.ReadFile(document)
		if err != nil {
			return err
		}
		if !bytes.Equal(have, want) {
			return fmt.Errorf("docs/openapi.json is not what contracts and code give; run make generate")
		}
		return nil
	}
	return fmt.Errorf("%q is neither generate nor verify", args[0])
}
