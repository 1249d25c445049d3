package app

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// servedAPI is an API that answers on a free port until the test ends.
type servedAPI struct {
	t    *testing.T
	url  string
	demo *identity.Demo
	end  context.CancelFunc
	// ended has what RunAPI returned.
	ended chan error
}

// serveAPI runs the API on a new ledger; Temporal is away.
func serveAPI(t *testing.T, s config.Settings) *servedAPI {
	t.Helper()
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	demo, err := identity.NewDemo([]refund.Person{"ann"}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	at := make(chan net.Addr, 1)
	process, err := New(Config{Settings: s, Logger: zap.NewNop(), Now: time.Now, Demo: demo, OnAPI: func(a net.Addr) { at <- a }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := &servedAPI{t: t, demo: demo, end: cancel, ended: make(chan error, 1)}
	go func() { served.ended <- process.RunAPI(ctx) }()
	t.Cleanup(cancel)
	select {
	case address := <-at:
		served.url = "http://" + address.String()
	case err := <-served.ended:
		t.Fatalf("it ended: %v", err)
	}
	return served
}

// onFreePorts are settings of an API with nothing around it.
func onFreePorts(t *testing.T) config.Settings {
	s := nothingListens(t)
	s.API.Address, s.API.MetricsAddress = "127.0.0.1:0", config.MetricsOff
	return s
}

// get returns status, header and body of an answer.
func (s *servedAPI) get(path, token string) (*http.Response, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return s.do(request)
}

func (s *servedAPI) do(request *http.Request) (*http.Response, string) {
	s.t.Helper()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer, string(body)
}

func (s *servedAPI) token() string {
	s.t.Helper()
	token, err := s.demo.Token("ann")
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

func TestAnAPIAnswersWhileTemporalIsAwayAndSaysWhatIsMissing(t *testing.T) {
	s := serveAPI(t, onFreePorts(t))
	for _, c := range []struct {
		name, path, token string
		status            int
		says              string
	}{
		{"it lives", "/healthz", "", http.StatusOK, `"ok":true`},
		{"it is not ready", "/readyz", "", http.StatusServiceUnavailable, `"name":"temporal","ok":false`},
		{"nobody calls", "/v1/refunds", "", http.StatusUnauthorized, "UNAUTHENTICATED"},
		{"the ledger is read", "/v1/refunds", s.token(), http.StatusOK, "{"},
		{"the demo's people sign in", "/sign-in/", "", http.StatusOK, identity.DemoNotice},
		{"nothing is there", "/v2/refunds", "", http.StatusNotFound, ""},
	} {
		answer, body := s.get(c.path, c.token)
		if answer.StatusCode != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %s: %s %s", c.name, c.path, answer.Status, body)
		}
	}
	var report struct{ OK bool }
	if _, body := s.get("/readyz", ""); json.Unmarshal([]byte(body), &report) != nil || report.OK {
		t.Errorf("it is ready without Temporal: %s", body)
	}
	s.end()
	if err := <-s.ended; err != nil {
		t.Errorf("it was asked to end, and: %v", err)
	}
}
