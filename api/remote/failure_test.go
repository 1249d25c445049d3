package remote_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/remote"
	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/refund"
)

var (
	ofAnn   = secret.Of("of-ann")
	approve = api.DecideRequest{ID: apitest.Known, Verb: refund.VerbApprove}
	byAnn   = api.Call{Subject: api.Person("ann"), Key: "k-1"}
)

// TestALostAnswerIsAskedForAgainUnderTheSameKey: the act has arrived, and its answer is lost twice.
func TestALostAnswerIsAskedForAgainUnderTheSameKey(t *testing.T) {
	b, lost := apitest.New(t), 2
	at := door(t, b, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if lost--; lost < 0 {
				next.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler) // the connection ends without an answer
		})
	})
	var waits []string
	answer, err := client(t, remote.Config{URL: at, Token: ofAnn, Waits: func(text string) { waits = append(waits, text) }}).Decide(t.Context(), byAnn, approve)
	if err != nil || answer.Key != "k-1" {
		t.Fatalf("%+v, %v", answer, err)
	}
	acts := b.Stories.Acts()
	if len(acts) != 3 {
		t.Fatalf("it arrived %d times", len(acts))
	}
	for _, act := range acts {
		if act.Decision.DecisionID != "k-1" {
			t.Errorf("it arrived under %q", act.Decision.DecisionID)
		}
	}
	if len(waits) != 2 || !strings.Contains(waits[0], at) || !strings.Contains(waits[0], "Decide is sent again in 500ms under the same key (try 2 of 5)") {
		t.Errorf("said %q", waits)
	}
}

// answers is a server that answers everything by one handler.
func answers(t *testing.T, with http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(with)
	t.Cleanup(server.Close)
	return server.URL
}

// nobody is an address where nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return "http://" + l.Addr().String()
}

// silent reads what comes, and says nothing until the caller is gone.
func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // the caller may be gone by then
	<-r.Context().Done()
}

// TestWhatIsNoAnswerSaysWhatItIsFor with a code, and what is known to be done.
func TestWhatIsNoAnswerSaysWhatItIsFor(t *testing.T) {
	html := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
		}
	}
	large := bytes.Repeat([]byte("x"), 33<<20)
	for name, c := range map[string]struct {
		url   string
		code  refund.Code
		says  string
		tries int
	}{
		"nobody listens":     {nobody(t), api.CodeAPIAway, "does not answer", 5},
		"nothing was sent":   {nobody(t), api.CodeAPIAway, "nothing was sent", 5},
		"a proxy is alone":   {answers(t, html(502)), api.CodeAPIAway, "it may be done; the same again under its key k-1 gets its answer", 5},
		"a web server":       {answers(t, html(404)), api.CodeNotTheAPI, "is not makegood's API", 1},
		"another web server": {answers(t, html(200)), api.CodeNotTheAPI, "see MAKEGOOD_API_URL", 1},
		"too much": {answers(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/proto")
			_, _ = w.Write(large)
		}), refund.CodeTooLarge, "33554432", 1},
		"no answer in time": {answers(t, silent), api.CodeTimedOut, "under its key k-1", 1},
	} {
		waits := 0
		timeout := 20 * time.Second
		if c.code == api.CodeTimedOut {
			timeout = 50 * time.Millisecond
		}
		_, err := client(t, remote.Config{URL: c.url, Token: ofAnn, Timeout: timeout, Waits: func(string) { waits++ }}).Decide(t.Context(), byAnn, approve)
		if problem := said(err); problem.code != c.code || !strings.Contains(problem.detail, c.says) || !strings.HasPrefix(problem.detail, "Decide: ") || waits != c.tries-1 {
			t.Errorf("%s: %+v after %d waits", name, problem, waits)
		}
	}
}

// TestATokenIsNotSentOn: a redirect is an answer of somebody else.
func TestATokenIsNotSentOn(t *testing.T) {
	reached := false
	elsewhere := answers(t, func(http.ResponseWriter, *http.Request) { reached = true })
	at := answers(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere+r.URL.Path, http.StatusTemporaryRedirect)
	})
	_, err := client(t, remote.Config{URL: at, Token: ofAnn}).Decide(t.Context(), byAnn, approve)
	if problem := said(err); problem.code != api.CodeNotTheAPI || !strings.Contains(problem.detail, elsewhere) || reached {
		t.Errorf("%+v, reached %t", problem, reached)
	}
}

