package main

import (
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestNobodyIsAskedBackWhereInputIsTheNullDevice: under cron, in CI and in a container without a
// terminal, a decision would otherwise wait for a yes that nobody can say.
func TestNobodyIsAskedBackWhereInputIsTheNullDevice(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if isTerminal(null) {
		t.Error("the null device passes for a terminal")
	}
}

// pflag takes words between backquotes out of a flag's usage, as the name of its value: "--leg makegood show".
func TestNoFlagsValueIsNamedByItsUsage(t *testing.T) {
	flags := 0
	each(newShell(t).cli.root(), func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			flags++
			if strings.Contains(f.Usage, "`") {
				t.Errorf("%s --%s: %s", cmd.CommandPath(), f.Name, f.Usage)
			}
		})
	})
	if flags < 50 {
		t.Errorf("only %d flags were seen", flags)
	}
}

func each(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, one := range cmd.Commands() {
		each(one, visit)
	}
}
