// Command bench measures makegood against its budgets: one interleaved run on the embedded stack
// with Temporal's data in memory, as ratios to an empty workflow on the same server, and to a skeleton:
// a workflow with the refund's events and payload sizes whose steps do nothing. It prints a table and,
// last, one JSON line.
//
// It is a module of its own, so that nothing of it reaches a build of makegood. `make bench` builds
// what it needs and runs it. Shared machines move ratios by about a fifth: look at a figure's trend,
// not at one run of it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// sizes are how much is measured. The defaults end within about five minutes on two cores.
type sizes struct {
	rounds   int
	batch    int
	inFlight int
	latency  int
	intake   int
	ledger   int
	waiting  int
	queue    int
	crowd    int
	// part names what alone is measured; empty: everything.
	part string
}

func main() {
	var n sizes
	flag.IntVar(&n.rounds, "rounds", 5, "how often empty workflows, skeletons and refunds take turns")
	flag.IntVar(&n.batch, "batch", 200, "workflows a turn")
	flag.IntVar(&n.inFlight, "in-flight", 32, "workflows under way at once")
	flag.IntVar(&n.latency, "latency", 60, "workflows one after the other")
	flag.IntVar(&n.intake, "intake", 400, "starts a turn")
	flag.IntVar(&n.ledger, "ledger", 300, "refunds a turn through the ledger alone")
	flag.IntVar(&n.waiting, "waiting", 1000, "refunds that wait for a person; the budget is for 10000")
	flag.IntVar(&n.queue, "queue", 10000, "refunds that wait in the desk's queue")
	flag.IntVar(&n.crowd, "crowd", 5000, "orders one merchant cancels before another cancels one")
	flag.StringVar(&n.part, "part", "", "measure only what has this in its name, such as engines")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, n); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, n sizes) error {
	r, err := newRig(ctx, n)
	if err != nil {
		return err
	}
	defer r.stop()
	var t table
	for _, part := range []struct {
		name    string
		measure func(context.Context, *table) error
	}{
		{"what one refund leaves behind", r.leavings}, {"throughput and CPU", r.throughput}, {"unloaded latency", r.latency},
		{"intake", r.intake}, {"decision in the answer", r.answered}, {"decode", r.decode}, {"replay", r.replay}, {"ledger", r.ledgerAlone},
		{"ledger on both engines", r.engines}, {"the desk's queue", r.queues},
		{"fairness", r.fairness}, {"refunds that wait for people", r.waiting}, // last: they stay
	} {
		if !strings.Contains(part.name, n.part) {
			continue
		}
		fmt.Fprintf(os.Stderr, "measuring %s\n", part.name)
		if err := part.measure(ctx, &t); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return t.print(os.Stdout)
}