// TestTheTokenSaysWhoActs, and not the name that comes with the call.
func TestTheTokenSaysWhoActs(t *testing.T) {
	withdraw := func(c *remote.Client, by refund.Person) error {
		_, err := c.Withdraw(t.Context(), api.Call{Subject: api.Person(by)}, api.WithdrawRequest{ID: apitest.Known})
		return err
	}
	decide := func(c *remote.Client, by refund.Person) error {
		_, err := c.Decide(t.Context(), api.Call{Subject: api.Person(by), Key: "k-1"}, approve)
		return err
	}
	for name, c := range map[string]struct {
		token secret.Value
		by    refund.Person
		do    func(*remote.Client, refund.Person) error
		code  refund.Code
		says  string
	}{
		"as themselves":                  {ofAnn, "ann", decide, "", ""},
		"written another way":            {ofAnn, " Ann ", decide, "", ""},
		"as somebody else":               {ofAnn, "bob", decide, refund.CodeSubjectMismatch, "the token is that of ann, and the call is said to be by bob"},
		"as somebody of another script":  {ofAnn, "李雷", decide, refund.CodeSubjectMismatch, "by 李雷"},
		"a machine decides":              {secret.Of("of-shop"), "shop", decide, api.CodeNotPermitted, "is for people"},
		"a machine carries a customer's": {secret.Of("of-shop"), "customer:42", withdraw, "", ""},
		"a person as a customer":         {ofAnn, "customer:42", withdraw, api.CodeNotPermitted, "ann may not act for customer:42"},
		"a token of nobody":              {secret.Of("of-bob"), "bob", decide, api.CodeUnauthenticated, "nobody's"},
		"no token":                       {secret.Value{}, "bob", decide, api.CodeUnauthenticated, "nobody is known"},
		"a token's file is not there":    {secret.File(filepath.Join(t.TempDir(), "token")), "ann", decide, "BAD_CONFIG", "the API's token"},
	} {
		b := apitest.New(t)
		problem := said(c.do(client(t, remote.Config{URL: door(t, b, nil), Token: c.token}), c.by))
		if problem.code != c.code || !strings.Contains(problem.detail, c.says) {
			t.Errorf("%s: %+v", name, problem)
		}
		if arrived := len(b.Stories.Acts()); (arrived == 1) != (c.code == "") {
			t.Errorf("%s: %d arrived", name, arrived)
		}
	}
}

// TestWhatIsDoneOnceIsKnownByItsWords: a person who repeats a command repeats the act.
func TestWhatIsDoneOnceIsKnownByItsWords(t *testing.T) {
	b := apitest.New(t)
	c := client(t, remote.Config{URL: door(t, b, nil), Token: secret.Of("of-shop")})
	for _, note := range []string{"keeps it", "keeps it", "keeps it after all"} {
		answer, err := c.Withdraw(t.Context(), api.Call{Subject: api.Person("customer:42")}, api.WithdrawRequest{ID: apitest.Known, Note: note})
		if err != nil || answer.Key != "" {
			t.Fatalf("%+v, %v", answer, err)
		}
	}
	acts := b.Stories.Acts()
	if first := acts[0].Withdrawal.Key; first == "" || acts[1].Withdrawal.Key != first || acts[2].Withdrawal.Key == first {
		t.Errorf("%+v", acts)
	}
	for range 2 {
		if _, err := c.Choose(t.Context(), api.Call{Subject: api.Person("customer:42")}, api.ChooseRequest{ID: apitest.Known, Alternative: "STORE_CREDIT"}); err != nil {
			t.Fatal(err)
		}
	}
	acts = b.Stories.Acts()
	if acts[3].Choice.Key == "" || acts[3].Choice.Key == acts[4].Choice.Key {
		t.Errorf("%+v", acts)
	}
}

func TestACertificateIsHeldAgainstTheAuthoritiesThatAreNamed(t *testing.T) {
	authority := linetest.New(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }))
	server.TLS = authority.Server(t, "127.0.0.1")
	server.Config.ErrorLog = nil
	server.StartTLS()
	t.Cleanup(server.Close)
	for file, says := range map[string]string{"": "MAKEGOOD_API_URL_AUTHORITY_FILE", authority.Write(t): "404"} {
		_, err := client(t, remote.Config{URL: server.URL, Token: ofAnn, AuthorityFile: file}).Decide(t.Context(), byAnn, approve)
		if problem := said(err); problem.code != api.CodeNotTheAPI || !strings.Contains(problem.detail, says) {
			t.Errorf("with %q: %+v", file, problem)
		}
	}
}

// TestWhoStopsWaitingIsNotKeptWaiting between two tries.
func TestWhoStopsWaitingIsNotKeptWaiting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c, err := remote.New(remote.Config{URL: nobody(t), Token: ofAnn, Waits: func(string) { cancel() }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Decide(ctx, byAnn, approve); said(err).code != api.CodeAPIAway {
		t.Errorf("%v", err)
	}
}

func TestAnAddressIsNeeded(t *testing.T) {
	for _, at := range []string{"", "127.0.0.1:8090", "ftp://api.example", "https://"} {
		if _, err := remote.New(remote.Config{URL: at}); err == nil {
			t.Errorf("%q is taken", at)
		}
	}
}
