package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/kafkastatus"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/reconcile"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
)

// ReconcileQuery says what is reconciled.
type ReconcileQuery struct {
	// Period is [From, To), UTC; both zero: the last day of each account whose list is complete.
	Period ledger.Period
	// Provider and Account select; empty: all.
	Provider, Account string
	// DryRun books, keeps and publishes nothing, and needs no Temporal.
	DryRun bool
	// Progress hears how far the run over an account is; nil: nobody does.
	Progress func(account string, p reconcile.Progress)
}

// NotReconciled is an account that could not be reconciled, or whose report could not be published.
type NotReconciled struct {
	Provider string `json:"provider"`
	Account  string `json:"account,omitempty"`
	Why      string `json:"why"`
}

// Name is the account's for people.
func (n NotReconciled) Name() string { return reconcile.AccountName(n.Provider, n.Account) }

// Reconciled is what came of a query.
type Reconciled struct {
	Runs    []ledger.Reconciliation `json:"runs"`
	NotDone []NotReconciled         `json:"not_done,omitempty"`
}

// Reconcile runs a reconciliation of each account that is meant, one after the other. One that cannot be done is named,
// and the others are. The error is the settings', the ledger's or Temporal's.
func Reconcile(ctx context.Context, s config.Settings, now func() time.Time, q ReconcileQuery) (out Reconciled, err error) {
	books, err := OpenLedger(ctx, s, now, nil)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, books.Close()) }()
	exchanges := newExchangeLog(books, zap.NewNop())
	defer exchanges.close()
	accounts, err := reconcileAccounts(ctx, s, wiring{exchanges: exchanges}, books)
	if err != nil {
		return out, err
	}
	to := reconciler{settings: s, books: books, now: now, tell: tellNobody}
	if !q.DryRun {
		c, err := DialOnce(ctx, s)
		if err != nil {
			return out, err
		}
		defer c.Close()
		told, err := endpointsOnce(ctx, s, books)
		if err != nil {
			return out, err
		}
		if err := to.connect(c, s, told); err != nil {
			return out, err
		}
		defer func() { err = errors.Join(err, to.close()) }()
	}
	for _, of := range accounts {
		if q.means(of) {
			to.into(ctx, of, q, &out)
		}
	}
	if len(out.Runs)+len(out.NotDone) == 0 {
		return out, Coded{Code: CodeProviderUnknown, Err: fmt.Errorf("there is no account %s to reconcile; makegood providers lists them", reconcile.AccountName(q.Provider, q.Account))}
	}
	return out, nil
}

func (q ReconcileQuery) means(of reconcile.Account) bool {
	return (q.Provider == "" || q.Provider == of.Provider) && (q.Account == "" || q.Account == of.Name)
}

// period is what is reconciled of an account.
func (q ReconcileQuery) period(of reconcile.Account, now time.Time) ledger.Period {
	if !q.Period.From.IsZero() {
		return q.Period
	}
	day := of.LastCompleteDay(now)
	return ledger.Period{From: day, To: day.AddDate(0, 0, 1)}
}

// reconciler runs reconciliations with what it needs of the outside.
type reconciler struct {
	settings config.Settings
	books    ledger.Store
	now      func() time.Time
	tell     reconcile.Tell
	// topic is nil where nobody is told; kafka is what of it is closed, or nil.
	topic messaging.ReconciliationTopic
	kafka io.Closer
	// carry reads the trace of what is published on Kafka; nil: there is none.
	carry    func(ctx context.Context, add func(key, value string))
	progress func(reconcile.Progress)
}

func tellNobody(context.Context, refund.FactBooked, refund.ProviderFact) error { return nil }

// connect lets facts be told to workflows, and reports be published: on Kafka where the settings name a topic, and to
// endpoints.
func (r *reconciler) connect(c client.Client, s config.Settings, told endpointsTold) error {
	with, err := encoding(s)
	if err != nil {
		return err
	}
	teller, err := starter.NewTeller(starter.TellerConfig{Books: r.books, Stories: c, TaskQueue: s.Temporal.TaskQueue, Converter: with.DataConverter()})
	if err != nil {
		return err
	}
	r.tell = teller.Tell
	if err := r.connectKafka(s); err != nil {
		return err
	}
	r.topic, err = told.reconciliations(r.topic)
	return err
}

func (r *reconciler) connectKafka(s config.Settings) error {
	if s.Reconcile.Topic == "" {
		return nil
	}
	line := KafkaLine(s.Kafka)
	if err := line.Check(); err != nil {
		return err
	}
	topic, err := kafkastatus.NewReconciliations(kafkastatus.Config{Brokers: line.Brokers, Topic: s.Reconcile.Topic, Transport: line.Transport(), Carry: r.carry})
	if err != nil {
		return err
	}
	r.topic, r.kafka = topic, topic
	return nil
}

func (r *reconciler) close() error {
	if r.kafka == nil {
		return nil
	}
	return r.kafka.Close()
}

// run reconciles an account and publishes the report. Where only that failed the report is returned with the error.
func (r *reconciler) run(ctx context.Context, of reconcile.Account, q reconcile.Request) (ledger.Reconciliation, error) {
	runner := reconcile.Runner{Books: r.books, Tell: r.tell, Now: r.now, Progress: r.progress}
	kept, err := runner.Run(ctx, of, q)
	if err != nil || q.DryRun || r.topic == nil {
		return kept, err
	}
	return kept, r.topic.PublishReconciled(ctx, reconciledMessage(kept))
}

// into runs one account of a query, and keeps what came of it.
func (r *reconciler) into(ctx context.Context, of reconcile.Account, q ReconcileQuery, out *Reconciled) {
	if q.Progress != nil {
		r.progress = func(p reconcile.Progress) { q.Progress(reconcile.AccountName(of.Provider, of.Name), p) }
	}
	kept, err := r.run(ctx, of, reconcile.Request{Period: q.period(of, r.now()), Origin: ledger.ReconcileByPerson, DryRun: q.DryRun})
	if kept.Provider != "" {
		out.Runs = append(out.Runs, kept)
	}
	switch {
	case errors.Is(err, payment.ErrNoList):
		out.NotDone = append(out.NotDone, NotReconciled{of.Provider, of.Name, whyUnlisted(of, r.settings)})
	case err != nil:
		out.NotDone = append(out.NotDone, NotReconciled{of.Provider, of.Name, err.Error()})
	}
}

func reconciledMessage(r ledger.Reconciliation) messaging.Reconciled {
	out := messaging.Reconciled{
		Run: r.ID, Provider: r.Provider, Account: r.Account, From: r.From, To: r.To, ReadAt: r.ReadAt, EndedAt: r.EndedAt,
		Complete: r.Complete(), Scheduled: r.Origin == ledger.ReconcileScheduled, Legs: r.Legs, Listed: r.Listed, Open: r.OpenCount(),
	}
	for _, c := range r.Counts {
		out.Counts = append(out.Counts, messaging.ReconciledCount{Kind: string(c.Kind), Count: c.Count, Open: c.Open})
	}
	for _, s := range r.Sums {
		out.Sums = append(out.Sums, messaging.ReconciledSum{
			Measure: string(s.Measure), Currency: s.Currency, BooksMinor: s.BooksMinor, ProviderMinor: s.ProviderMinor, DifferenceMinor: s.DifferenceMinor,
		})
	}
	return out
}
