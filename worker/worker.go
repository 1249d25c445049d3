// Package worker gives the adapters it is handed to the activities and runs them, with the refund
// workflow, on one task queue. It is a library: Run(ctx, Config).
//
// On the path: after the starter. Package app hands it the adapters; it registers package workflows, whose story
// calls package activities.
package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
	"go.uber.org/zap"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/privacy"
)

// Books is what a worker needs of the ledger.
type Books interface {
	activities.Books
	activities.Expecter
	ledger.Deliveries
}

// Config is everything a worker needs; nothing but Converter and DrainTimeout has a default here.
type Config struct {
	Client    client.Client
	TaskQueue string
	// Converter reads a workflow's input. It must encode as the client does; nil: Temporal's own.
	Converter converter.DataConverter
	// Version is the build that refunds begun here are pinned to; the zero value: unversioned.
	Version deployment.Version
	// Story is what becomes of a refund: workflows.Refund, unless a test tries out another build.
	Story     Story
	Books     Books
	Policy    activities.Policy
	Risk      activities.Risk
	Staff     activities.StaffList
	Providers map[string]payment.Provider
	// Pause is how long a call to a provider would have to wait now; nil: none does.
	Pause func(provider string) time.Duration
	// Queues are the task queues of those providers that have one of their own.
	Queues []ProviderQueue
	// Channels bring messages to customers; Links signs the offers' links, and may be nil.
	Channels []messaging.Channel
	Links    *messaging.Links
	// Pages makes the links to customers' pages; nil: there are none.
	Pages *messaging.Pages
	// Speak says the steps of an amount in a locale.
	Speak messaging.Speak
	// Vault seals and opens what is said of customers; nil: nothing is sealed.
	Vault       *privacy.Vault
	StatusTopic messaging.StatusTopic
	// Witness checks the doors' word on who acts; nil: every act is asserted.
	Witness activities.Witness
	// Clock is UTC. NewAttempt names an attempt to pay: each has a name of its own.
	Clock      func() time.Time
	NewAttempt func() string
	Logger     *zap.Logger
	// Also registers what else the worker runs beside refunds.
	Also []func(Registry)
	// DrainTimeout lets activities under way finish when the worker is asked to stop: above the longest
	// provider's call. Zero: 20 s.
	DrainTimeout time.Duration
}

// ErrLeft: the time to drain was over before every activity was. Nothing is lost: another worker takes each up
// when its own time is over, and looks up what was sent before it sends.
var ErrLeft = errors.New("activities were left under way")

// Pollers fewer than a task queue's partitions (4 by default) strand tasks for seconds.
const pollerCount = 16

// workflowTaskCountMax is how many workflow tasks run at once. The SDK's 1,000 take far more tasks than the
// ledger's one writer serves in time: their local activities queue behind each other and miss their deadlines,
// and each task that does runs its whole batch again. Measured on SQLite: with 32 none missed its deadline
// under a burst.
const workflowTaskCountMax = 32

const defaultDrainTimeout = 20 * time.Second

// Run runs a worker until ctx ends; then it asks for no further task, and lets what is under way finish. ErrLeft:
// that took longer than DrainTimeout.
func Run(ctx context.Context, cfg Config) error {
	if err := cfg.validate(); err != nil {
		return err
	}
	if cfg.Converter == nil {
		cfg.Converter = converter.GetDefaultDataConverter()
	}
	fatal, acts := make(chan error, 1+len(cfg.Queues)), newUnderWay()
	w := worker.New(cfg.Client, cfg.TaskQueue, worker.Options{
		MaxConcurrentWorkflowTaskPollers:       pollerCount,
		MaxConcurrentWorkflowTaskExecutionSize: workflowTaskCountMax,
		MaxConcurrentActivityTaskPollers:       pollerCount,
		WorkerStopTimeout:                      cfg.drainTimeout(),
		Interceptors:                           []interceptor.WorkerInterceptor{acts},
		DeploymentOptions:                      cfg.Version.Options(),
		OnFatalError:                           func(err error) { fatal <- err },
	})
	register(w, cfg.Story, cfg.parties())
	for _, also := range cfg.Also {
		also(w)
	}
	if err := w.Start(); err != nil {
		return fmt.Errorf("worker: start on task queue %q: %w", cfg.TaskQueue, err)
	}
	stopQueues, err := cfg.serveQueues(acts, fatal)
	if err != nil {
		w.Stop()
		return err
	}
	stop := func() {
		stopQueues()
		w.Stop()
	}
	cfg.Logger.Info("worker runs", zap.String("task_queue", cfg.TaskQueue), zap.Stringer("version", cfg.Version))
	select {
	case <-ctx.Done():
		cfg.Logger.Info("worker stops: finishing what is under way")
		return acts.drained(stop, cfg.drainTimeout())
	case err := <-fatal:
		stop()
		return fmt.Errorf("worker: %w", err)
	}
}

func (c Config) drainTimeout() time.Duration { return cmp.Or(c.DrainTimeout, defaultDrainTimeout) }

func (c Config) parties() activities.Parties {
	names := make([]string, len(c.Channels))
	for i, channel := range c.Channels {
		names[i] = channel.Name()
	}
	return activities.Parties{
		Ledger: activities.Ledger{
			Books: c.Books, Rules: activities.Judgement{Policy: c.Policy, Risk: c.Risk}, Staff: c.Staff, Links: c.Links, Pages: c.Pages, Clock: c.Clock,
			Channels: names, Vault: c.Vault, Witness: c.Witness,
		},
		Payments: activities.Payments{Providers: c.Providers, Pause: c.Pause, Queues: c.queueNames(), Gate: c.Books, NewAttempt: c.NewAttempt, Clock: c.Clock, Channels: names},
		Staff:    activities.Staff{List: c.Staff, Mail: c.mail()},
		Tellers: activities.Tellers{
			Channels: c.Channels, Status: c.StatusTopic, Contacts: inputContacts{client: c.Client, converter: c.Converter},
			Expect: activities.NewExpectations(c.Books, c.Clock), Links: c.Links, Pages: c.Pages, Speak: c.Speak, Deliveries: c.Books, Messages: c.Books,
			Vault: c.Vault, Clock: c.Clock,
		},
	}
}

// mail is the channel that staff are written to by; config has at least one.
func (c Config) mail() messaging.Channel {
	for _, channel := range c.Channels {
		if channel.Name() == messaging.ChannelEmail {
			return channel
		}
	}
	return c.Channels[0]
}

func (c Config) validate() error {
	var missing []error
	need := func(name string, present bool) {
		if !present {
			missing = append(missing, fmt.Errorf("worker: %s is missing", name))
		}
	}
	need("Client", c.Client != nil)
	need("TaskQueue", c.TaskQueue != "")
	need("Story", c.Story != nil)
	need("Books", c.Books != nil)
	need("Policy", c.Policy != nil)
	need("Risk", c.Risk != nil)
	need("Staff", c.Staff != nil)
	need("Providers", len(c.Providers) > 0)
	need("Channels", len(c.Channels) > 0)
	need("StatusTopic", c.StatusTopic != nil)
	need("Clock", c.Clock != nil)
	need("NewAttempt", c.NewAttempt != nil)
	need("Logger", c.Logger != nil)
	return errors.Join(errors.Join(missing...), c.Version.Check())
}
