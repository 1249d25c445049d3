package proof_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// front stands between an adapter and its provider's stand-in: the provider can be away, and something can happen
// after it has moved money and before its answer arrives.
type front struct {
	url string

	mu           sync.Mutex
	away         bool
	leaves       bool
	beforeAnswer func()
}

// newFront puts one before a stand-in, until the test ends.
func newFront(t *testing.T, to string) *front {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: target.Scheme, Host: target.Host}) },
		ModifyResponse: func(r *http.Response) error { f.answered(r.Request); return nil },
		// The stand-in has hung up: so does the front.
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f.isAway() {
			http.Error(w, "no healthy upstream", http.StatusServiceUnavailable)
			return
		}
		defer f.passed(r) // also where the stand-in hangs up
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	f.url = web.URL + target.Path
	return f
}

func (f *front) isAway() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.away
}

// leavesAfterTheNext has the provider be away once it was asked for money.
func (f *front) leavesAfterTheNext() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.leaves = true
}

func (f *front) passed(r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.leaves && asksForMoney(r) {
		f.leaves, f.away = false, true
	}
}

func (f *front) comesBack() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.away = false
}

// happensBeforeTheAnswer has something happen once, while the answer to the next request for money is on its way.
func (f *front) happensBeforeTheAnswer(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.beforeAnswer = do
}

func (f *front) answered(r *http.Request) {
	if !asksForMoney(r) {
		return
	}
	f.mu.Lock()
	do := f.beforeAnswer
	f.beforeAnswer = nil
	f.mu.Unlock()
	if do != nil {
		do()
	}
}

// asksForMoney: Alipay's gateway is asked everything by POST, and an access token is too.
func asksForMoney(r *http.Request) bool {
	method := r.URL.Query().Get("method")
	return r.Method == http.MethodPost && !strings.HasSuffix(r.URL.Path, "/oauth2/token") && (method == "" || method == "alipay.trade.refund")
}
