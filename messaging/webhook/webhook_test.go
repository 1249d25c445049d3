package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	hold "github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/messaging/webhook"
	"github.com/makegood/makegood/refund"
)

var (
	secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	now    = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
)

// receiver is the shop's service: it checks signatures, and sends a webhook-id once.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	status   int
	sent     map[string]webhook.Payload
	posts    int
	lost     bool
	problems []error
}

func startReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusAccepted, sent: map[string]webhook.Payload{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(func() {
		r.Close()
		for _, err := range r.problems {
			t.Error(err)
		}
	})
	return r
}

func (r *receiver) set(change func(*receiver)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(r)
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts++
	body, err := io.ReadAll(request.Body)
	var payload webhook.Payload
	err = errors.Join(err, verify(secret, request.Header, body), json.Unmarshal(body, &payload))
	if err != nil {
		r.problems = append(r.problems, err)
	}
	if r.status < 300 {
		r.sent[request.Header.Get(standardwebhooks.HeaderID)] = payload
	}
	if r.lost {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(r.status)
}

// verify checks a post as its receiver.
func verify(secret string, header http.Header, body []byte) error {
	known, err := standardwebhooks.ParseSecrets(secret)
	return errors.Join(err, standardwebhooks.Verify(known, header, body, now, time.Minute))
}

func (r *receiver) payloads() (all []webhook.Payload) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.sent {
		all = append(all, p)
	}
	return all
}

func config(t *testing.T, r *receiver, name string) webhook.Config {
	t.Helper()
	return webhook.Config{Name: name, URL: r.URL, Secret: hold.Of(secret), Once: messagingtest.Once(), Now: func() time.Time { return now }}
}

func open(t *testing.T, c webhook.Config) *webhook.Hook {
	t.Helper()
	hook, err := webhook.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return hook
}

func TestTheHookConforms(t *testing.T) {
	for _, name := range []string{messaging.ChannelSMS, messaging.ChannelPush} {
		t.Run(name, func(t *testing.T) {
			messagingtest.RunChannelConformance(t, func(t *testing.T) messagingtest.ChannelRig { return rig(t, name) })
		})
	}
}

func rig(t *testing.T, name string) messagingtest.ChannelRig {
	r := startReceiver(t)
	return messagingtest.ChannelRig{
		Channel: open(t, config(t, r, name)),
		Letters: func(*testing.T) (letters []messagingtest.Letter) {
			for _, p := range r.payloads() {
				letters = append(letters, messagingtest.Letter{To: p.To, Subject: p.Title, Body: p.Text})
			}
			return letters
		},
		Away: func(_ *testing.T, away bool) {
			r.set(func(r *receiver) {
				r.status = http.StatusAccepted
				if away {
					r.status = http.StatusServiceUnavailable
				}
			})
		},
		Carries: func(m messaging.Message) messagingtest.Letter {
			return messagingtest.Letter{To: messagingtest.Address(name, m), Subject: m.Subject, Body: m.Short}
		},
	}
}

func message() messaging.Message {
	return messaging.Message{
		ID: "refund/acme/o-1001/c-1#offer", Refund: "refund/acme/o-1001/c-1", Kind: refund.NoticeOffer, At: now,
		To: refund.Contact{Phone: "+8613800000000"}, Locale: "en", Subject: "Something from us", Short: "A coupon.", Link: "https://acme.example/offers",
	}
}

func TestAPostIsWhatTheContractSays(t *testing.T) {
	r := startReceiver(t)
	if err := open(t, config(t, r, messaging.ChannelSMS)).Deliver(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(r.sent[standardwebhooks.ID("msg", "refund/acme/o-1001/c-1#offer")])
	want := `{"id":"refund/acme/o-1001/c-1#offer","to":"+8613800000000","title":"Something from us","text":"A coupon.","link":"https://acme.example/offers",` +
		`"locale":"en","kind":"offer","refund_id":"refund/acme/o-1001/c-1","at":"2026-11-02T09:00:00Z"}`
	if err != nil || string(got) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
}

func TestWhatAStatusMeans(t *testing.T) {
	for status, forGood := range map[int]bool{
		400: true, 404: true, 410: true, 422: true, 408: false, 429: false, 500: false, 503: false, 302: false,
	} {
		r := startReceiver(t)
		r.set(func(r *receiver) { r.status = status })
		err := open(t, config(t, r, messaging.ChannelSMS)).Deliver(t.Context(), message())
		if err == nil || errors.Is(err, messaging.ErrRefused) != forGood || strings.Contains(err.Error(), "138") || strings.Contains(err.Error(), r.URL) {
			t.Errorf("%d: got %v", status, err)
		}
	}
}

func TestALostAnswerIsAskedForAgainUnderTheSameKey(t *testing.T) {
	r := startReceiver(t)
	hook := open(t, config(t, r, messaging.ChannelSMS))
	r.set(func(r *receiver) { r.lost = true })
	err := hook.Deliver(t.Context(), message())
	if err == nil || errors.Is(err, messaging.ErrUnknown) || strings.Contains(err.Error(), r.URL) {
		t.Errorf("got %v", err)
	}
	r.set(func(r *receiver) { r.lost = false })
	if err := hook.Deliver(t.Context(), message()); err != nil || r.posts < 2 || len(r.sent) != 1 {
		t.Errorf("got %v after %d posts, %d sent", err, r.posts, len(r.sent))
	}
}

func TestASlowReceiverIsGivenUpWithinTheCallersTime(t *testing.T) {
	held := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-held }))
	defer slow.Close()
	defer close(held)
	c := config(t, startReceiver(t), messaging.ChannelSMS)
	c.URL = slow.URL
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := open(t, c).Deliver(ctx, message()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestTheConfigurationIsChecked(t *testing.T) {
	good := config(t, startReceiver(t), messaging.ChannelSMS)
	for name, change := range map[string]func(*webhook.Config){
		"another channel":    func(c *webhook.Config) { c.Name = "pigeon" },
		"no address":         func(c *webhook.Config) { c.URL = "" },
		"a relative address": func(c *webhook.Config) { c.URL = "/sms" },
		"a short secret":     func(c *webhook.Config) { c.Secret = hold.Of(secret[:31]) },
		"no memory":          func(c *webhook.Config) { c.Once = nil },
	} {
		c := good
		change(&c)
		if _, err := webhook.New(c); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
