package proof_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// What a child process is told: where its ledger is, its provider and the provider's URL, and the point it stops at.
const (
	childPlace    = "MAKEGOOD_KILL_TEST_PLACE"
	childProvider = "MAKEGOOD_KILL_TEST_PROVIDER"
	childURL      = "MAKEGOOD_KILL_TEST_URL"
	childPoint    = "MAKEGOOD_KILL_TEST_POINT"
)

// reachedPoint is what a child says when it is at its point.
const reachedPoint = "kill me here"

// childEnd is what became of a child.
type childEnd struct {
	killed, failed bool
	said           string
}

// runChild lets a process pay, and kills it -9 once it has come to the point.
func runChild(t *testing.T, at killPoint, books engine, provider string, line *network) childEnd {
	t.Helper()
	name, _, _ := strings.Cut(t.Name(), "/")
	child := exec.Command(os.Args[0], "-test.run", "^"+name+"$", "-test.v")
	child.Env = append(os.Environ(), childPlace+"="+string(books), childProvider+"="+provider, childURL+"="+line.url, childPoint+"="+string(at))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	child.Stderr = child.Stdout
	reached, dead := make(chan struct{}, 2), make(chan struct{})
	arrived := line.arm(at, reached, dead)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			fmt.Fprintln(&said, lines.Text())
			if strings.Contains(lines.Text(), reachedPoint) {
				reached <- struct{}{}
			}
		}
	}()
	end := childEnd{}
	select {
	case <-reached:
		end.killed = true
		if err := child.Process.Kill(); err != nil {
			t.Error(err)
		}
		<-ended
	case <-ended:
	}
	err = child.Wait()
	close(dead)
	arrived()
	end.failed, end.said = err != nil && !end.killed, said.String()
	return end
}

// payAsChild leads leg 1 on as a worker does, try after try, until it is decided or its provider has it.
func payAsChild(t *testing.T) {
	store, err := sqliteOrPostgres(t.Context(), os.Getenv(childPlace))
	if err != nil {
		t.Fatal(err)
	}
	name := os.Getenv(childProvider)
	adapter, err := adapterAt(name, os.Getenv(childURL))
	if err != nil {
		t.Fatal(err)
	}
	at := killPoint(os.Getenv(childPoint))
	gate, tries := &stoppingGate{Store: store, at: at}, 0
	parties := activities.Parties{Ledger: activities.Ledger{Books: store}, Payments: activities.Payments{
		Gate: gate, Providers: map[string]payment.Provider{name: stoppingProvider{adapter, at}}, Clock: time.Now,
		NewAttempt: func() string { tries++; return fmt.Sprint(os.Getpid(), "-", tries) },
	}}
	in := refund.PayLeg{Refund: killProvider{name: name}.request().ID(), Leg: "1", Provider: name}
	for again := payOnce(t, parties, in); again > 0 && !accepted(t, store, in); again = payOnce(t, parties, in) {
		<-time.After(again) // as Temporal waits before the next try
	}
}

// accepted reports whether the leg is the provider's to decide: one that only notifies tells nobody who asks.
func accepted(t *testing.T, store ledger.Store, in refund.PayLeg) bool {
	t.Helper()
	now, err := store.Standing(t.Context(), in.Refund)
	if err != nil {
		t.Fatal(err)
	}
	leg, _ := now.Leg(in.Leg)
	return leg.Status.Accepted()
}

// payOnce is one try of the activity. It answers after how long Temporal would try again; 0: it has completed.
func payOnce(t *testing.T, parties activities.Parties, in refund.PayLeg) time.Duration {
	t.Helper()
	suite := testsuite.WorkflowTestSuite{}
	env := suite.NewTestActivityEnvironment()
	parties.Register(env)
	_, err := env.ExecuteActivity(activities.PayLeg.Name, in)
	var again *temporal.ApplicationError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &again) && again.Type() == activities.ErrorUnanswered:
		return again.NextRetryDelay()
	}
	t.Fatal(err)
	return 0
}

// stopAt says that the point is reached, and waits to be killed.
func stopAt(here, at killPoint) {
	if here == at {
		fmt.Println(reachedPoint)
		select {}
	}
}

// stoppingGate is the ledger's gate, which stops before, in and after its transactions.
type stoppingGate struct {
	ledger.Store
	at killPoint
}

// in stops in a transaction, at the row that it appends to the trail or the journal: what it did before is not committed.
func (g *stoppingGate) in(here killPoint) (end func()) {
	books := g.Store.(*sqlstore.Store)
	books.Watch(func(s sqlstore.Statement) {
		if strings.Contains(s.Query, "INSERT INTO entries") || strings.Contains(s.Query, "INSERT INTO refund_event") {
			stopAt(here, g.at)
		}
	})
	return func() { books.Watch(nil) }
}

func (g *stoppingGate) BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error) {
	stopAt(beforeBegin, g.at)
	defer stopAt(afterBegin, g.at)
	defer g.in(inBegin)()
	return g.Store.BeginLeg(ctx, in)
}

func (g *stoppingGate) ResendLeg(ctx context.Context, in refund.Resend) (refund.Begun, error) {
	stopAt(beforeBegin, g.at)
	defer stopAt(afterBegin, g.at)
	defer g.in(inBegin)()
	return g.Store.ResendLeg(ctx, in)
}

func (g *stoppingGate) RecordOutcome(ctx context.Context, in refund.Record) (refund.Recorded, error) {
	stopAt(beforeRecord, g.at)
	defer stopAt(beforeAttempted, g.at)
	defer g.in(inRecord)()
	return g.Store.RecordOutcome(ctx, in)
}

// stoppingProvider stops before it is called.
type stoppingProvider struct {
	payment.Provider
	at killPoint
}

func (p stoppingProvider) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	stopAt(beforeCall, p.at)
	return p.Provider.Refund(ctx, in)
}
