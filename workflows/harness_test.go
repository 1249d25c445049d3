package workflows_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/payment"
	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain/explaintest"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/worker"
)

// bundle is one refund's world: the real ledger, policy, provider adapter and simulator, with the
// workflow in the time-skipping environment.
type bundle struct {
	t      *testing.T
	env    *testsuite.TestWorkflowEnvironment
	books  ledger.Store
	faults *faults
	wire   *outbox
	// mail is what is written to staff.
	mail *outbox
	url  string
	in   refund.Request
	// policy is a policy of one's own, over the shipped one; empty: that one.
	policy string
	// rules are those of the policy; refusals is how often they have no answer to what is judged again.
	rules    *faultyRules
	refusals int
	// later is the environment of a second run.
	later *testsuite.TestWorkflowEnvironment
	// updates counts the updates sent: each has an id of its own.
	updates int
	// attempts counts the attempts to pay.
	attempts atomic.Int64
}

var placedAt = time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)

// setup starts the world around one request.
func setup(t *testing.T, change func(*refund.Request)) *bundle {
	t.Helper()
	return setupUnder(t, "", change)
}

// setupUnder starts the world under a policy of one's own.
func setupUnder(t *testing.T, policy string, change func(*refund.Request)) *bundle {
	t.Helper()
	b := unregistered(t, change)
	b.policy = policy
	worker.Register(b.env, b.parties())
	return b
}

// setupWith starts the world with other parties than the usual ones.
func setupWith(t *testing.T, change func(*refund.Request), parties func(*activities.Parties)) *bundle {
	t.Helper()
	b := unregistered(t, change)
	b.begin(parties)
	return b
}

// begin registers the world's parties as they are changed.
func (b *bundle) begin(parties func(*activities.Parties)) {
	own := b.parties()
	parties(&own)
	worker.Register(b.env, own)
}

func unregistered(t *testing.T, change func(*refund.Request)) *bundle {
	t.Helper()
	in := request()
	if change != nil {
		change(&in)
	}
	b := newBundle(t, beginning{in: in, at: placedAt.Add(48 * time.Hour)})
	b.keep(openBooks(t, filepath.Join(t.TempDir(), "ledger.db"), b.env.Now))
	b.url = startSimulator(t, filepath.Join(t.TempDir(), "book.jsonl"))
	return b
}

// beginning is how a story starts. Log is the SDK's; nil leaves its own.
type beginning struct {
	in  refund.Request
	at  time.Time
	log log.Logger
}

// newBundle is a story at its beginning, still without its outside.
func newBundle(t *testing.T, start beginning) *bundle {
	suite := testsuite.WorkflowTestSuite{}
	if start.log != nil {
		suite.SetLogger(start.log)
	}
	b := &bundle{t: t, env: suite.NewTestWorkflowEnvironment(), wire: &outbox{told: map[refund.NoticeKind]int{}}, mail: &outbox{}, in: start.in}
	b.env.SetStartTime(start.at)
	b.env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: string(b.in.Cancellation.ID()), TaskQueue: "refunds"})
	b.env.SetTestTimeout(time.Minute)
	return b
}

func (b *bundle) keep(books ledger.Store) {
	b.books, b.faults = books, &faults{Store: books, failBefore: map[string]int{}, failAfter: map[string]int{}}
}

