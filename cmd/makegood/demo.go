package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
)

// countDefault is how many events a demo on a fresh data folder publishes.
const countDefault = 40

// demoFlags are the demo's own; everything else are settings.
type demoFlags struct {
	count               int
	seed                uint64
	exit                bool
	within              time.Duration
	noWorker, noStarter bool
	inMemory            bool
	temporalBinary      string
}

func (a *app) demoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use: "demo", Short: "run everything on this machine, and show a stream of cancellations being refunded", Args: exactly(0),
		Long: "Run Temporal with its UI, a Kafka broker, the simulator, worker and starter on this machine, publish\n" +
			"a stream of cancellation events, and show what becomes of it until Ctrl-C. A second start on the same\n" +
			"data folder goes on where the first one was, and publishes only when told how many (-n): other orders,\n" +
			"or with the same --seed the same ones, which are duplicates and move nothing again. Ports follow\n" +
			"the settings (MAKEGOOD_*). With --exit the last line of standard output is a JSON object, and the exit\n" +
			"status is 1 when the books disagree or something that should have moved has not.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.settings()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("n") && streamed(s.DataDir) {
				f.count = 0
			}
			return a.demo(cmd.Context(), s, f)
		},
	}
	cmd.Flags().IntVarP(&f.count, "n", "n", countDefault, "how many events to publish; none unless given once the data folder has had a stream")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "makes the stream; by default the number of the stream on this data folder")
	cmd.Flags().BoolVar(&f.exit, "exit", false, "end when nothing moves by itself any more")
	cmd.Flags().DurationVar(&f.within, "within", 10*time.Minute, "with --exit: end after this long at the latest")
	cmd.Flags().BoolVar(&f.noWorker, "no-worker", false, "the worker runs elsewhere")
	cmd.Flags().BoolVar(&f.noStarter, "no-starter", false, "the starter runs elsewhere")
	cmd.Flags().BoolVar(&f.inMemory, "in-memory", false, "keep Temporal's data in memory")
	cmd.Flags().StringVar(&f.temporalBinary, "temporal-binary", "", "the Temporal command (by default the one make builds)")
	return cmd
}

func (a *app) demo(ctx context.Context, s config.Settings, f demoFlags) error {
	if err := a.demoLedger(ctx, s); err != nil {
		return err
	}
	logPath := filepath.Join(s.DataDir, "makegood.log")
	log, err := os.OpenFile(logPath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("demo: log: %w", err)
	}
	defer log.Close()
	logger, err := telemetry.NewLogger(telemetry.LogOptions{Level: s.Log.Level, Format: s.Log.Format, To: log})
	if err != nil {
		return err
	}
	stack, err := a.stackOptions(s, f)
	if err != nil {
		return err
	}
	if err := f.nextStream(s.DataDir); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "starting on %s (log: %s)\n", s.DataDir, logPath)
	return demo.Run(ctx, a.demoOptions(s, f, stack, logger))
}

// demoLedger makes the folder and the ledger of a demo that has none. A ledger that is gone is not
// made again: what it knew of was paid.
func (a *app) demoLedger(ctx context.Context, s config.Settings) error {
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	_, missing := os.Stat(s.LedgerPath)
	if errors.Is(missing, os.ErrNotExist) && streamed(s.DataDir) {
		return fmt.Errorf("demo: %s has been used, and its ledger %s is gone; bring it back, or start afresh: make demo-clean", s.DataDir, s.LedgerPath)
	}
	_, err := sqlite.Create(ctx, s.LedgerPath, a.now)
	if errors.Is(err, ledger.ErrLedgerExists) {
		return nil
	}
	return err
}

// streamsFile counts the streams published on a data folder.
func streamsFile(dataDir string) string { return filepath.Join(dataDir, "demo-streams") }

// streamed reports whether the data folder has had a stream.
func streamed(dataDir string) bool {
	_, err := os.Stat(streamsFile(dataDir))
	return err == nil
}

// nextStream counts the stream that is about to be published, and gives it its number as the seed
// unless one was chosen: each start that publishes has other orders.
func (f *demoFlags) nextStream(dataDir string) error {
	if f.count == 0 {
		return nil
	}
	var before uint64
	text, err := os.ReadFile(streamsFile(dataDir))
	if err == nil {
		before, err = strconv.ParseUint(string(text), 10, 64)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("demo: %s: %w", streamsFile(dataDir), err)
	}
	if f.seed == 0 {
		f.seed = before + 1
	}
	if err := os.WriteFile(streamsFile(dataDir), []byte(strconv.FormatUint(before+1, 10)), 0o600); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// stackOptions puts the stack where the settings say it is.
func (a *app) stackOptions(s config.Settings, f demoFlags) (embedded.Options, error) {
	executable, err := os.Executable()
	if err != nil {
		return embedded.Options{}, fmt.Errorf("demo: %w", err)
	}
	logger, err := a.logger(s)
	if err != nil {
		return embedded.Options{}, err
	}
	ports, err := portsOf(s)
	return embedded.Options{
		DataDir: s.DataDir, Ports: ports, Topics: []string{s.Kafka.CancelledTopic, s.Kafka.StatusTopic},
		TemporalBinary: f.temporalBinary, Executable: executable, InMemory: f.inMemory, Logger: logger,
	}, err
}
