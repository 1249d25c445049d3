package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"go.temporal.io/api/serviceerror"

	"github.com/makegood/makegood/internal/port"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	"github.com/makegood/makegood/refund"
)

// served is `makegood api`, as a shop's program calls it.
type served struct {
	*world
	url, key string
	process  *process
}

// serveAPI starts the process on a free port and waits until it is ready.
func (w *world) serveAPI() *served {
	w.t.Helper()
	var made struct{ Key, Line string }
	out := w.mustRun("identity", "new-machine", "shop", "--scopes", "refunds:request,refunds:read", "--limits", "CNY=100000000", "--json")
	if err := json.Unmarshal([]byte(out), &made); err != nil {
		w.t.Fatal(err)
	}
	machines := filepath.Join(w.dir, "machines")
	if err := os.WriteFile(machines, []byte(made.Line+"\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	free, err := port.Free(0)
	if err != nil {
		w.t.Fatal(err)
	}
	w.set("MAKEGOOD_API_ADDRESS", port.Local(free))
	w.set("MAKEGOOD_API_METRICS_ADDRESS", "off")
	w.set("MAKEGOOD_IDENTITY_MACHINES_FILE", machines)
	s := &served{world: w, url: "http://" + port.Local(free), key: made.Key}
	s.process = w.spawn("api")
	w.untilReady(port.Local(free))
	return s
}

// requested is the answer to a request.
type requested struct {
	Refund struct {
		ID, Status string
		Total      string `json:"total_minor"`
	}
	Code string

	status   int
	replayed string
}

// request posts an order's event; an answer that does not come is empty.
func (s *served) request(ctx context.Context, file string) (out requested) {
	event, err := os.ReadFile(file)
	if err != nil {
		return out
	}
	body := `{"cancellation":` + string(event) + `}`
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/v1/refunds", strings.NewReader(body))
	if err != nil {
		return out
	}
	ask.Header.Set("Content-Type", "application/json")
	ask.Header.Set("Authorization", "Bearer "+s.key)
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return out
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil || json.Unmarshal(raw, &out) != nil {
		s.t.Logf("%s: %s %v", answer.Status, raw, err)
	}
	out.status, out.replayed = answer.StatusCode, answer.Header.Get("Idempotency-Replayed")
	return out
}

// TestTheAPIProcessAnswersWithTheDecision on the real server: by REST and by gRPC, two requests of one order at once, and
// not any more once workers do not take up what was started.
func TestTheAPIProcessAnswersWithTheDecision(t *testing.T) {
	w := start(t)
	w.set("MAKEGOOD_STARTER_BACKLOG_MAX", "1")
	w.set("MAKEGOOD_STARTER_BACKLOG_AGE_MAX", "0s")
	for _, key := range []string{"SIGNING_KEY", "TRUSTED_KEYS"} {
		w.set("MAKEGOOD_IDENTITY_"+key+"_FILE", filepath.Join(w.dir, strings.ToLower(key)))
	}
	var keys map[string]string
	if err := json.Unmarshal([]byte(w.mustRun("identity", "new-key", "api-1", "--json")), &keys); err != nil {
		t.Fatal(err)
	}
	for file, key := range map[string]string{"signing_key": keys["signing_key"], "trusted_keys": keys["trusted_key"]} {
		if err := os.WriteFile(filepath.Join(w.dir, file), []byte(key+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pays := w.spawn("worker")
	s := w.serveAPI()

	file, id := w.event("order-served", pending)
	first := s.request(t.Context(), file)
	if first.status != http.StatusOK || first.Refund.ID != string(id) || first.Refund.Status != string(refund.StatusPayingOut) || first.Refund.Total == "" {
		t.Fatalf("answered %+v", first)
	}
	w.reaches(id, refund.StatusRefunded)
	if again := s.request(t.Context(), file); again.status != http.StatusOK || again.replayed != "true" || again.Refund.Status != string(refund.StatusRefunded) {
		t.Errorf("the same again: %+v", again)
	}
	s.readByGRPC(id)
	s.twoOfOneOrder(first.Refund.Total)
	w.booksAgree()

	pays.kill()
	s.heldBack()
	if err := s.process.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-s.process.done
	if code := s.process.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("told to end, it ended with %d", code)
	}
}

// readByGRPC reads a refund over HTTP/2 without TLS.
func (s *served) readByGRPC(id refund.ID) {
	s.t.Helper()
	var only http.Protocols
	only.SetUnencryptedHTTP2(true)
	over := &http.Client{Transport: &http.Transport{Protocols: &only}}
	client := apiv1connect.NewRefundServiceClient(connect.NewClient(connecthttp.NewTransport(over, s.url, connecthttp.WithGRPC())))
	ctx, call := connect.NewClientContext(s.t.Context())
	call.RequestHeader().Set("Authorization", "Bearer "+s.key)
	found, err := client.GetRefund(ctx, &apiv1.GetRefundRequest{Id: string(id)})
	if err != nil || found.GetRefund().GetStatus() != string(refund.StatusRefunded) {
		s.t.Errorf("by gRPC: %v, %v", found, err)
	}
}

// twoOfOneOrder asks twice for the whole of an order, side by side: it is paid once.
func (s *served) twoOfOneOrder(total string) {
	s.t.Helper()
	one, id := s.event("order-twice", nil)
	two, _ := s.event("order-twice", func(body map[string]any) { body["cancellation_id"] = "c-2" })
	answers := make([]requested, 2)
	var asking sync.WaitGroup
	for n, file := range []string{one, two} {
		asking.Go(func() { answers[n] = s.request(s.t.Context(), file) })
	}
	asking.Wait()
	for _, answer := range answers {
		if answer.status != http.StatusOK {
			s.t.Errorf("one of two: %+v", answer)
		}
	}
	other := refund.ID(strings.TrimSuffix(string(id), "c-1") + "c-2")
	s.until("both ends", time.Minute, func() bool { return s.status(id).Final() && s.status(other).Final() })
	if moved := strconv.FormatInt(s.movedFor("order-twice"), 10); moved != total {
		s.t.Errorf("%s moved of an order of %s (%s and %s)", moved, total, s.status(id), s.status(other))
	}
}

// heldBack: once more waits for a worker than may, a request is told so and starts nothing.
func (s *served) heldBack() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	var asking sync.WaitGroup
	defer asking.Wait()
	defer cancel()
	for _, order := range []string{"order-waits-1", "order-waits-2", "order-waits-3"} {
		file, _ := s.event(order, nil)
		asking.Go(func() { s.request(ctx, file) })
	}
	var last requested
	var held refund.ID
	tries := 0
	s.until("a request that is held back", time.Minute, func() bool {
		tries++
		file, id := s.event(fmt.Sprintf("order-tried-%d", tries), nil)
		asked, stop := context.WithTimeout(ctx, 5*time.Second)
		defer stop()
		last, held = s.request(asked, file), id
		return last.Code == "INTAKE_HELD"
	})
	if last.status != http.StatusTooManyRequests {
		s.t.Errorf("held back with %d", last.status)
	}
	_, err := s.client.DescribeWorkflowExecution(s.t.Context(), string(held), "")
	if unknown := new(serviceerror.NotFound); !errors.As(err, &unknown) {
		s.t.Errorf("%s was started all the same: %v", held, err)
	}
}
