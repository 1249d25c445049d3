package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// personal is what a provider's answer has that must not be kept.
const personal = "4242424242424242 Li Lei li.lei@example.test 13800000000 sk_test_hunter2 pi_1_secret_x"

// TestNoSecretAndNoCardIsInAnExchangeThatIsKept: a Stripe that says everything it should not.
func TestNoSecretAndNoCardIsInAnExchangeThatIsKept(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"error":{"type":"invalid_request_error","code":"api_key_expired","message":%q}}`, personal)
			return
		}
		fmt.Fprintf(w, `{"id":"re_1","object":"refund","amount":4500,"currency":"cny","status":"succeeded","metadata":{"makegood_key":"k-pi_1","note":%[1]q},
			"payment_method_details":{"card":{"number":%[1]q,"brand":"visa"}},"receipt_email":%[1]q,"client_secret":%[1]q,"description":%[1]q}`, personal)
	}))
	defer web.Close()
	parts, err := New(Config{Settings: stripeAt(t, web.URL, withKey("sk_test_hunter2")), Logger: zap.NewNop(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	books := &switches{}
	all, err := parts.guardedProviders(books)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := all.of["stripe"].Refund(t.Context(), ofStripe("pi_1")); err != nil || got.Kind != refund.OutcomeSettled {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := all.of["stripe"].Lookup(t.Context(), ofStripe("pi_1")); err != nil {
		t.Error(err)
	}
	all.close()
	if len(books.kept) != 2 {
		t.Fatalf("%d exchanges are kept", len(books.kept))
	}
	text := fmt.Sprintf("%+v", books.kept)
	for _, hidden := range append(strings.Fields(personal), "hunter2", "Bearer") {
		if strings.Contains(text, hidden) {
			t.Errorf("%s is kept: %s", hidden, text)
		}
	}
	sent, asked := books.kept[0], books.kept[1]
	if sent.Refund != "refund/m/o/r" || sent.Leg != "1" || sent.Key != "k-pi_1" || sent.Status != 200 || !strings.Contains(sent.Request, "amount=4500") || !strings.Contains(sent.Response, `"id":"re_1"`) {
		t.Errorf("of the refund it keeps %+v", sent)
	}
	if asked.Method != "GET" || !strings.Contains(asked.Target, "payment_intent=pi_1") || !strings.Contains(asked.Response, "api_key_expired") {
		t.Errorf("of the look-up it keeps %+v", asked)
	}
}

// away is a ledger that takes nothing so many times.
type away struct {
	switches
	times int
}

func (a *away) KeepExchanges(ctx context.Context, all []ledger.Exchange) error {
	if a.times--; a.times >= 0 {
		return errors.New("the disk is full")
	}
	return a.switches.KeepExchanges(ctx, all)
}

func TestWhatTheLedgerRefusedIsTriedAgainAndItsLossIsSaid(t *testing.T) {
	for times, want := range map[int]struct {
		kept int
		says string
	}{1: {2, "not kept yet"}, 100: {0, "are lost"}} {
		core, logs := observer.New(zapcore.ErrorLevel)
		books := &away{times: times}
		log := newExchangeLog(books, zap.New(core))
		log.keep(ledger.Exchange{Method: "POST"})
		log.keep(ledger.Exchange{Method: "GET"})
		log.close()
		if len(books.kept) != want.kept || len(logs.FilterMessageSnippet(want.says).All()) == 0 {
			t.Errorf("refused %d times: kept %+v, said %+v", times, books.kept, logs.All())
		}
	}
}

// stuck is a ledger that does not answer until it is let go.
type stuck struct {
	switches
	free chan struct{}
}

func (s *stuck) KeepExchanges(ctx context.Context, all []ledger.Exchange) error {
	<-s.free
	return s.switches.KeepExchanges(ctx, all)
}

func TestAPayoutNeverWaitsForItsAudit(t *testing.T) {
	core, logs := observer.New(zapcore.ErrorLevel)
	books := &stuck{free: make(chan struct{})}
	log := newExchangeLog(books, zap.New(core))
	const many = exchangesWaitingMax + 2*exchangesAtOnce
	for range many {
		log.keep(ledger.Exchange{Method: "POST"})
	}
	close(books.free)
	log.close()
	lost := len(logs.FilterMessageSnippet("is lost").All())
	if lost < exchangesAtOnce || len(books.kept)+lost != many {
		t.Errorf("of %d, %d are kept and %d are said to be lost", many, len(books.kept), lost)
	}
}
