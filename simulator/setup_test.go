package simulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/simulator"
)

// bench is a running simulator under test, with a clock that stands still.
type bench struct {
	t        *testing.T
	url      string
	bookPath string
	clock    *clock
	stop     func()
}

// clock is a clock that moves when it is told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{
		t: t, bookPath: filepath.Join(t.TempDir(), "books", "book.jsonl"),
		clock: &clock{at: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)},
	}
	b.start()
	t.Cleanup(func() { b.stop() })
	return b
}

// start opens the book and serves it.
func (b *bench) start() {
	b.t.Helper()
	server, err := simulator.New(simulator.Config{BookPath: b.bookPath, Now: b.clock.Now, HoldMax: 50 * time.Millisecond})
	if err != nil {
		b.t.Fatalf("start: %v", err)
	}
	web := httptest.NewServer(server)
	b.url = web.URL
	b.stop = func() {
		server.Release()
		web.Close()
		if err := server.Close(); err != nil {
			b.t.Errorf("stop: %v", err)
		}
		b.stop = func() {}
	}
}

func (b *bench) restart() {
	b.t.Helper()
	b.stop()
	b.start()
}

// answer is what came back: no status is no answer.
type answer struct {
	status int
	body   string
	header http.Header
	refund simulator.Refund
}

type order struct {
	Reference   string `json:"reference"`
	Account     string `json:"account,omitempty"`
	AmountMinor int64  `json:"amount_minor"`
	Currency    string `json:"currency_code"`
}

// cny is a request of so many minor units of CNY for a reference.
func cny(reference string, minor int64) order {
	return order{Reference: reference, AmountMinor: minor, Currency: "CNY"}
}

func (b *bench) post(key string, o order) answer {
	b.t.Helper()
	return b.ask("/v1/refunds", key, o)
}

// ask posts a body under a key.
func (b *bench) ask(path, key string, what any) answer {
	b.t.Helper()
	return b.do(b.request(path, key, what))
}

// request is a POST of a body under a key.
func (b *bench) request(path, key string, what any) *http.Request {
	b.t.Helper()
	body, err := json.Marshal(what)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, b.url+path, bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.GetBody = nil // else net/http would send the key again by itself
	req.Header.Set("Idempotency-Key", key)
	return req
}

func (b *bench) lookUp(key string) answer {
	b.t.Helper()
	return b.get("/v1/refunds/by-key/" + key)
}

func (b *bench) get(path string) answer {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

func (b *bench) do(req *http.Request) answer {
	b.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatalf("read answer: %v", err)
	}
	a := answer{status: resp.StatusCode, body: string(body), header: resp.Header}
	if json.Unmarshal(body, &a.refund) != nil {
		a.refund = simulator.Refund{}
	}
	return a
}

func (b *bench) book() simulator.Book {
	b.t.Helper()
	book, err := simulator.ReadBook(b.t.Context(), b.url)
	if err != nil {
		b.t.Fatalf("read book: %v", err)
	}
	return book
}

// wantMoved holds the book to what moved for a reference, and how often money went out.
func (b *bench) wantMoved(reference string, minor int64, count int) {
	b.t.Helper()
	gotMinor, gotCount := b.book().For(reference)
	if gotMinor != minor || gotCount != count {
		b.t.Errorf("%s moved %d in %d movements, want %d in %d", reference, gotMinor, gotCount, minor, count)
	}
}
