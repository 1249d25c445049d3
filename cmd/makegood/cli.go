package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// cli is what every command shares: where it writes, what it reads, and the clock.
type cli struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ []string
	now     func() time.Time
	// program is how makegood was called, for the commands it names.
	program wording.Program
	// executable is its own path; empty: it does not matter where it lies.
	executable string
	// live: standard error is a terminal. asks: standard input is one, so that somebody may be asked.
	live, asks bool
	json       bool
	// letterTopic is the topic whose dead letters are meant; empty: cancellations.
	letterTopic string
	// stories are where open refunds are looked at and acted on; nil: the configured Temporal.
	stories api.Stories
	// kept reads a refund of the ledger; nil: the configured one.
	kept func(ctx context.Context, id refund.ID) (refund.Case, error)
	// user is who runs the program; empty: the user of this machine.
	user refund.SubjectID
	// staff reads who may decide.
	staff func(context.Context, config.Settings) (refund.Staff, error)
	// say is a notice as the customer would read it; nil: as messages are rendered, without links.
	say func(refund.Notice) (string, error)
	// tokenRefund is the refund a customer's link is about, unverified; nil: a token does not say.
	tokenRefund func(token string) (refund.ID, error)
}

func terminal() *cli {
	executable, err := os.Executable()
	if err != nil {
		executable = ""
	}
	return &cli{
		executable: executable,
		in:         os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ(), now: time.Now, program: wording.Program(os.Args[0]),
		live: isTerminal(os.Stderr) && os.Getenv("TERM") != "dumb", asks: isTerminal(os.Stdin), staff: loadStaff,
		tokenRefund: messaging.TokenRefund,
	}
}

// isTerminal reports whether somebody sits there: a person who may be asked, and who reads the screen.
func isTerminal(file *os.File) bool {
	return isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd())
}

// run carries out one command line and returns the exit status: 0, 1 for an error, 2 for a
// command line that cannot be understood.
func run(ctx context.Context, args []string, c *cli) int {
	root := c.root()
	root.SetArgs(args)
	root.SetOut(foreign.NewScreen(c.out))
	root.SetErr(foreign.NewScreen(c.err))
	if cmd, err := root.ExecuteContextC(ctx); err != nil {
		return c.fail(c.onlyHere(cmd, err))
	}
	return 0
}

func (c *cli) root() *cobra.Command {
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
	root.PersistentFlags().BoolVar(&c.json, "json", false, "machine-readable output")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%v", err) })
	root.AddCommand(
		c.demoCommand(), c.workerCommand(), c.starterCommand(), c.simulatorCommand(), c.publishCommand(), c.dlqCommand(),
		c.waitingCommand(), c.showCommand(), c.decideCommand(), c.assignCommand(), c.withdrawCommand(), c.resolveCommand(), c.clearCommand(), c.lookNowCommand(),
		c.askCommand(), c.answerCommand(), c.inspectCommand(), c.appealCommand(), c.chooseCommand(),
		c.answerOfferCommand(), c.killSwitchCommand(), c.providersCommand(), c.storedCommand(), c.exchangesCommand(), c.attributeCommand(), c.writeOffCommand(), c.booksCommand(), c.fundCommand(), c.liquidityCommand(), c.disputeCommand(), c.previewCommand(), c.policyCommand(), c.reportCommand(), c.doctorCommand(), c.ledgerCommand(), c.eraseCommand(),
		c.settingsCommand(), c.versionCommand(), c.requestCommand(), c.applyLinkCommand(),
		c.reconcileCommand(), c.webhooksCommand(), c.riskCommand(), c.reviewersCommand(), c.deploymentCommand(), c.codecCommand(), c.identityCommand(), c.apiCommand(), c.deskCommand(), c.mcpCommand(), c.auditCommand(), c.linkCommand(),
	)
	return root
}

// settings reads and checks the settings; what looks misspelt is said.
func (c *cli) settings() (config.Settings, error) {
	return c.settingsOf(config.FromEnviron(c.environ))
}

// demoSettings are the settings of a process that brings its own Temporal: how another one is reached does not count.
func (c *cli) demoSettings() (config.Settings, error) {
	variables := config.FromEnviron(c.environ)
	config.WithoutTemporalsOwn(variables)
	return c.settingsOf(variables)
}

func (c *cli) settingsOf(variables map[string]string) (config.Settings, error) {
	config.InCheckout(variables, c.executable)
	s, err := config.Load(variables)
	if err != nil {
		return s, app.Coded{Code: app.CodeBadConfig, Err: err}
	}
	for _, name := range s.Unknown {
		c.stderr().Printf("note: %s is no setting of makegood\n", name)
	}
	return s, nil
}

// stdout and stderr are the doors to what a person reads: nothing else writes there.
func (c *cli) stdout() foreign.Terminal { return foreign.To(c.out) }
func (c *cli) stderr() foreign.Terminal { return foreign.To(c.err) }

// print writes value as one JSON line, or lets human write it for a person.
func (c *cli) print(value any, human func(foreign.Terminal)) error {
	if !c.json {
		human(c.stdout())
		return nil
	}
	if err := c.stdout().JSON(value); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}
