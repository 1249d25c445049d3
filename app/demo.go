package app

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/starter"
)

// Demo says what the demo runs in this process.
type Demo struct {
	// Config is the worker's, the starter's, the API's and the desk's.
	Config
	// StackLogger is where the servers' starts are logged.
	StackLogger *zap.Logger
	// NoWorker, NoStarter, NoAPI and NoDesk: it runs elsewhere, or not at all.
	NoWorker, NoStarter, NoAPI, NoDesk bool
	// InMemory keeps Temporal's data in memory.
	InMemory bool
	// TemporalBinary is the Temporal command; empty: the one that make builds.
	TemporalBinary string
}

// Options gives the demo its hooks: worker and starter in this process, the ledger, and the
// simulator's book. What is published and shown is the caller's to fill in.
func (d Demo) Options() (demo.Options, error) {
	stack, err := d.stackOptions()
	if err != nil {
		return demo.Options{}, err
	}
	s := d.Settings
	o := demo.Options{
		Stack: stack,
		Books: func(ctx context.Context, _ *embedded.Stack) (demo.Books, error) {
			return ReadLedger(ctx, s, d.Now)
		},
		Moved:  movedBySimulator,
		Charge: chargeSimulator,
		Fated:  s.PolicyFile == "",
		Topic:  s.Kafka.CancelledTopic, Group: s.Kafka.Group, Now: d.Now,
	}
	if err := d.addParts(&o); err != nil {
		return demo.Options{}, err
	}
	return o, nil
}

// addParts adds worker, starter, API, desk and codec server, each with a registry of metrics of its own.
func (d *Demo) addParts(o *demo.Options) error {
	var parts []demo.Part
	doors, says, err := d.doors()
	if err != nil {
		return err
	}
	if !d.NoWorker {
		pays, err := New(d.Config)
		if err != nil {
			return err
		}
		parts = append(parts, demo.Part{Name: "worker", Run: pays.RunWorker})
	}
	if !d.NoStarter {
		in, err := New(d.Config)
		if err != nil {
			return err
		}
		parts = append(parts, demo.Part{Name: "starter", Run: in.RunStarter})
		o.Intake = in.intake
	}
	parts, o.Says = append(parts, doors...), says
	if d.Settings.Codec.Served() {
		opens, err := New(d.Config)
		if err != nil {
			return err
		}
		parts = append(parts, demo.Part{Name: "codec server", Run: opens.RunCodecServer})
	}
	o.Parts = func(context.Context, *embedded.Stack) ([]demo.Part, error) { return parts, nil }
	return nil
}

// stackOptions puts the stack where the settings say it is.
func (d Demo) stackOptions() (embedded.Options, error) {
	executable, err := os.Executable()
	if err != nil {
		return embedded.Options{}, fmt.Errorf("demo: %w", err)
	}
	s := d.Settings
	ports, err := portsOf(s)
	if err != nil {
		return embedded.Options{}, err
	}
	return embedded.Options{
		DataDir: s.DataDir, Ports: ports, Topics: []string{s.Kafka.CancelledTopic, s.Kafka.StatusTopic},
		TemporalBinary: d.TemporalBinary, Executable: executable, InMemory: d.InMemory, CodecEndpoint: s.Codec.Endpoint(), Logger: d.StackLogger,
	}, nil
}

// intake reads what the starter counted, from its registry.
func (a *App) intake() (demo.Intake, error) {
	families, err := a.registry.Gather()
	if err != nil {
		return demo.Intake{}, err
	}
	counts := map[string]int{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				counts[family.GetName()+"/"+label.GetValue()] += int(metric.GetCounter().GetValue())
			}
		}
	}
	records := func(result string) int { return counts[starter.MetricRecords+"/"+result] }
	return demo.Intake{
		Started: records("started"), Redelivered: records("redelivered"), Duplicates: records("duplicate"),
		Conflicts: records("conflict"), DeadLettered: records("conflict") + records("refused"),
	}, nil
}

func movedBySimulator(ctx context.Context, stack *embedded.Stack) (demo.Moved, error) {
	book, err := simulator.ReadBook(ctx, stack.SimulatorURL)
	return demo.Moved{Minor: book.MovedMinor, Twice: book.MovedTwice}, err
}

func chargeSimulator(ctx context.Context, stack *embedded.Stack, c demo.Charge) error {
	charge := simulator.Charge{Reference: c.Reference, AmountMinor: c.AmountMinor, AuthorizedMinor: c.AuthorizedMinor, Currency: c.CurrencyCode}
	for _, capture := range c.Captures {
		charge.Captures = append(charge.Captures, simulator.ChargeCapture{Reference: capture.Reference, AmountMinor: capture.AmountMinor})
	}
	return simulator.RegisterCharge(ctx, stack.SimulatorURL, charge)
}

// portsOf reads the stack's ports out of the settings' addresses; they must be on this machine.
func portsOf(s config.Settings) (embedded.Ports, error) {
	var p embedded.Ports
	for _, one := range []struct {
		name, address string
		port          *int
	}{
		{"TEMPORAL_ADDRESS", s.Temporal.Address, &p.Temporal},
		{"TEMPORAL_UI_URL", hostOf(s.Temporal.UIURL), &p.TemporalUI},
		{"KAFKA_BROKERS", s.Kafka.Brokers[0], &p.Kafka},
		{"SIMULATOR_URL", hostOf(s.Simulator.URL), &p.Simulator},
	} {
		host, port, err := net.SplitHostPort(one.address)
		if err != nil || (host != "127.0.0.1" && host != "localhost") {
			return p, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s%s: the demo runs on 127.0.0.1 alone, not on %q", config.Prefix, one.name, one.address)}
		}
		if *one.port, err = strconv.Atoi(port); err != nil {
			return p, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s%s: %w", config.Prefix, one.name, err)}
		}
	}
	return p, nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}
