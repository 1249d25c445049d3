package wire_test

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

	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// patience is how long a test's call may take.
const patience = 300 * time.Millisecond

// send posts a body with an idempotency key, as adapters do.
func send(ctx context.Context, t *testing.T, client *http.Client, url string) (wire.Reply, *wire.Silence) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(`{"amount":1}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Idempotency-Key", "k1")
	return wire.Send(client, req)
}

func over(transport http.RoundTripper) *http.Client {
	return wire.NewClient(&http.Client{Transport: transport}, nil)
}

func wantSilence(t *testing.T, client *http.Client, url string, want refund.OutcomeKind) {
	t.Helper()
	reply, silence := send(t.Context(), t, client, url)
	if silence == nil || silence.Outcome().Kind != want || silence.Outcome().Reason == "" {
		t.Errorf("got %+v, %+v; want %s", reply, silence, want)
	}
}

func TestARequestThatGotNoConnectionWasNotSent(t *testing.T) {
	for name, dialError := range map[string]error{
		"a name that does not resolve": &net.DNSError{Err: "no such host", Name: "provider.test", IsNotFound: true},
		"a refused connection":         &net.OpError{Op: "dial", Err: errors.New("connection refused")},
		"no route":                     &net.OpError{Op: "dial", Err: errors.New("no route to host")},
	} {
		t.Run(name, func(t *testing.T) {
			dial := func(context.Context, string, string) (net.Conn, error) { return nil, dialError }
			wantSilence(t, over(&http.Transport{DialContext: dial}), "http://provider.test", refund.OutcomeNotSent)
		})
	}
}

func TestADeadlineWhileDiallingWasNotSent(t *testing.T) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	wantSilence(t, over(&http.Transport{DialContext: dial}), "http://provider.test", refund.OutcomeNotSent)
}

func TestACallWhoseTimeWasUpBeforeItBeganWasNotSent(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, silence := send(ctx, t, wire.NewClient(nil, nil), "http://127.0.0.1:1"); silence == nil || silence.MayHaveLeft {
		t.Errorf("got %+v", silence)
	}
}

func TestAFailedHandshakeWasNotSent(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	wantSilence(t, over(&http.Transport{}), strings.Replace(web.URL, "http:", "https:", 1), refund.OutcomeNotSent)
}

func TestATransportThatDoesNotReportItsStepsProvesNothing(t *testing.T) {
	mute := transportFunc(func(*http.Request) (*http.Response, error) { return nil, errors.New("something went wrong") })
	wantSilence(t, over(mute), "http://provider.test", refund.OutcomeUnknown)
}

func TestACallCancelledAfterItLeftIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	}))
	defer web.Close()
	if _, silence := send(ctx, t, wire.NewClient(nil, nil), web.URL); silence == nil || !silence.MayHaveLeft {
		t.Errorf("got %+v", silence)
	}
}

func TestAnAnswerThatBreaksOffIsUnknown(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "500")
		_, _ = io.WriteString(w, `{"id":"re_1"`)
	}))
	defer web.Close()
	wantSilence(t, wire.NewClient(nil, nil), web.URL, refund.OutcomeUnknown)
}

func TestARedirectIsAnAnswerAndNotFollowed(t *testing.T) {
	web := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:1/", http.StatusTemporaryRedirect))
	defer web.Close()
	if reply, silence := send(t.Context(), t, wire.NewClient(nil, nil), web.URL); silence != nil || reply.Status != http.StatusTemporaryRedirect {
		t.Errorf("got %+v, %+v", reply, silence)
	}
}

func TestTheTraceIsLedOnAndTheAnswerIsBounded(t *testing.T) {
	var trace string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		trace = r.Header.Get("Traceparent")
		_, _ = io.WriteString(w, strings.Repeat("x", 2<<20))
	}))
	defer web.Close()
	client := wire.NewClient(nil, func(_ context.Context, set func(key, value string)) { set("Traceparent", "00-1") })
	reply, silence := send(t.Context(), t, client, web.URL)
	if silence != nil || trace != "00-1" || len(reply.Body) != 1<<20 {
		t.Errorf("trace %q, %d bytes, %+v", trace, len(reply.Body), silence)
	}
}

// net/http takes a request with an Idempotency-Key for one it may send again when a kept connection breaks. One call
// must stay one request, and what may have left must stay Unknown, even though nobody listens any more by the time a
// second attempt would be made.
func TestABrokenKeptConnectionIsUnknownAndNotSentAgain(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	requests := make(chan string, 10)
	go breakSecondRequest(listener, requests)
	client, url := wire.NewClient(nil, nil), "http://"+listener.Addr().String()
	if reply, silence := send(t.Context(), t, client, url); silence != nil || reply.Status != http.StatusOK {
		t.Fatalf("the first: %+v, %+v", reply, silence)
	}
	wantSilence(t, client, url, refund.OutcomeUnknown)
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
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
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

func TestOnlySomeRefusalsAreAboutTheInstruction(t *testing.T) {
	for status, want := range map[int]bool{
		200: false, 302: false, 400: true, 401: false, 403: false, 404: true, 405: true, 407: false, 408: false, 409: true, 410: true, 421: false,
		422: true, 423: false, 424: false, 425: false, 426: false, 429: false, 431: false, 451: true, 500: false, 503: false,
	} {
		if got := wire.RefusesInstruction(status); got != want {
			t.Errorf("%d: %t", status, got)
		}
	}
}

func TestARateLimitIsWaitedForAsLongAsItSays(t *testing.T) {
	now := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	for said, want := range map[string]time.Duration{
		"": time.Second, "2": 2 * time.Second, "0": 0, "-1": time.Second, "soon": time.Second, "86400": 5 * time.Minute,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Minute).Format(http.TimeFormat): time.Second,
	} {
		if got := wire.RetryAfter(http.Header{"Retry-After": {said}}, now); got != want {
			t.Errorf("%q: %s, want %s", said, got, want)
		}
	}
	if got := wire.RetryAfter(nil, now); got != time.Second {
		t.Errorf("no header: %s", got)
	}
}

func TestAProvidersWordsAreCutAndValid(t *testing.T) {
	if got := wire.Clipped(strings.Repeat("é", 400)); len(got) > 300 || !strings.HasPrefix(got, "éé") || strings.Contains(got, "\uFFFD") {
		t.Errorf("%d bytes", len(got))
	}
	if got := wire.Clipped("a\xffb"); got != "ab" {
		t.Errorf("got %q", got)
	}
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
