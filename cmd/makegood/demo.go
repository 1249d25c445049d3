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
	"go.uber.org/zap"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/ledger"
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
	noAPI, noDesk       bool
	inMemory, encrypt   bool
	temporalBinary      string
}

func (c *cli) demoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use: "demo", Short: "run everything on this machine, and show a stream of cancellations being refunded", Args: exactly(0),
		Long: "Run Temporal with its UI, a Kafka broker, the simulator, worker, starter, API and desk on this machine,\n" +
			"publish a stream of cancellation events, and show what becomes of it until Ctrl-C. A second start on the same\n" +
			"data folder goes on where the first one was, and publishes only when told how many (-n): other orders,\n" +
			"or with the same --seed the same ones, which are duplicates and move nothing again. Ports follow\n" +
			"the settings (MAKEGOOD_*). With --exit the last line of standard output is a JSON object, and the exit\n" +
			"status is 1 when the books disagree or something that should have moved has not.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.demoSettings()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("n") && streamed(s.DataDir) {
				f.count = 0
			}
			return c.demo(cmd.Context(), s, f)
		},
	}
	cmd.Flags().IntVarP(&f.count, "n", "n", countDefault, "how many events to publish; none unless given once the data folder has had a stream")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "makes the stream; by default the number of the stream on this data folder")
	cmd.Flags().BoolVar(&f.exit, "exit", false, "end when nothing moves by itself any more")
	cmd.Flags().DurationVar(&f.within, "within", 10*time.Minute, "with --exit: end after this long at the latest")
	cmd.Flags().BoolVar(&f.noWorker, "no-worker", false, "the worker runs elsewhere")
	cmd.Flags().BoolVar(&f.noStarter, "no-starter", false, "the starter runs elsewhere")
	cmd.Flags().BoolVar(&f.noAPI, "no-api", false, "the API runs elsewhere, or not at all")
	cmd.Flags().BoolVar(&f.noDesk, "no-desk", false, "the desk and customers' pages run elsewhere, or not at all")
	cmd.Flags().BoolVar(&f.inMemory, "in-memory", false, "keep Temporal's data in memory")
	cmd.Flags().BoolVar(&f.encrypt, "encrypt", false, "encrypt what is kept in Temporal, and run the codec server for its UI")
	cmd.Flags().StringVar(&f.temporalBinary, "temporal-binary", "", "the Temporal command (by default the one make builds)")
	return cmd
}

func (c *cli) demo(ctx context.Context, s config.Settings, f demoFlags) error {
	if err := c.demoLedger(ctx, s); err != nil {
		return err
	}
	logPath := filepath.Join(s.DataDir, "makegood.log")
	log := telemetry.NewLogFile(logPath)
	defer log.Close()
	logger, err := telemetry.NewLogger(telemetry.LogOptions{Level: s.Log.Level, Format: s.Log.Format, To: log})
	if err != nil {
		return err
	}
	if err := c.demoCodec(&s, f.encrypt); err != nil {
		return err
	}
	options, err := c.demoOptions(s, f, logger)
	if err != nil {
		return err
	}
	if err := f.nextStream(s.DataDir); err != nil {
		return err
	}
	c.stderr().Printf("starting on %s (log: %s)\n", s.DataDir, logPath)
	options.Seed, options.Count = f.seed, f.count // the stream's number is known by now
	return demo.Run(ctx, options)
}

// demoOptions are the demo's parts and what is shown of it, without its stream.
func (c *cli) demoOptions(s config.Settings, f demoFlags, logger *zap.Logger) (demo.Options, error) {
	screen, err := c.logger(s)
	if err != nil {
		return demo.Options{}, err
	}
	options, err := app.Demo{
		Config:      app.Config{Settings: s, Logger: logger, Now: c.now},
		StackLogger: screen, NoWorker: f.noWorker, NoStarter: f.noStarter, NoAPI: f.noAPI, NoDesk: f.noDesk, InMemory: f.inMemory, TemporalBinary: f.temporalBinary,
	}.Options()
	options.Exit, options.Within = f.exit, f.within
	options.Result, options.Screen, options.Live, options.Program = c.out, c.err, c.live, c.program
	return options, err
}

// demoCodec has the demo encrypt, and says how to read what is encrypted.
func (c *cli) demoCodec(s *config.Settings, encrypt bool) error {
	if !encrypt {
		return nil
	}
	token, err := app.OpenCodecToDemo(s, c.now())
	if err != nil {
		return err
	}
	c.stderr().Printf("encrypted: the commands beside the demo need MAKEGOOD_CODEC_KEYS_FILE=%s\n"+
		"to read refunds in the Temporal UI, sign in at %s with the token %s,\n"+
		"then, in the UI's codec server settings: use the browser's setting, the same address, and include credentials\n",
		s.Codec.KeysFile, s.Codec.Endpoint(), token)
	return nil
}

// demoLedger makes the folder and the ledger of a demo that has none. A ledger that is gone is not
// made again: what it knew of was paid.
func (c *cli) demoLedger(ctx context.Context, s config.Settings) error {
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	_, missing := os.Stat(s.LedgerPath)
	if errors.Is(missing, os.ErrNotExist) && streamed(s.DataDir) {
		return fmt.Errorf("demo: %s has been used, and its ledger %s is gone; bring it back, or start afresh: make demo-clean", s.DataDir, s.LedgerPath)
	}
	if err := app.EnsureIdentityKeys(s); err != nil {
		return err
	}
	_, err := app.CreateLedger(ctx, s, c.now)
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
