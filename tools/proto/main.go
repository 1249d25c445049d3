// Command proto turns the contracts under proto/ into Go under proto/gen, and checks that what is
// checked in is what they give. It needs no protoc: protocompile parses, protoc-gen-go and
// protoc-gen-connect-go (pinned in this module) write.
//
// Usage, from tools/proto: `go run . generate` or `go run . verify`.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "proto:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want one word, generate or verify")
	}
	tree := tree{sources: "../../proto", generated: "../../proto/gen"}
	switch args[0] {
	case "generate":
		return tree.generate()
	case "verify":
		return tree.verify()
	}
	return fmt.Errorf("%q is neither generate nor verify", args[0])
}
