package simulator_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/refund"
)

func TestARequestThatGotNoConnectionWasNotSent(t *testing.T) {
	for name, dialError := range map[string]error{
		"a name that does not resolve": &net.DNSError{Err: "no such host", Name: "provider.test", IsNotFound: true},
		"a refused connection":         &net.OpError{Op: "dial", Err: errors.New("connection refused")},
		"no route":                     &net.OpError{Op: "dial", Err: errors.New("no route to host")},
	} {
		t.Run(name, func(t *testing.T) {
			dial := func(context.Context, string, string) (net.Conn, error) { return nil, dialError }
			a := adapterOver(t, "http://provider.test", &http.Transport{DialContext: dial})
			wantOutcome(t, a, refund.OutcomeNotSent)
		})
	}
}

func TestADeadlineWhileDiallingWasNotSent(t *testing.T) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	a := adapterOver(t, "http://provider.test", &http.Transport{DialContext: dial})
	wantOutcome(t, a, refund.OutcomeNotSent)
}

func TestAFailedHandshakeWasNotSent(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	a := adapterOver(t, strings.Replace(web.URL, "http:", "https:", 1), &http.Transport{})
	wantOutcome(t, a, refund.OutcomeNotSent)
}

func TestATransportThatDoesNotReportItsStepsProvesNothing(t *testing.T) {
	a := adapterOver(t, "http://provider.test", transportFunc(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("something went wrong")
	}))
	wantOutcome(t, a, refund.OutcomeUnknown)
}

func TestACallCancelledAfterItLeftIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	arrived := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(arrived)
		<-r.Context().Done()
	}))
	defer web.Close()
	go func() {
		<-arrived
		cancel()
	}()
	got, err := adapterOver(t, web.URL, nil).Refund(ctx, instruction("ch_1"))
	if err != nil || got.Kind != refund.OutcomeUnknown {
		t.Errorf("got %+v, %v; want Unknown", got, err)
	}
}

func TestAnAnswerThatBreaksOffIsUnknown(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "500")
		_, _ = io.WriteString(w, `{"id":"sim_1","status":"settled"`)
	}))
	defer web.Close()
	wantOutcome(t, adapterOver(t, web.URL, nil), refund.OutcomeUnknown)
}

// net/http takes a request with an Idempotency-Key for one it may send again when a kept connection
// breaks. One call must stay one request, and what may have left must stay Unknown, even though
// nobody listens any more by the time a second attempt would be made.
func TestABrokenKeptConnectionIsUnknownAndNotSentAgain(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	requests := make(chan string, 10)
	go breakSecondRequest(listener, requests)
	a := adapterOver(t, "http://"+listener.Addr().String(), nil)
	wantOutcome(t, a, refund.OutcomeSettled)
	wantOutcome(t, a, refund.OutcomeUnknown)
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if len(requests) != 2 {
		t.Errorf("%d requests arrived, want one for each call", len(requests))
	}
}

// breakSecondRequest answers the first request of each connection and hangs up on its second.
func breakSecondRequest(listener net.Listener, requests chan<- string) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		reader := bufio.NewReader(conn)
		readRequest(reader, requests)
		body := settledBody("ch_1", "CNY", 4500)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"+
			"Content-Length: "+itoa(len(body))+"\r\n\r\n"+body)
		readRequest(reader, requests)
		_ = conn.Close()
	}
}

func readRequest(reader *bufio.Reader, requests chan<- string) {
	r, err := http.ReadRequest(reader)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
	requests <- r.Header.Get("Idempotency-Key")
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// adapterOver returns an adapter over a transport; nil is its own.
func adapterOver(t *testing.T, url string, transport http.RoundTripper) *adapter.Adapter {
	t.Helper()
	terms := adapter.DefaultTerms()
	terms.CallTimeout = 300 * time.Millisecond
	config := adapter.Config{BaseURL: url, Terms: &terms}
	if transport != nil {
		config.HTTPClient = &http.Client{Transport: transport}
	}
	a, err := adapter.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantOutcome(t *testing.T, a *adapter.Adapter, want refund.OutcomeKind) {
	t.Helper()
	got, err := a.Refund(t.Context(), instruction("ch_1"))
	if err != nil || got.Kind != want {
		t.Errorf("got %+v, %v; want %s", got, err, want)
	}
}
