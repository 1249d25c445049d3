package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// namedCommand is a command line in a page: indented, or in backticks.
var namedCommand = regexp.MustCompile("(?m)^ {4,}(makegood .*)$|`(makegood [^`]*)`")

func TestEveryCommandARunbookNamesIsOne(t *testing.T) {
	pages, err := filepath.Glob("../../docs/runbooks/*.md")
	if err != nil || len(pages) < 20 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	count := 0
	for _, page := range append(pages, "../../docs/kubernetes.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range namedCommand.FindAllStringSubmatch(string(text), -1) {
			count++
			checkCommand(t, filepath.Base(page), found[1]+found[2])
		}
	}
	if count < 60 {
		t.Errorf("only %d commands were found: the check sees too little to mean anything", count)
	}
}

// detailsCommand is a command that the workflow's details name.
var detailsCommand = regexp.MustCompile(`"(makegood [^"]*)"`)

func TestEveryCommandTheDetailsInTheUINameIsOne(t *testing.T) {
	count := 0
	for _, file := range []string{"details.go", "details_act.go"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "workflows", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range detailsCommand.FindAllStringSubmatch(string(text), -1) {
			count++
			checkCommand(t, file, strings.ReplaceAll(found[1], "%s", " X"))
		}
	}
	if count < 10 {
		t.Errorf("only %d commands were found: the check sees too little to mean anything", count)
	}
}

func TestEveryExampleInTheHelpIsACommand(t *testing.T) {
	var each func(*cobra.Command)
	each = func(cmd *cobra.Command) {
		for line := range strings.Lines(cmd.Example) {
			checkCommand(t, "help of "+cmd.Name(), strings.TrimSpace(line))
		}
		for _, below := range cmd.Commands() {
			each(below)
		}
	}
	each(newShell(t).cli.root())
}

// checkCommand finds the command a line names, and each of its flags.
func checkCommand(t *testing.T, where, line string) {
	t.Helper()
	line, _, _ = strings.Cut(line, " #")
	words := strings.Fields(line)[1:]
	if len(words) == 0 {
		t.Errorf("%s: %q names no command", where, line)
		return
	}
	cmd, _, err := newShell(t).cli.root().Find(words)
	if err != nil || !cmd.HasParent() {
		t.Errorf("%s: %q: %v", where, line, err)
		return
	}
	for _, word := range words {
		name, isFlag := strings.CutPrefix(strings.Trim(word, "\",."), "--")
		if isFlag && cmd.Flags().Lookup(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
			t.Errorf("%s: %q has no flag --%s", where, line, name)
		}
	}
}
