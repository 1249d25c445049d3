package starter

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/starter/event"
)

// Temporal is what the starter asks of Temporal; client.Client provides it.
type Temporal interface {
	// ExecuteWorkflow starts a workflow. The error serviceerror.WorkflowExecutionAlreadyStarted
	// means that one with this id exists; every other error is a reason to try again.
	ExecuteWorkflow(ctx context.Context, options client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error)
	// DescribeWorkflowExecution returns, among other things, the memo.
	DescribeWorkflowExecution(ctx context.Context, workflowID, runID string) (*workflowservice.DescribeWorkflowExecutionResponse, error)
	// WorkflowService is asked for the task queue's backlog, and only where there is a BacklogMax.
	WorkflowService() workflowservice.WorkflowServiceClient
}

// Config says what to read and where to start workflows. Brokers, Temporal, TaskQueue, Logger and
// Metrics are needed; the rest has defaults, and Namespace is "default".
type Config struct {
	Brokers []string
	// Security is how connections to the brokers are secured; zero: not at all.
	Security kafka.Security
	// Topic carries the events; by default event.Topic. Group is the consumer group.
	Topic string
	Group string
	// Partitions and Replicas are used when a topic has to be created; zero: the broker's defaults.
	Partitions int
	Replicas   int

	Temporal  Temporal
	Namespace string
	TaskQueue string
	// Converter reads memos. It must be the client's own.
	Converter converter.DataConverter

	// Vault seals contact data, texts and dead letters under the customer's key; nil: nothing is sealed.
	Vault *privacy.Vault

	Logger  *zap.Logger
	Metrics prometheus.Registerer
	// Now is the clock facts are held against.
	Now func() time.Time
	// Tracer makes a span of each record; nil: tracing is off.
	Tracer trace.Tracer

	// OnTopics, if set, is told once the topics are there, and OnMember how the starter stands in its group.
	OnTopics func()
	OnMember func(kafka.Membership)

	// InFlightMax bounds the starts that are under way at once; by default kafka.DefaultInFlightMax.
	InFlightMax int
	// LookAhead is how many records are read ahead of the starts, so that merchants take turns among them; zero:
	// none, and records are started in the order they were read. It bounds how much memory waiting records take, and how many
	// records may be delivered again after a crash.
	LookAhead int
	// BacklogMax is how many workflow tasks may wait for a worker before records are held back; zero:
	// they never are. BacklogAgeMax is how long the oldest of many may have waited; zero: for ever.
	BacklogMax    int64
	BacklogAgeMax time.Duration
	// SessionTimeout is how long the broker waits for a starter that has died.
	SessionTimeout time.Duration
	// Retry is the pause between tries while Temporal is away.
	Retry kafka.Backoff

	// backlogTicks, in tests, say when the backlog is asked for.
	backlogTicks <-chan time.Time
}

// DefaultGroup is the consumer group of starters.
const DefaultGroup = "makegood-starter"

func (c Config) withDefaults() (Config, error) {
	c.Topic = cmp.Or(c.Topic, event.Topic)
	c.Group = cmp.Or(c.Group, DefaultGroup)
	c.Namespace = cmp.Or(c.Namespace, "default")
	if c.Converter == nil {
		c.Converter = converter.GetDefaultDataConverter()
	}
	c.InFlightMax = cmp.Or(c.InFlightMax, kafka.DefaultInFlightMax)
	if c.Now == nil {
		c.Now = time.Now
	}
	return c, c.check()
}

// check names everything that is missing at once.
func (c Config) check() error {
	missing := func(absent bool, what string) error {
		if absent {
			return errors.New("starter: needs " + what)
		}
		return nil
	}
	return errors.Join(
		missing(len(c.Brokers) == 0, "brokers"),
		missing(c.Temporal == nil, "a Temporal client"),
		missing(c.TaskQueue == "", "a task queue"),
		missing(c.Logger == nil, "a logger"),
		missing(c.Metrics == nil, "a metrics registerer"),
	)
}

func (c Config) line() kafka.Line { return kafka.Line{Brokers: c.Brokers, Security: c.Security} }

func (c Config) topics() []kafka.Topic {
	topic := kafka.Topic{Name: c.Topic, Partitions: c.Partitions, Replicas: c.Replicas}
	return []kafka.Topic{topic, topic.DeadLetters(c.Group)}
}
