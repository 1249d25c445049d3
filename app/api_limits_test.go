package app

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/internal/config"
)

// post is a call of a procedure by Connect's JSON.
func (s *servedAPI) post(path, token, body string) (*http.Response, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	return s.do(request)
}

const listByConnect = "/makegood.api.v1.RefundService/ListRefunds"

func TestEveryLimitIsSaidByEveryDoorWithItsCode(t *testing.T) {
	tooLarge := `{"cursor":"` + strings.Repeat("x", rpc.MessageBytesMax+1<<10) + `"}`
	for _, c := range []struct {
		name   string
		change func(*config.API)
		call   func(s *servedAPI) (*http.Response, string)
		status int
		says   []string
		waits  string
	}{
		{"a subject's rate, by REST", func(a *config.API) { a.SubjectRate, a.SubjectBurst = 0.5, 1 },
			func(s *servedAPI) (*http.Response, string) {
				s.get("/v1/refunds", s.token())
				return s.get("/v1/refunds", s.token())
			}, http.StatusTooManyRequests, []string{`"code":"RATE_LIMITED"`, `"status":429`, "ann calls more often than 0.5 times a second"}, "2"},
		{"a subject's rate, by Connect", func(a *config.API) { a.SubjectRate, a.SubjectBurst = 0.5, 1 },
			func(s *servedAPI) (*http.Response, string) {
				s.get("/v1/refunds", s.token()) // the doors share the rate
				return s.post(listByConnect, s.token(), "{}")
			}, http.StatusTooManyRequests, []string{`"code":"resource_exhausted"`, "RATE_LIMITED: ann calls more often"}, "2"},
		{"an address's, of nobody, by REST", func(a *config.API) { a.AddressRate, a.AddressBurst = 0.1, 1 },
			func(s *servedAPI) (*http.Response, string) {
				s.get("/v1/refunds", "")
				return s.get("/v1/refunds", "")
			}, http.StatusTooManyRequests, []string{`"code":"RATE_LIMITED"`}, "10"},
		{"an address's, of forged tokens, by Connect", func(a *config.API) { a.AddressRate, a.AddressBurst = 0.1, 1 },
			func(s *servedAPI) (*http.Response, string) {
				s.post(listByConnect, "mgk_forged", "{}")
				return s.post(listByConnect, "mgk_forged", "{}")
			}, http.StatusTooManyRequests, []string{`"code":"resource_exhausted"`, "RATE_LIMITED"}, "10"},
		{"size, by REST", nil, func(s *servedAPI) (*http.Response, string) { return s.post("/v1/refunds", s.token(), tooLarge) },
			http.StatusRequestEntityTooLarge, []string{`"code":"TOO_LARGE"`}, ""},
		{"size, by Connect", nil, func(s *servedAPI) (*http.Response, string) { return s.post(listByConnect, s.token(), tooLarge) },
			http.StatusBadRequest, []string{`"code":"invalid_argument"`, "TOO_LARGE"}, ""},
	} {
		settings := onFreePorts(t)
		if c.change != nil {
			c.change(&settings.API)
		}
		s := serveAPI(t, settings)
		answer, body := c.call(s)
		if answer.StatusCode != c.status || answer.Header.Get("Retry-After") != c.waits {
			t.Errorf("%s: %s, Retry-After %q", c.name, answer.Status, answer.Header.Get("Retry-After"))
		}
		for _, says := range c.says {
			if !strings.Contains(body, says) {
				t.Errorf("%s: %q is not in %s", c.name, says, body)
			}
		}
		s.end()
	}
}

func TestACallUnderWayIsAnsweredByAProcessThatWasToldToEnd(t *testing.T) {
	s := serveAPI(t, onFreePorts(t))
	line, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if err := line.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	// The server says 100 once the call has come so far that its body is read.
	fmt.Fprintf(line, "POST %s HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n",
		listByConnect, s.token())
	answers := bufio.NewReader(line)
	if first, err := http.ReadResponse(answers, nil); err != nil || first.StatusCode != http.StatusContinue {
		t.Fatalf("%v %v", first, err)
	}
	s.end()
	for deadline := time.Now().Add(10 * time.Second); ; {
		again, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			break
		}
		_ = again.Close()
		if time.Now().After(deadline) {
			t.Fatal("new calls are taken by a process that ends")
		}
	}
	select {
	case err := <-s.ended:
		t.Fatalf("it ended before the call was answered: %v", err)
	default:
	}
	if _, err := io.WriteString(line, "{}"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s %s %v", answer.Status, body, err)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("it was asked to end, and: %v", err)
	}
}
