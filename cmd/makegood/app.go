package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/people"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// app is what every command shares: where it writes, what it reads, and the clock.
type app struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ []string
	now     func() time.Time
	// program is how makegood was called, for the commands it names.
	program people.Program
	// executable is its own path; empty: it does not matter where it lies.
	executable string
	// live: standard error is a terminal. asks: standard input is one, so that somebody may be asked.
	live, asks bool
	json       bool
	// door is where refunds are acted on; nil: Temporal.
	door door
	// staff reads who may decide.
	staff func(config.Settings) (refund.Staff, error)
	// say is a notice as the customer would read it; nil: as messages are rendered, without links.
	say func(refund.Notice) (string, error)
	// tokenRefund is the refund a customer's link is about, unverified; nil: a token does not say.
	tokenRefund func(token string) (refund.ID, error)
}

func terminal() *app {
	executable, err := os.Executable()
	if err != nil {
		executable = ""
	}
	return &app{
		executable: executable,
		in:         os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ(), now: time.Now, program: people.Program(os.Args[0]),
		live: isTerminal(os.Stderr) && os.Getenv("TERM") != "dumb", asks: isTerminal(os.Stdin), staff: loadStaff,
		tokenRefund: messaging.TokenRefund,
	}
}

// isTerminal: somebody sits there. The null device is a character device too, and nobody does.
func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// run carries out one command line and returns the exit status: 0, 1 for an error, 2 for a
// command line that cannot be understood.
func run(ctx context.Context, args []string, a *app) int {
	root := a.root()
	root.SetArgs(args)
	root.SetOut(a.out)
	root.SetErr(a.err)
	if err := root.ExecuteContext(ctx); err != nil {
		return a.fail(err)
	}
	return 0
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "makegood",
		Short:         "pays refunds: once, to the cent, and explained",
		Long:          "makegood pays refunds. Settings come from MAKEGOOD_* variables; see `makegood settings`.",
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Args:          atMost(0),
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().BoolVar(&a.json, "json", false, "machine-readable output")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%v", err) })
	root.AddCommand(
		a.demoCommand(), a.workerCommand(), a.starterCommand(), a.simulatorCommand(), a.publishCommand(),
		a.waitingCommand(), a.showCommand(), a.decideCommand(), a.assignCommand(), a.withdrawCommand(), a.resolveCommand(),
		a.askCommand(), a.answerCommand(), a.inspectCommand(), a.appealCommand(), a.chooseCommand(),
		a.answerOfferCommand(), a.killSwitchCommand(), a.previewCommand(), a.policyCommand(), a.reportCommand(), a.doctorCommand(), a.ledgerCommand(),
		a.settingsCommand(), a.versionCommand(),
		a.riskCommand(), a.reviewersCommand(),
	)
	return root
}

// settings reads and checks the settings; what looks misspelt is said.
func (a *app) settings() (config.Settings, error) {
	variables := config.FromEnviron(a.environ)
	config.InCheckout(variables, a.executable)
	s, err := config.Load(variables)
	if err != nil {
		return s, coded{code: codeBadConfig, err: err}
	}
	for _, name := range s.Unknown {
		fmt.Fprintf(a.err, "note: %s is no setting of makegood\n", name)
	}
	return s, nil
}

// print writes value as one JSON line, or lets human write it for a person.
func (a *app) print(value any, human func(io.Writer)) error {
	if !a.json {
		human(a.out)
		return nil
	}
	line, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	_, err = fmt.Fprintln(a.out, string(line))
	return err
}
