// Command asyncapi writes an AsyncAPI 3 document of makegood's Kafka topics and webhooks from the contracts under proto/ and
// the examples beside it, and checks that the one that is checked in is what they give.
//
// A message is on a topic where its comment says so: "Topic `NAME`, key FIELD." What order systems and payment services
// publish (packages makegood.order and makegood.payment) makegood receives; its own (makegood.refund) it sends.
//
// Usage, from tools/asyncapi: `go run . generate` or `go run . verify`.
package main

import (
	"bytes"
	"fmt"
	"os"
)

// The places of contracts and document, relative to this module.
const (
	sources  = "../../proto"
	document = "../../docs/asyncapi.json"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "asyncapi:", err)
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
			return fmt.Errorf("docs/asyncapi.json is not what the contracts give; run make generate")
		}
		return nil
	}
	return fmt.Errorf("%q is neither generate nor verify", args[0])
}
