package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/starter"
)

// demoOptions gives the demo its hooks: worker and starter in this process, each with a registry
// of its own, the ledger, and the simulator's book.
func (a *app) demoOptions(s config.Settings, f demoFlags, stack embedded.Options, l *zap.Logger) demo.Options {
	workers, starters := a.process(s, l), a.process(s, l)
	o := demo.Options{
		Seed: f.seed, Count: f.count, Exit: f.exit, Within: f.within, Stack: stack,
		Books: func(ctx context.Context, _ *embedded.Stack) (demo.Books, error) {
			return a.readLedger(ctx, s)
		},
		Moved:  movedBySimulator,
		Charge: chargeSimulator,
		Fated:  s.PolicyFile == "",
		Topic:  s.Kafka.CancelledTopic, Group: s.Kafka.Group,
		Result: a.out, Screen: a.err, Live: a.live, Now: a.now, Program: a.program,
	}
	o.Parts = func(context.Context, *embedded.Stack) ([]demo.Part, error) {
		var parts []demo.Part
		if !f.noWorker {
			parts = append(parts, demo.Part{Name: "worker", Run: workers.runWorker})
		}
		if !f.noStarter {
			parts = append(parts, demo.Part{Name: "starter", Run: starters.runStarter})
		}
		return parts, nil
	}
	if !f.noStarter {
		o.Intake = starters.intake
	}
	return o
}

// intake reads what the starter counted, from its registry.
func (p process) intake() (demo.Intake, error) {
	families, err := p.registry.Gather()
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
	return simulator.RegisterCharge(ctx, stack.SimulatorURL, simulator.Charge{
		Reference: c.Reference, AmountMinor: c.AmountMinor, Currency: c.CurrencyCode,
	})
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
			return p, coded{code: codeBadConfig, err: fmt.Errorf("%s%s: the demo runs on 127.0.0.1 alone, not on %q", config.Prefix, one.name, one.address)}
		}
		if *one.port, err = strconv.Atoi(port); err != nil {
			return p, coded{code: codeBadConfig, err: fmt.Errorf("%s%s: %w", config.Prefix, one.name, err)}
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
