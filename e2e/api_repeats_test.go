package e2e

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// restDoor is REST over a service of its own: what a process of the API serves.
func (w *world) restDoor() *httptest.Server {
	w.t.Helper()
	who := map[string]api.Subject{
		"shop": shopCalls.Subject, "noah": {ID: "oidc:noah", Name: "noah", Kind: api.Human, Verified: api.ByOIDC},
		"another": {ID: "oidc:another", Name: "noah", Kind: api.Human, Verified: api.ByOIDC},
	}
	server, err := rpc.Server(rpc.Config{Service: w.service(), Identify: func(_ context.Context, token string) (api.Subject, error) { return who[token], nil }})
	if err != nil {
		w.t.Fatal(err)
	}
	handler, err := rest.Handler(server)
	if err != nil {
		w.t.Fatal(err)
	}
	door := httptest.NewServer(handler)
	w.t.Cleanup(door.Close)
	return door
}

// restAnswer is what REST answered.
type restAnswer struct {
	status   int
	replayed bool
	etag     string
	body     map[string]any
}

func (a restAnswer) code() string { code, _ := a.body["code"].(string); return code }

// call is one REST call; nothing in body is a GET.
func (w *world) call(door *httptest.Server, path, token, body string, headers ...string) restAnswer {
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(w.t.Context(), method, door.URL+path, strings.NewReader(body))
	if err != nil {
		w.t.Error(err)
		return restAnswer{}
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	for n := 0; n < len(headers); n += 2 {
		request.Header.Set(headers[n], headers[n+1])
	}
	response, err := door.Client().Do(request)
	if err != nil {
		w.t.Error(err)
		return restAnswer{}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	out := restAnswer{status: response.StatusCode, replayed: response.Header.Get("Idempotency-Replayed") == "true", etag: response.Header.Get("ETag")}
	if err == nil {
		err = json.Unmarshal(raw, &out.body)
	}
	if err != nil {
		w.t.Errorf("%s: %v: %s", path, err, raw)
	}
	return out
}

// sideBySide makes one call 64 times at once.
func sideBySide(call func() restAnswer) []restAnswer {
	answers := make([]restAnswer, 64)
	var calling sync.WaitGroup
	for n := range answers {
		calling.Go(func() { answers[n] = call() })
	}
	calling.Wait()
	return answers
}

// TestARepeatedCallOverRESTIsDoneOnce: 64 times side by side, and after a restart of everything with Temporal's history gone.
func TestARepeatedCallOverRESTIsDoneOnce(t *testing.T) {
	w := start(t)
	worker := w.spawn("worker")
	door := w.restDoor()

	file, id := w.event("order-repeated", large)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	request := `{"cancellation":` + string(raw) + `}`
	fresh := 0
	for n, a := range sideBySide(func() restAnswer { return w.call(door, "/v1/refunds", "shop", request) }) {
		if !a.replayed {
			fresh++
		}
		stands, _ := a.body["refund"].(map[string]any)
		if a.status != http.StatusOK || stands["id"] != string(id) || stands["total_minor"] != "1281200" || stands["status"] != string(refund.StatusAwaitingApproval) {
			t.Errorf("request %d: %d %v", n, a.status, stands)
		}
	}
	if fresh == 0 || len(w.rows()) != 1 {
		t.Errorf("%d answers are first ones, %d refunds", fresh, len(w.rows()))
	}

	shown := w.call(door, "/v1/"+string(id), "noah", "")
	decide := func(door *httptest.Server, token, verb, match string) restAnswer {
		headers := []string{"Idempotency-Key", "d-1"}
		if match != "" {
			headers = append(headers, "If-Match", match)
		}
		return w.call(door, "/v1/"+string(id)+":decide", token, `{"decision":"`+verb+`","note":"seen"}`, headers...)
	}
	if stale := decide(door, "noah", "reject", `"1"`); stale.status != http.StatusPreconditionFailed || stale.code() != string(refund.CodeStaleView) {
		t.Errorf("on a stale view: %+v", stale)
	}
	answers := sideBySide(func() restAnswer { return decide(door, "noah", "reject", shown.etag) })
	for n, a := range answers {
		delete(a.body, "replayed")
		if a.status != http.StatusOK || fmt.Sprint(a.body) != fmt.Sprint(answers[0].body) || a.body["decision_id"] != "d-1" {
			t.Errorf("decision %d: %d %v, the first %v", n, a.status, a.body, answers[0].body)
		}
	}
	if count := w.countOf("decisions", id); count != 1 {
		t.Errorf("%d decisions are stored", count)
	}
	w.reaches(id, refund.StatusRejected)

	door.Close()
	worker.kill()
	w.temporal("workflow", "terminate", "--workflow-id", string(id), "--reason", "gone")
	w.temporal("workflow", "delete", "--workflow-id", string(id))
	w.until("the end of the workflow's history", time.Minute, func() bool {
		_, err := w.client.DescribeWorkflowExecution(t.Context(), string(id), "")
		return err != nil
	})
	door = w.restDoor()
	for name, c := range map[string]struct {
		got      restAnswer
		status   int
		replayed bool
		code     string
	}{
		"the request":        {w.call(door, "/v1/refunds", "shop", request), 200, true, ""},
		"in other words":     {w.call(door, "/v1/refunds", "shop", strings.Replace(request, "CUSTOMER_CHANGED_MIND", "DAMAGED", 1)), 409, false, "CONFLICT"},
		"the decision":       {decide(door, "noah", "reject", ""), 200, true, ""},
		"on a stale view":    {decide(door, "noah", "reject", `"1"`), 200, true, ""},
		"the other decision": {decide(door, "noah", "approve", ""), 409, false, "CONFLICT"},
		"by somebody else":   {decide(door, "another", "reject", ""), 409, false, "CONFLICT"},
		"for another method": {w.call(door, "/v1/"+string(id)+":ask", "noah", `{"question":"Which?"}`, "Idempotency-Key", "d-1"), 409, false, "CONFLICT"},
		"under another key":  {w.call(door, "/v1/"+string(id)+":decide", "noah", `{"decision":"reject"}`, "Idempotency-Key", "d-2"), 404, false, "NOT_FOUND"},
	} {
		if c.got.status != c.status || c.got.replayed != c.replayed || c.got.code() != c.code {
			t.Errorf("%s after the restart: %+v", name, c.got)
		}
	}
	if count := w.countOf("decisions", id); count != 1 || len(w.rows()) != 1 {
		t.Errorf("%d decisions, %d refunds after the restart", count, len(w.rows()))
	}
	w.booksAgree()
}

// countOf counts a refund's rows in a table of the ledger's file.
func (w *world) countOf(table string, id refund.ID) (count int) {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "ledger.db")+"?mode=ro") // package sqlite brings the driver
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(w.t.Context(), "SELECT COUNT(*) FROM "+table+" WHERE refund = ?", string(id)).Scan(&count); err != nil {
		w.t.Fatal(err)
	}
	return count
}