func openBooks(t *testing.T, path string, clock func() time.Time) ledger.Store {
	t.Helper()
	books, err := sqlite.OpenOrCreate(t.Context(), path, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	return books
}

func startSimulator(t *testing.T, path string) (url string) {
	t.Helper()
	server, err := simulator.New(simulator.Config{BookPath: path})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(func() { server.Release(); listener.Close(); _ = server.Close() })
	return listener.URL
}

func (b *bundle) parties() activities.Parties {
	b.t.Helper()
	rules := rulesOf(b.t, b.policy)
	scores, err := risk.Default()
	if err != nil {
		b.t.Fatal(err)
	}
	provider, err := adapter.New(adapter.Config{BaseURL: b.url, Terms: &payment.Terms{
		CallTimeout: 100 * time.Millisecond, SettlingDelay: time.Second, LookupDelays: []time.Duration{time.Second, 5 * time.Second},
		UsualAnswer: 50 * time.Millisecond,
	}})
	if err != nil {
		b.t.Fatal(err)
	}
	stored, err := storedvalue.New(b.faults)
	if err != nil {
		b.t.Fatal(err)
	}
	channels := []string{b.wire.Name()}
	links := &messaging.Links{Secret: []byte("a secret of the tests"), BaseURL: "https://shop.example.test/offer"}
	b.rules = &faultyRules{Rules: activities.Judgement{Policy: explaintest.Policy{Rules: rules, T: b.t}, Risk: scores}, refusals: b.refusals}
	return activities.Parties{
		Ledger: activities.Ledger{Books: b.faults, Rules: b.rules, Staff: staff{}, Links: links, Clock: b.env.Now, Channels: channels},
		Payments: activities.Payments{
			Providers: map[string]payment.Provider{"simulator": provider, refund.StoredProvider: stored}, Gate: b.faults, NewAttempt: b.newAttempt, Clock: b.env.Now, Channels: channels,
		},
		Staff: activities.Staff{List: staff{}, Mail: b.mail},
		Tellers: activities.Tellers{
			Channels: []messaging.Channel{b.wire}, Status: b.wire, Contacts: b.wire, Expect: activities.NewExpectations(b.books, b.env.Now), Deliveries: b.books,
			Messages: b.faults, Links: links, Clock: b.env.Now,
		},
	}
}

func (b *bundle) newAttempt() string { return fmt.Sprintf("attempt-%d", b.attempts.Add(1)) }

// rulesOf is the shipped policy, or one of one's own over it.
func rulesOf(t *testing.T, own string) *policy.Policy {
	t.Helper()
	rules, err := policy.Default()
	if own != "" {
		rules, err = policy.LoadBytes([]byte(own))
	}
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// run runs the story to its end and checks every promise about money afterwards.
func (b *bundle) run() refund.Result {
	b.t.Helper()
	result := b.end()
	b.keepsItsPromises(result)
	return result
}

// runBesideOthers is run for one refund of several: what moved is not its alone.
func (b *bundle) runBesideOthers() refund.Result {
	b.t.Helper()
	result := b.end()
	findings, err := b.books.Audit(context.Background())
	if err != nil || len(findings) > 0 {
		b.t.Errorf("audit: %v %v", findings, err)
	}
	b.showsWhatTheLedgerSays(b.env)
	return result
}

func (b *bundle) end() refund.Result {
	b.t.Helper()
	b.env.ExecuteWorkflow(refund.WorkflowName, b.in)
	if !b.env.IsWorkflowCompleted() {
		b.t.Fatal("the workflow has not ended")
	}
	if err := b.env.GetWorkflowError(); err != nil {
		b.t.Fatalf("workflow: %v", err)
	}
	var result refund.Result
	if err := b.env.GetWorkflowResult(&result); err != nil {
		b.t.Fatal(err)
	}
	return result
}

// keepsItsPromises compares what really moved (the simulator's own book, and that of stored value), what the ledger says,
// and what the refund says of itself.
func (b *bundle) keepsItsPromises(result refund.Result) {
	b.t.Helper()
	ctx := context.Background()
	moved := b.moved() + b.gaveBack()
	findings, err := b.books.Audit(ctx)
	if err != nil || len(findings) > 0 {
		b.t.Errorf("audit: %v %v", findings, err)
	}
	totals, err := b.books.Totals(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	var otherWay int64
	for _, total := range totals {
		otherWay += total.OtherWayMinor
		if total.ReturnedMinor-total.OtherWayMinor != moved || total.HeldMinor != 0 || total.SentMinor != 0 {
			b.t.Errorf("ledger %+v, the provider moved %d", total, moved)
		}
	}
	if moved+otherWay != result.PaidMinor {
		b.t.Errorf("the provider moved %d, %d went another way, the refund says it paid %d", moved, otherWay, result.PaidMinor)
	}
	stored, err := b.books.Case(ctx, b.in.Cancellation.ID())
	if err != nil {
		b.t.Fatal(err)
	}
	if !stored.Closed || stored.Status != result.Status || stored.Offer != result.Offer {
		b.t.Errorf("the ledger has %s (offer %s, closed %t), the result is %+v", stored.Status, stored.Offer, stored.Closed, result)
	}
	explaintest.Stored(b.t, stored.Proposal)
	b.showsWhatTheLedgerSays(b.env)
}

// showsWhatTheLedgerSays: the story has no truth of its own.
func (b *bundle) showsWhatTheLedgerSays(env *testsuite.TestWorkflowEnvironment) {
	b.t.Helper()
	if said, stands := written(b.t, viewOf(b.t, env).Standing), written(b.t, b.kept()); said != stands {
		b.t.Errorf("the query shows\n%s\nthe ledger says\n%s", said, stands)
	}
}

func written(t *testing.T, standing refund.Standing) string {
	t.Helper()
	raw, err := json.MarshalIndent(standing, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// kept is the refund as it stands in the ledger.
func (b *bundle) kept() refund.Standing {
	b.t.Helper()
	kept, err := b.books.Standing(context.Background(), b.in.Cancellation.ID())
	if err != nil {
		b.t.Fatal(err)
	}
	return kept
}

// stored is the refund as the ledger keeps it.
func (b *bundle) stored() refund.Case {
	b.t.Helper()
	stored, err := b.books.Case(context.Background(), b.in.Cancellation.ID())
	if err != nil {
		b.t.Fatal(err)
	}
	return stored
}

// moved is what the simulator's own book says went back, in minor units.
func (b *bundle) moved() int64 {
	b.t.Helper()
	book, err := simulator.ReadBook(context.Background(), b.url)
	if err != nil {
		b.t.Fatal(err)
	}
	var sum int64
	for _, p := range b.in.Cancellation.Order.Payments {
		minor, _ := book.For(p.ProviderReference)
		sum += minor
		for _, capture := range p.Captures {
			minor, _ := book.For(capture.ProviderReference)
			sum += minor
		}
	}
	return sum
}

func (b *bundle) view() refund.View {
	b.t.Helper()
	return viewOf(b.t, b.env)
}

func viewOf(t *testing.T, env *testsuite.TestWorkflowEnvironment) refund.View {
	t.Helper()
	value, err := env.QueryWorkflow(refund.QueryRefund)
	if err != nil {
		t.Fatal(err)
	}
	var view refund.View
	if err := value.Get(&view); err != nil {
		t.Fatal(err)
	}
	return view
}

// at does something to the running story after a while.
func (b *bundle) at(after time.Duration, do func()) { b.env.RegisterDelayedCallback(do, after) }

// signal sends a signal, as the Temporal UI does.
func (b *bundle) signal(kind refund.ActKind, in any) { b.env.SignalWorkflow(string(kind), in) }

// update sends an update and keeps its answer.
func (b *bundle) update(kind refund.ActKind, in any) *updateAnswer {
	answer := &updateAnswer{}
	b.updates++
	b.env.UpdateWorkflow(string(kind), fmt.Sprintf("%s-%d", kind, b.updates), answer, in)
	return answer
}

// updateAnswer is what an update came to.
type updateAnswer struct {
	rejected error
	answer   refund.Answer
	err      error
	done     bool
}

// refused is the code the update was refused with, by its validator or by the ledger; "" when it was taken.
func (u *updateAnswer) refused() refund.Code {
	var refusal *temporal.ApplicationError
	switch {
	case errors.As(u.rejected, &refusal):
		return refund.Code(refusal.Type())
	case u.answer.Accepted:
		return ""
	}
	return u.answer.Code
}

func (u *updateAnswer) Accept()          {}
func (u *updateAnswer) Reject(err error) { u.rejected, u.done = err, true }
func (u *updateAnswer) Complete(value any, err error) {
	u.err, u.done = err, true
	if answer, ok := value.(refund.Answer); ok {
		u.answer = answer
	}
}

// outbox records who was told what, and can be away.
type outbox struct {
	mu       sync.Mutex
	told     map[refund.NoticeKind]int
	messages []messaging.Message
	// statuses are what other systems were told.
	statuses []refund.Notice
	awayFor  int
	// topicAway is how often the status topic is away.
	topicAway int
}

var errAway = errors.New("away")

func (o *outbox) Name() string { return "email" }

func (o *outbox) Deliver(_ context.Context, m messaging.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.awayFor > 0 {
		o.awayFor--
		return errAway
	}
	if !slices.ContainsFunc(o.messages, func(sent messaging.Message) bool { return sent.ID == m.ID }) {
		o.messages = append(o.messages, m)
	}
	return nil
}

func (o *outbox) Publish(_ context.Context, n refund.Notice) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.topicAway > 0 {
		o.topicAway--
		return errAway
	}
	o.told[n.Kind]++
	o.statuses = append(o.statuses, n)
	return nil
}

func (o *outbox) Contact(context.Context, string, string) (refund.Contact, error) {
	return refund.Contact{Email: "buyer@example.com"}, nil
}

func (o *outbox) kinds() []refund.NoticeKind {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Sorted(maps.Keys(o.told))
}

// request is a delivered order of two mugs, both cancelled: 22600 CNY on one card.
func request() refund.Request {
	captured := placedAt.Add(3 * time.Second)
	key := refund.Key{Merchant: "m-001", Order: "order-1", Request: "c-1"}
	return refund.Request{
		Digest:  "v1:test",
		Contact: refund.Contact{Email: "buyer@example.com"},
		Cancellation: refund.Cancellation{
			Key: key, Scope: refund.ScopeWholeOrder, OccurredAt: placedAt.Add(24 * time.Hour),
			Reason: refund.ReasonCustomerChangedMind, Initiator: refund.InitiatorCustomer, RequestedBy: "customer:42",
			Order: refund.Order{
				PlacedAt: placedAt, Market: "CN", Currency: "CNY", Channel: "web",
				Customer: refund.Customer{CustomerID: "42", Locale: "en"},
				Lines: []refund.Line{{
					LineID: "1", SKU: "MUG-1", Title: "Mug", BusinessModel: refund.ModelPhysicalGoods, Quantity: 2, UnitPriceMinor: 11300,
					Taxes: []refund.Tax{{Mode: refund.TaxInclusive, Rate: "0.13", AmountMinor: 2600}}, Fulfilment: refund.FulfilmentUnfulfilled,
				}},
				Payments: []refund.Payment{{
					PaymentID: "pay-1", Kind: refund.PaymentCard, Provider: "simulator", ProviderReference: "ch_1",
					CapturedMinor: 22600, Currency: "CNY", CapturedAt: &captured,
				}},
			},
		},
	}
}

// overLimit makes the order large enough to need a person: 226000 CNY.
func overLimit(in *refund.Request) {
	in.Cancellation.Order.Lines[0].Quantity = 20
	in.Cancellation.Order.Lines[0].Taxes[0].AmountMinor = 26000
	in.Cancellation.Order.Payments[0].CapturedMinor = 226000
}

func reference(name string) func(*refund.Request) {
	return func(in *refund.Request) { in.Cancellation.Order.Payments[0].ProviderReference = name }
}

// another runs a second workflow for the same world: what Temporal's retention forgot, the
// ledger remembers.
func (b *bundle) another(in refund.Request) refund.Result {
	b.t.Helper()
	suite := testsuite.WorkflowTestSuite{}
	env := suite.NewTestWorkflowEnvironment()
	b.later = env
	b.faults.runID = "another-run" // the environment gives every run the same id
	env.SetStartTime(b.env.Now().Add(time.Hour))
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: string(in.Cancellation.ID())})
	worker.Register(env, b.parties())
	env.ExecuteWorkflow(refund.WorkflowName, in)
	if err := env.GetWorkflowError(); err != nil {
		b.t.Fatalf("workflow: %v", err)
	}
	var result refund.Result
	if err := env.GetWorkflowResult(&result); err != nil {
		b.t.Fatal(err)
	}
	return result
}
