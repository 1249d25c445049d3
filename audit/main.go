// Command audit judges makegood's books from outside. It reads the ledger, a SQLite file or a PostgreSQL
// database, with plain SQL and the simulator's journal line by line, computes every promise about money anew from the
// rows, and prints what does not hold.
//
// It shares no code with the engine, on purpose: it is a module of its own, and knows only the
// tables (ledger/sqlite/migrations), the chart of accounts (pay/<payment>/<control>) and the
// journal's lines. A mistake of the engine is not repeated by its judge.
//
// On the path: nothing calls it. The simulation in workflows runs it over what it left behind, and
// people run it over a copy of their files:
//
//	go run -C audit . -ledger ../.makegood/ledger.db -book ../.makegood/simulator-book.jsonl [--json]
//	go run -C audit . -ledger postgres://user@host/database -book ../.makegood/simulator-book.jsonl
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// Exit codes.
const (
	exitClean    = 0
	exitFindings = 1
	exitFault    = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options is what the command line says.
type options struct {
	ledger   string
	book     string
	provider string
	asJSON   bool
}

// run returns the exit code: 0 when the books agree, 1 with findings, 2 when they cannot be read.
func run(args []string, out, errs io.Writer) int {
	o, err := parse(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return exitClean
	}
	if err != nil {
		fmt.Fprintln(errs, "audit:", err)
		return exitFault
	}
	found, size, err := inspect(context.Background(), o)
	if err == nil {
		err = show(out, o, verdict{Findings: found, size: size})
	}
	switch {
	case err != nil:
		fmt.Fprintln(errs, "audit:", err)
		return exitFault
	case len(found) > 0:
		return exitFindings
	}
	return exitClean
}

func parse(args []string, errs io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("audit", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.ledger, "ledger", "", "the ledger: a SQLite `file`, or a PostgreSQL URL")
	flags.StringVar(&o.book, "book", "", "the provider's journal `file` (JSON lines)")
	flags.StringVar(&o.provider, "provider", "simulator", "the `name` of the provider whose journal it is")
	flags.BoolVar(&o.asJSON, "json", false, "print findings as JSON")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.ledger == "" || o.book == "" || flags.NArg() > 0 {
		return o, errors.New("both -ledger FILE and -book FILE are needed, and nothing else")
	}
	return o, nil
}

// inspect reads both files and judges them.
func inspect(ctx context.Context, o options) ([]finding, size, error) {
	kept, err := readLedger(ctx, o.ledger)
	if err != nil {
		return nil, size{}, err
	}
	moves, err := readJournal(o.book)
	if err != nil {
		return nil, size{}, err
	}
	found := judge(evidence{books: kept, journal: moves, provider: o.provider})
	return found, size{Refunds: len(kept.refunds), Payments: len(kept.payments), Entries: len(kept.entries), Movements: len(moves)}, nil
}

// size says how much was looked at: a judge who saw nothing has said nothing.
type size struct {
	Refunds   int `json:"refund_count"`
	Payments  int `json:"payment_count"`
	Entries   int `json:"entry_count"`
	Movements int `json:"movement_count"`
}

type verdict struct {
	Findings []finding `json:"findings"`
	size
}

func show(out io.Writer, o options, v verdict) error {
	if o.asJSON {
		if v.Findings == nil {
			v.Findings = []finding{}
		}
		return json.NewEncoder(out).Encode(v)
	}
	for _, f := range v.Findings {
		if _, err := fmt.Fprintf(out, "%s %s: %s\n", f.Code, f.Subject, f.Detail); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "%d findings in %d refunds, %d payments, %d entries and %d movements\n",
		len(v.Findings), v.Refunds, v.Payments, v.Entries, v.Movements)
	return err
}
