package exchange_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/exchange"
)

var shown = exchange.ShownMembers("amount", "status", "expand", "key", "id")

func TestOnlyListedMembersAreKept(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"nothing", "", ""},
		{"JSON", `{"amount":4500,"card":{"number":"4242424242424242","cvc":737},"status":"ok"}`, `{"amount":4500,"card":{"cvc":"•••","number":"•••"},"status":"ok"}`},
		{"a list takes its member's name", `{"id":["a","b"],"emails":["a@b.example"]}`, `{"emails":["•••"],"id":["a","b"]}`},
		{"a great number survives", `{"amount":9007199254740993}`, `{"amount":9007199254740993}`},
		{"JSON within JSON", `{"biz":"{\"amount\":1,\"secret\":\"s\"}"}`, `{"biz":"{\"amount\":1,\"secret\":\"•••\"}"}`},
		{"a member whose text looks like JSON and is none", `{"secret":"{s"}`, `{"secret":"•••"}`},
		{"a form", "amount=4500&metadata[key]=k1&metadata[phone]=13800000000&expand[0]=x", "amount=4500&expand[0]=x&metadata[key]=k1&metadata[phone]=•••"},
		{"a form with JSON in it", `biz=%7B%22amount%22%3A1%2C%22s%22%3A%22t%22%7D`, `biz={"amount":1,"s":"•••"}`},
		{"a bare text", `"4242424242424242"`, "(18 bytes that are not shown)"},
		{"a page", "<html>key=s</html>", "(18 bytes that are not shown)"},
		{"two values", `{"amount":1}{"secret":"s"}`, "(26 bytes that are not shown)"},
		{"half a value", `{"amount":1,"secret":"s`, "(23 bytes that are not shown)"},
	} {
		if got := shown.Body([]byte(c.body)); got != c.want {
			t.Errorf("%s: kept %s, want %s", c.name, got, c.want)
		}
	}
	u, err := url.Parse("https://api.test/v1/refunds/re_1?amount=1&token=secret")
	if err != nil {
		t.Fatal(err)
	}
	if got := shown.Target(u); got != "/v1/refunds/re_1?amount=1&token=•••" {
		t.Errorf("target %s", got)
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	got := shown.Body([]byte(`{"status":"` + strings.Repeat("é", exchange.BodyBytesMax) + `"}`))
	if len(got) > exchange.BodyBytesMax || !strings.HasSuffix(got, "…") || strings.Contains(got, "\uFFFD") {
		t.Errorf("%d bytes, ending %q", len(got), got[len(got)-10:])
	}
}

// recorded sends a request through a recorder, and returns what was kept.
func recorded(t *testing.T, over http.RoundTripper, url, body string) (exchange.Exchange, string, error) {
	t.Helper()
	var kept []exchange.Exchange
	now := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	client := http.Client{Transport: exchange.Recorder{
		Over: over, Shown: shown, Keep: func(e exchange.Exchange) { kept = append(kept, e) },
		Now: func() time.Time { now = now.Add(time.Second); return now },
	}}
	ctx := payment.WithInstruction(t.Context(), payment.Instruction{Key: "k1", Leg: "leg-1"})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/refunds?token=hunter2", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer hunter2")
	resp, err := client.Do(req)
	heard := ""
	if err == nil {
		defer resp.Body.Close()
		var text []byte
		text, err = io.ReadAll(resp.Body)
		heard = string(text)
	}
	if len(kept) != 1 {
		t.Fatalf("%d exchanges were kept", len(kept))
	}
	return kept[0], heard, err
}

func TestAnExchangeIsKeptAndHandedOnAsItWas(t *testing.T) {
	const body, answer = "amount=4500&card=4242424242424242", `{"id":"re_1","holder":"Li Lei"}`
	var arrived string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		arrived = string(text)
		w.WriteHeader(http.StatusPaymentRequired)
		_, _ = io.WriteString(w, answer)
	}))
	defer web.Close()
	kept, heard, err := recorded(t, http.DefaultTransport, web.URL, body)
	if err != nil || arrived != body || heard != answer {
		t.Errorf("arrived %q, heard %q, %v", arrived, heard, err)
	}
	want := exchange.Exchange{
		About: payment.Instruction{Key: "k1", Leg: "leg-1"}, Method: "POST", Target: "/v1/refunds?token=•••", Status: 402,
		Request: "amount=4500&card=•••", Response: `{"holder":"•••","id":"re_1"}`,
		BeganAt: time.Date(2026, 11, 29, 9, 0, 1, 0, time.UTC), Took: time.Second,
	}
	if kept != want {
		t.Errorf("kept %+v\nwant %+v", kept, want)
	}
}

func TestSilenceIsKeptToo(t *testing.T) {
	kept, _, err := recorded(t, transport(func(*http.Request) (*http.Response, error) { return nil, errors.New("no route") }), "http://provider.test", "amount=1")
	if err == nil || kept.Status != 0 || kept.Problem != "no route" || kept.Request != "amount=1" {
		t.Errorf("kept %+v, %v", kept, err)
	}
	broke := errors.New("it broke off")
	kept, heard, err := recorded(t, transport(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"id":`), failing{broke}))}, nil
	}), "http://provider.test", "amount=1")
	if !errors.Is(err, broke) || heard != `{"id":` || kept.Status != 200 || kept.Problem != "the answer broke off: it broke off" {
		t.Errorf("kept %+v, heard %q, %v", kept, heard, err)
	}
}

func TestAGreatAnswerIsHandedOnWhole(t *testing.T) {
	great := bytes.Repeat([]byte("x"), 3<<20)
	_, heard, err := recorded(t, transport(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(bytes.NewReader(great))}, nil
	}), "http://provider.test", "amount=1")
	if err != nil || heard != string(great) {
		t.Errorf("%d bytes, %v", len(heard), err)
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
