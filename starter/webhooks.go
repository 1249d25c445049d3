package starter

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.uber.org/zap"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Books is what the intake of notifications asks of the ledger.
type Books interface {
	ledger.Facts
	// Case returns one refund, or ledger.ErrNotFound.
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
}

// Stories is what it asks of Temporal; client.Client provides it.
type Stories interface {
	ExecuteWorkflow(ctx context.Context, options client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error)
	SignalWorkflow(ctx context.Context, workflowID, runID, signalName string, arg any) error
	GetWorkflowHistory(ctx context.Context, workflowID, runID string, isLongPoll bool, filter HistoryFilter) client.HistoryEventIterator
}

// WebhooksConfig says whose notifications are taken, and where they go. Receivers are by the name in the address.
type WebhooksConfig struct {
	Receivers map[string]payment.Receiver
	// Topics read what was kept of the records of Kafka's topics of facts, by factSource.
	Topics    map[string]FactReader
	Books     Books
	Stories   Stories
	TaskQueue string
	// Converter reads the input of workflows that have ended. It must be the client's own.
	Converter converter.DataConverter
	// Vault seals what is kept; nil: nothing is sealed.
	Vault   *privacy.Vault
	Logger  *zap.Logger
	Metrics prometheus.Registerer
	Now     func() time.Time
}

// Webhooks takes the notifications of providers: it verifies each, stores it, and answers; then, beside that, it books
// what it says.
type Webhooks struct {
	config WebhooksConfig
	counts webhookCounts
	// stored are those that this process has just stored. One that finds no place here is taken up later, from the
	// ledger, as are those of a process that has died.
	stored chan ledger.Notification
	// room bounds the requests that are read and stored at once.
	room chan struct{}
	// notBefore is when one that could not be booked is tried again, and how often it was tried.
	notBefore map[string]retryTurn
}

const (
	// bodyBytesMax bounds a notification; storeMax how long it may take to store one.
	bodyBytesMax = 1 << 20
	storeMax     = 5 * time.Second
	// requestsMax bounds the requests at once, storedMax the notifications in memory: at most 64 MiB each.
	requestsMax = 64
	storedMax   = 64
)

// NewWebhooks returns the intake, which is served by Handler and books while Run runs.
func NewWebhooks(c WebhooksConfig) (*Webhooks, error) {
	if c.Books == nil || c.Stories == nil || c.Logger == nil || c.Metrics == nil || c.Now == nil || c.TaskQueue == "" {
		return nil, errors.New("starter: webhooks need books, Temporal, a task queue, a logger, metrics and a clock")
	}
	if c.Converter == nil {
		c.Converter = converter.GetDefaultDataConverter()
	}
	counts, err := newWebhookCounts(c)
	return &Webhooks{
		config: c, counts: counts, stored: make(chan ledger.Notification, storedMax), room: make(chan struct{}, requestsMax),
		notBefore: map[string]retryTurn{},
	}, err
}

// WebhookPath begins the path of a provider's notifications; its name follows.
const WebhookPath = "/v1/webhooks/"

// Handler answers POST /v1/webhooks/NAME and, for accounts with an address of their own, POST /v1/webhooks/NAME/ACCOUNT.
func (w *Webhooks) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+WebhookPath+"{provider...}", w.receive)
	return mux
}
