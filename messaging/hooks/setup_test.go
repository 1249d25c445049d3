package hooks_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging/hooks"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

const (
	firstSecret  = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	secondSecret = "whsec_c2Vjb25kLXNlY29uZC1zZWNvbmQtc2Vjb25kLTMy"
)

// post is one post as its receiver read it.
type post struct {
	ID, Signature string
	// Trace is the header traceparent.
	Trace string
	Body  string
	Data  struct {
		Sequence string `json:"sequence"`
		EventID  string `json:"event_id"`
	}
}

// receiver is an endpoint of another system: it believes what one of its secrets signed, and answers as it is told to.
type receiver struct {
	*httptest.Server
	name  string
	clock *ledgertest.Clock

	mu      sync.Mutex
	secrets []standardwebhooks.Secret
	answer  func(w http.ResponseWriter, p post)
	posts   []post
	bad     []error
}

func startReceiver(t *testing.T, name string, clock *ledgertest.Clock) *receiver {
	t.Helper()
	r := &receiver{name: name, clock: clock}
	r.knows(t, firstSecret)
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) knows(t *testing.T, text string) {
	t.Helper()
	secrets, err := standardwebhooks.ParseSecrets(text)
	if err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets = secrets
}

// answers says how posts are answered from now on; nil: 204.
func (r *receiver) answers(how func(w http.ResponseWriter, p post)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = how
}

// status answers every post with one.
func status(code int) func(http.ResponseWriter, post) {
	return func(w http.ResponseWriter, _ post) { w.WriteHeader(code) }
}

// lost breaks the connection once the post was read.
func lost(http.ResponseWriter, post) { panic(http.ErrAbortHandler) }

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	p, how := r.read(request)
	if how != nil {
		how(w, p)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) read(request *http.Request) (post, func(http.ResponseWriter, post)) {
	body, err := io.ReadAll(request.Body)
	p := post{ID: request.Header.Get("webhook-id"), Signature: request.Header.Get("webhook-signature"), Trace: request.Header.Get("traceparent"), Body: string(body)}
	r.mu.Lock()
	defer r.mu.Unlock()
	err = errors.Join(err, standardwebhooks.Verify(r.secrets, request.Header, body, r.clock.Now(), time.Minute), json.Unmarshal(body, &struct {
		Data any `json:"data"`
	}{&p.Data}))
	if request.Header.Get("Content-Type") != "application/json" || request.Method != http.MethodPost {
		err = errors.Join(err, fmt.Errorf("%s of %q", request.Method, request.Header.Get("Content-Type")))
	}
	if err != nil {
		r.bad = append(r.bad, err)
		return p, status(http.StatusUnauthorized)
	}
	r.posts = append(r.posts, p)
	return p, r.answer
}

// got are the posts that were believed, however they were answered.
func (r *receiver) got() []post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]post(nil), r.posts...)
}

// desk is a ledger, a clock, endpoints and who tells them.
type desk struct {
	*ledgertest.Desk
	t *testing.T
	// endpoints are those of the file in force.
	mu        sync.Mutex
	endpoints []hooks.Endpoint
	kafka     *messagingtest.StatusTopic
	publisher *hooks.Publisher
	sender    *hooks.Sender
	ticks     chan time.Time
	troubles  []hooks.Trouble
	refund    refund.ID
	sequence  int
}

// localhost allows the receivers of tests.
var localhost = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

func setup(t *testing.T) *desk {
	t.Helper()
	open := func(t *testing.T, clock func() time.Time) ledger.Store {
		books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = books.Close() })
		return books
	}
	d := &desk{Desk: ledgertest.NewDesk(t, open), t: t, kafka: &messagingtest.StatusTopic{}, ticks: make(chan time.Time)}
	d.refund = d.Held("o1", "c1", 1)
	publisher, err := hooks.NewPublisher(hooks.PublisherConfig{Keeper: d.Store, Endpoints: d.inForce}, d.kafka)
	if err != nil {
		t.Fatal(err)
	}
	d.publisher, d.sender = publisher, d.newSender(d.config())
	return d
}

func (d *desk) config() hooks.Config {
	return hooks.Config{
		Books: d.Store, Endpoints: d.inForce, Ticks: d.ticks, PrivateNetworks: localhost, KeepFor: 30 * 24 * time.Hour,
		NewAttempt: messagingtest.NewAttempts(), Random: func() float64 { return 0.5 }, Now: d.Clock.Now, Metrics: prometheus.NewRegistry(),
		Report: func(trouble hooks.Trouble) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.troubles = append(d.troubles, trouble)
		},
	}
}

// newSender is another process at the same ledger.
func (d *desk) newSender(c hooks.Config) *hooks.Sender {
	d.t.Helper()
	sender, err := hooks.NewSender(c)
	if err != nil {
		d.t.Fatal(err)
	}
	return sender
}

func (d *desk) inForce() []hooks.Endpoint {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]hooks.Endpoint(nil), d.endpoints...)
}

// tells adds an endpoint that wants every event, with the first secret in a file of its own.
func (d *desk) tells(r *receiver) (endpoint hooks.Endpoint, secretFile string) {
	d.t.Helper()
	secretFile = linetest.File(d.t, r.name, []byte(firstSecret+"\n"))
	endpoint = hooks.Endpoint{
		HookTarget: refund.HookTarget{Name: r.name, Merchants: []string{"*"}, Types: []string{"*"}}, URL: r.URL + "/hooks?key=of-the-receiver", Secret: secret.File(secretFile),
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.endpoints = append(d.endpoints, endpoint)
	return endpoint, secretFile
}

// happens publishes a notice of the refund, and returns its webhook-id.
func (d *desk) happens(kind refund.NoticeKind) string {
	d.t.Helper()
	d.sequence++
	n := refund.Notice{
		Refund: d.refund, Kind: kind, Status: refund.StatusPayingOut, Offer: refund.OfferNone, Currency: "CNY", TotalMinor: 11300, At: d.Clock.Now(), Sequence: d.sequence,
	}
	if err := d.publisher.Publish(d.t.Context(), n); err != nil {
		d.t.Fatal(err)
	}
	return standardwebhooks.ID("evt", n.MessageID())
}

// pass tells an endpoint what is due now.
func (d *desk) pass(to hooks.Endpoint) { d.sender.Pass(d.t.Context(), to.Name) }

// during lets time go by in steps, and tells an endpoint at each what is due.
func (d *desk) during(to hooks.Endpoint, whole, step time.Duration) {
	for range whole / step {
		d.Clock.Advance(step)
		d.pass(to)
	}
}

// stands is how an endpoint stands in the ledger.
func (d *desk) stands(name string) refund.HookEndpoint {
	d.t.Helper()
	all, err := d.Store.HookEndpoints(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, one := range all {
		if one.Name == name {
			return one
		}
	}
	return refund.HookEndpoint{}
}

// ids are the webhook-ids of posts.
func ids(posts []post) (out []string) {
	for _, p := range posts {
		out = append(out, p.ID)
	}
	return out
}
