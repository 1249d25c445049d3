package demo

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/wording"
)

// Options say what the demo runs and shows. All hooks are required.
type Options struct {
	// Seed makes the stream; Count is how many events are published, 0: none.
	Seed  uint64
	Count int
	// Exit ends the demo when nothing moves by itself any more, or after Within.
	Exit   bool
	Within time.Duration

	Stack embedded.Options
	// Parts makes what runs on the stack: worker and starter, or nothing.
	Parts func(context.Context, *embedded.Stack) ([]Part, error)
	// Says are lines about the parts, shown once the stack is up.
	Says []string
	// Books opens the ledger, which is there.
	Books func(context.Context, *embedded.Stack) (Books, error)
	// Moved reads the provider's own book.
	Moved func(context.Context, *embedded.Stack) (Moved, error)
	// Charge tells the provider what a customer really paid, so that it refuses more by itself.
	Charge func(context.Context, *embedded.Stack, Charge) error
	// Intake counts what the starter did; nil: it runs elsewhere.
	Intake func() (Intake, error)
	// Fated says that the shipped policy decides: then every refund must come to its fate.
	Fated bool

	Topic string
	Group string
	// Result gets the one JSON line; Screen everything else.
	Result io.Writer
	Screen io.Writer
	// Live redraws one block instead of writing line after line.
	Live bool
	Now  func() time.Time
	// Program is how makegood is called, for the commands on the screen.
	Program wording.Program
}

// Part is something that runs until its context ends.
type Part struct {
	Name string
	Run  func(context.Context) error
}

// Books is what the demo reads of the ledger.
type Books interface {
	ledger.Reader
	Close() error
}

// Moved is the provider's own book: net minor units by currency, and keys that moved money twice.
type Moved struct {
	Minor map[string]int64
	Twice []string
}

// Intake is what the starter made of the records since it started.
type Intake struct {
	Started, Redelivered, Duplicates, Conflicts, DeadLettered int
}

func (o Options) check() error {
	if o.Parts == nil || o.Books == nil || o.Moved == nil || o.Charge == nil || o.Now == nil {
		return errors.New("demo: a hook is missing")
	}
	if o.Result == nil || o.Screen == nil || o.Topic == "" || o.Group == "" {
		return errors.New("demo: Result, Screen, Topic and Group are required")
	}
	if o.Count < 0 {
		return errors.New("demo: the number of events cannot be negative")
	}
	return nil
}
