package starter

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/common/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.uber.org/zap"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/refund"
)

// pretendStories keeps which workflows are open, what they began with, and what they were told.
type pretendStories struct {
	mu      sync.Mutex
	open    map[string]bool
	began   map[string]refund.Request
	told    []string
	started []refund.Request
	away    error
}

func (p *pretendStories) ExecuteWorkflow(_ context.Context, o client.StartWorkflowOptions, _ any, args ...any) (client.WorkflowRun, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.began[o.ID]; known {
		return nil, serviceerror.NewWorkflowExecutionAlreadyStarted("", "", "")
	}
	in := args[0].(refund.Request)
	p.open[o.ID], p.began[o.ID] = true, in
	p.started = append(p.started, in)
	return nil, nil
}

func (p *pretendStories) SignalWorkflow(_ context.Context, id, _, name string, _ any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away != nil {
		return p.away
	}
	if !p.open[id] {
		return serviceerror.NewNotFound("no such workflow")
	}
	p.told = append(p.told, name+" "+id)
	return nil
}

func (p *pretendStories) GetWorkflowHistory(_ context.Context, id, _ string, _ bool, _ HistoryFilter) client.HistoryEventIterator {
	p.mu.Lock()
	defer p.mu.Unlock()
	in, known := p.began[id]
	return &firstEvent{in: in, known: known}
}

type firstEvent struct {
	in    refund.Request
	known bool
}

func (f *firstEvent) HasNext() bool { return true }

func (f *firstEvent) Next() (*historypb.HistoryEvent, error) {
	if !f.known {
		return nil, serviceerror.NewNotFound("forgotten")
	}
	input, err := converter.GetDefaultDataConverter().ToPayloads(f.in)
	return startedWith(input), err
}

func startedWith(input *common.Payloads) *historypb.HistoryEvent {
	return &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_WorkflowExecutionStartedEventAttributes{
		WorkflowExecutionStartedEventAttributes: &historypb.WorkflowExecutionStartedEventAttributes{Input: input},
	}}
}

// intakeDesk is an intake on a ledger of its own, with a pretended Stripe.
type intakeDesk struct {
	*ledgertest.Desk
	t        *testing.T
	provider *stripetest.Server
	stories  *pretendStories
	metrics  *prometheus.Registry
	webhooks *Webhooks
	// later is how far the intake's clock is ahead.
	later time.Duration
}

func newIntakeDesk(t *testing.T) *intakeDesk {
	t.Helper()
	return intakeDeskAt(t, filepath.Join(t.TempDir(), "ledger.db"))
}

func intakeDeskAt(t *testing.T, path string) *intakeDesk {
	t.Helper()
	books, err := sqlite.OpenOrCreate(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	d := &intakeDesk{
		Desk: ledgertest.At(t, books, nil), t: t, provider: stripetest.New(t), metrics: prometheus.NewRegistry(),
		stories: &pretendStories{open: map[string]bool{}, began: map[string]refund.Request{}},
	}
	d.webhooks = d.intake(books)
	return d
}

// intake is another process's on the same ledger.
func (d *intakeDesk) intake(books Books) *Webhooks {
	d.t.Helper()
	d.metrics = prometheus.NewRegistry()
	w, err := NewWebhooks(WebhooksConfig{
		Receivers: map[string]payment.Receiver{"stripe": stripe.Receiver{Name: "stripe", Secrets: func() ([]string, error) { return []string{stripetest.Secret}, nil }}},
		Books:     books, Stories: d.stories, TaskQueue: "refunds", Logger: zap.NewNop(), Metrics: d.metrics,
		Now: func() time.Time { return time.Now().Add(d.later) },
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return w
}

// sent is a refund of one unit that Stripe was asked for, and answers by script. Its workflow is open.
func (d *intakeDesk) sent(order string, answer paymenttest.Answer) refund.ID {
	d.t.Helper()
	c := ledgertest.Request(order, "c1", 1)
	c.Order.Payments[0].Provider = "stripe"
	d.Propose(c, ledgertest.Units(1))
	id := c.ID()
	d.stories.open[string(id)] = true
	d.stories.began[string(id)] = refund.Request{Cancellation: c, Digest: "digest-1", Contact: refund.Contact{Email: "lin@example.com"}}
	begun := d.Begin(id)
	d.provider.Script(begun.Instruction.Reference, answer)
	if _, err := d.provider.Refund(d.t.Context(), begun.Instruction); err != nil {
		d.t.Fatal(err)
	}
	return id
}

// notifications are what Stripe has to tell of an order's payment.
func (d *intakeDesk) notifications(order string) []paymenttest.Notification {
	d.t.Helper()
	return d.provider.Notifications(d.t, "ch_"+order)
}

func (d *intakeDesk) post(to string, header http.Header, body []byte) int {
	d.t.Helper()
	answer := httptest.NewRecorder()
	request := httptest.NewRequest(http.MethodPost, "/v1/webhooks/"+to, bytes.NewReader(body))
	maps.Copy(request.Header, header)
	d.webhooks.Handler().ServeHTTP(answer, request)
	return answer.Code
}

// tell posts notifications to the intake, which has to take them.
func (d *intakeDesk) tell(all ...paymenttest.Notification) {
	d.t.Helper()
	for _, n := range all {
		if got := d.post("stripe", n.Header, n.Body); got != http.StatusOK {
			d.t.Fatalf("answered with %d", got)
		}
	}
}

// work books what was stored, and then what was left behind.
func (d *intakeDesk) work() {
	d.t.Helper()
	for len(d.webhooks.stored) > 0 {
		d.webhooks.book(d.t.Context(), <-d.webhooks.stored)
	}
	d.webhooks.bookLeftovers(d.t.Context())
}

func (d *intakeDesk) open() int {
	d.t.Helper()
	open, err := d.Store.OpenNotifications(d.t.Context(), 0)
	if err != nil {
		d.t.Fatal(err)
	}
	return len(open)
}

func is[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestANotificationBeforeTheAnswerSettlesTheLegOnceAndTellsTheStory(t *testing.T) {
	d := newIntakeDesk(t)
	id := d.sent("o1", paymenttest.SilentAfterMoving())
	told := d.notifications("o1")
	d.tell(told...)
	is(t, "not booked before it is answered", d.Standing(id).Legs[0].Status, refund.LegSending)
	d.work()
	d.tell(told...)
	d.work()
	is(t, "leg", d.Standing(id).Legs[0].Status, refund.LegSettled)
	d.Payment(id, ledgertest.Control{Open: 11300, Returned: 11300})
	is(t, "told", strings.Join(d.stories.told, ", "), "provider_fact "+string(id))
	is(t, "open", d.open(), 0)
	is(t, "stored", results(t, d.metrics, "stored"), 1)
	is(t, "repeated", results(t, d.metrics, "repeated"), 1)
}

func TestAForgedNotificationIsRefusedCountedAndNotKept(t *testing.T) {
	d := newIntakeDesk(t)
	d.sent("o1", paymenttest.Settles())
	n := d.notifications("o1")[0]
	forged := bytes.Replace(n.Body, []byte("succeeded"), []byte("failed   "), 1)
	is(t, "status", d.post("stripe", n.Header, forged), http.StatusUnauthorized)
	is(t, "without a signature", d.post("stripe", nil, n.Body), http.StatusUnauthorized)
	is(t, "kept", d.open(), 0)
	is(t, "counted", results(t, d.metrics, "forged"), 2)
}

func TestWhatIsNoNotificationIsRefused(t *testing.T) {
	d := newIntakeDesk(t)
	is(t, "another provider", d.post("nobody", nil, []byte("{}")), http.StatusNotFound)
	is(t, "too large", d.post("stripe", nil, bytes.Repeat([]byte("x"), bodyBytesMax+1)), http.StatusRequestEntityTooLarge)
	answer := httptest.NewRecorder()
	d.webhooks.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/v1/webhooks/stripe", nil))
	is(t, "read", answer.Code, http.StatusMethodNotAllowed)
	for range requestsMax {
		d.webhooks.room <- struct{}{}
	}
	is(t, "no room", d.post("stripe", nil, []byte("{}")), http.StatusServiceUnavailable)
}

func TestAnUnreadableNotificationIsKeptWithItsProblemAndCounted(t *testing.T) {
	d := newIntakeDesk(t)
	n := stripetest.Signed(t, []byte(`{"id":"evt_1","type":"refund.updated","data":{"object":{"object":"refund"}}}`))
	d.tell(n)
	d.work()
	is(t, "done", d.open(), 0)
	is(t, "counted", counted(t, d.metrics, MetricUnreadable, "stripe"), 1)
}

// brokenBooks cannot store.
type brokenBooks struct{ Books }

func (brokenBooks) KeepNotification(context.Context, ledger.Notification) (bool, error) {
	return false, errors.New("disk full")
}

func TestANotificationThatCannotBeStoredIsNotAnsweredWell(t *testing.T) {
	d := newIntakeDesk(t)
	d.sent("o1", paymenttest.Settles())
	n := d.notifications("o1")[0]
	d.webhooks = d.intake(brokenBooks{d.Store})
	is(t, "status", d.post("stripe", n.Header, n.Body), http.StatusServiceUnavailable)
}

func TestWhatAProcessStoredAndDidNotBookAnotherOneBooks(t *testing.T) {
	d := newIntakeDesk(t)
	id := d.sent("o1", paymenttest.SilentAfterMoving())
	d.tell(d.notifications("o1")...)
	d.webhooks = d.intake(d.Store) // the process dies
	d.work()
	is(t, "a young one is in other hands", d.open(), 1)
	d.later = leftoverAfter
	d.work()
	is(t, "open", d.open(), 0)
	is(t, "leg", d.Standing(id).Legs[0].Status, refund.LegSettled)
}

func TestWhileTemporalIsAwayAFactIsBookedAndItsStoryToldLater(t *testing.T) {
	d := newIntakeDesk(t)
	id := d.sent("o1", paymenttest.SilentAfterMoving())
	d.stories.away = errAway
	d.tell(d.notifications("o1")...)
	d.work()
	is(t, "leg", d.Standing(id).Legs[0].Status, refund.LegSettled)
	is(t, "open", d.open(), 1)
	d.stories.away, d.later = nil, leftoverAfter+bookDelay
	d.work()
	is(t, "open", d.open(), 0)
	is(t, "told", len(d.stories.told), 1)
}

// bounced is a refund that is paid, closed, and came back; its workflow has ended.
func bounced(d *intakeDesk, order string) refund.ID {
	d.t.Helper()
	id := d.sent(order, paymenttest.SettlesThenFails())
	d.Record(id, refund.OutcomeSettled)
	is(d.t, "closed", d.Standing(id).Closed, true)
	d.stories.open[string(id)] = false
	d.tell(d.notifications(order)...)
	d.work()
	is(d.t, "nothing is wrong", len(d.stories.started), 0)
	d.provider.Step("ch_" + order)
	return id
}

func TestALateFailureStartsACorrectionOnceWithWhatTheRefundBeganWith(t *testing.T) {
	d := newIntakeDesk(t)
	id := bounced(d, "o1")
	for range 2 {
		d.tell(d.notifications("o1")...)
		d.work()
	}
	is(t, "started", len(d.stories.started), 1)
	in := d.stories.started[0]
	is(t, "id", in.WorkflowID(), string(id)+"/correction/1")
	is(t, "contact", in.Contact.Email, "lin@example.com")
	is(t, "case", d.Standing(id).Status, refund.StatusNeedsAttention)
	d.Payment(id, ledgertest.Control{Open: 11300, Held: 11300})
	is(t, "counted", counted(t, d.metrics, MetricCorrections, ""), 1)

	// The first correction is ended by an operator, while the case is open: the next word begins another one.
	d.stories.open[in.WorkflowID()] = false
	booked, err := d.Store.BookFact(t.Context(), ofLeg(d, id, refund.OutcomeFailed, time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.webhooks.tellStory(t.Context(), booked, refund.ProviderFact{}); err != nil {
			t.Fatal(err)
		}
	}
	is(t, "started", len(d.stories.started), 2)
	is(t, "id", d.stories.started[1].WorkflowID(), string(id)+"/correction/1/2")
	is(t, "told once it is open", slices.Contains(d.stories.told, "provider_fact "+string(id)+"/correction/1/2"), true)
}

func TestACorrectionOfARefundThatTemporalForgotBeginsFromTheLedger(t *testing.T) {
	d := newIntakeDesk(t)
	id := bounced(d, "o1")
	delete(d.stories.began, string(id))
	d.tell(d.notifications("o1")...)
	d.work()
	is(t, "started", len(d.stories.started), 1)
	in := d.stories.started[0]
	is(t, "request", in.Cancellation.ID(), id)
	is(t, "digest", in.Digest, "digest-1")
	is(t, "contact", in.Contact.Email, "")
}

// ofLeg is Stripe's word on the refund of leg 1, later than all that was said.
func ofLeg(d *intakeDesk, id refund.ID, kind refund.OutcomeKind, later time.Duration) refund.Fact {
	d.t.Helper()
	f := ledgertest.Fact(id, 1, kind, 0)
	f.Provider, f.OccurredAt = "stripe", time.Now().Add(later)
	return f
}

func TestALateSuccessAfterAProvedFailureIsBookedAndTheStoryTold(t *testing.T) {
	d := newIntakeDesk(t)
	id := d.sent("o1", paymenttest.Says(refund.Outcome{Kind: refund.OutcomeSettled}))
	d.Record(id, refund.OutcomeFailed)
	d.Payment(id, ledgertest.Control{Open: 11300, Held: 11300})
	booked, err := d.Store.BookFact(t.Context(), ofLeg(d, id, refund.OutcomeSettled, time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	is(t, "result", booked.Result, refund.FactIsBooked)
	d.Payment(id, ledgertest.Control{Open: 11300, Returned: 11300})
	d.Status(id, refund.StatusRefunded)
}

func TestAFactOfAPaymentThatNobodyNamedWaits(t *testing.T) {
	d := newIntakeDesk(t)
	d.provider.Outside("ch_unknown", 500, "CNY")
	d.tell(d.notifications("unknown")...)
	d.work()
	is(t, "done with", d.open(), 0)
	is(t, "counted", factResults(t, d.metrics, refund.FactWaits), 1)
}

// results counts the notifications that were answered so, factResults the facts of which this came.
func results(t *testing.T, metrics prometheus.Gatherer, result string) float64 {
	t.Helper()
	return labelled(t, metrics, MetricWebhooks, result)
}

func factResults(t *testing.T, metrics prometheus.Gatherer, result refund.FactResult) float64 {
	t.Helper()
	return labelled(t, metrics, MetricFacts, string(result))
}

func labelled(t *testing.T, metrics prometheus.Gatherer, name, value string) (sum float64) {
	t.Helper()
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				if family.GetName() == name && label.GetName() == "result" && label.GetValue() == value {
					sum += metric.GetCounter().GetValue()
				}
			}
		}
	}
	return sum
}
