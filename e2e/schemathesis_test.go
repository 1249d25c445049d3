//go:build schemathesis

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/openapi"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// program is where `make test-api` puts schemathesis.
const program = "../bin/schemathesis/bin/st"

// TestTheRestDoorKeepsToItsDocument: generated calls, good and bad, of every operation of docs/openapi.json, on refunds in
// several states, on the real server and a real ledger. Any 5xx fails it, and any answer that is not as the document says.
func TestTheRestDoorKeepsToItsDocument(t *testing.T) {
	w := start(t)
	w.spawn("worker")
	orders := w.refundsInSeveralStates()
	door := httptest.NewServer(w.restDoor())
	t.Cleanup(door.Close)

	st, err := filepath.Abs(program)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, st, "--config-file", "schemathesis.toml", "run", door.URL+openapi.DocumentPath, "--url", door.URL)
	run.Dir = "../tools/schemathesis"
	run.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "STAFF_TOKEN=of-ops", "SHOP_TOKEN=of-shop", "ORDERS="+orders, "EVENT="+w.exampleEvent(), "PYTHONPATH=.")
	begun := time.Now()
	out, err := run.CombinedOutput()
	t.Logf("it took %s\n%s", time.Since(begun).Round(time.Second), out)
	if err != nil {
		t.Errorf("schemathesis: %v", err)
	}
	w.booksAgree()
}

// restDoor is the door with its document, for one of the staff and for a shop's program.
func (w *world) restDoor() http.Handler {
	w.t.Helper()
	who := map[string]api.Subject{
		"of-ops":  {Name: "ops", Kind: api.Human, Verified: api.ByOIDC, ID: "oidc:ops"},
		"of-shop": {Name: "shop", Kind: api.Machine, Verified: api.ByKey, ID: "key:shop", Scopes: api.Scopes(), DayLimitMinor: map[refund.Currency]int64{"CNY": 100_000_000}},
	}
	server, err := rpc.Server(rpc.Config{
		Service: w.service(),
		Identify: func(_ context.Context, token string) (api.Subject, error) {
			if s, known := who[token]; known {
				return s, nil
			}
			return api.Subject{}, refund.Problem{Code: api.CodeTokenRefused, Detail: "the bearer token is nobody's"}
		},
		Report: func(procedure string, err error) { w.t.Errorf("%s came to nothing by a fault: %v", procedure, err) },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	paths, err := rest.Handler(server)
	if err != nil {
		w.t.Fatal(err)
	}
	documents := openapi.Handler()
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, openapi.PagePath) || r.URL.Path == openapi.DocumentPath {
			documents.ServeHTTP(out, r)
			return
		}
		paths.ServeHTTP(out, r)
	})
}

// refundsInSeveralStates are orders whose refunds wait for a person, or for goods, need attention, are under way or over.
func (w *world) refundsInSeveralStates() string {
	w.t.Helper()
	service, orders := w.service(), []string{}
	ask := func(name string, count int, changes ...func(map[string]any)) {
		for n := range count {
			order := fmt.Sprintf("order-%s-%d", name, n)
			in, _ := w.request(order, func(body map[string]any) {
				for _, change := range changes {
					change(body)
				}
			})
			if _, err := service.RequestRefund(w.t.Context(), shopCalls, in); err != nil {
				w.t.Fatalf("%s: %v", order, err)
			}
			orders = append(orders, order)
		}
	}
	ask("waits", 16, large)
	ask("goods", 4, large, delivered, newAccount)
	ask("declined", 4, faulty("~decline:balance"))
	ask("pending", 4, faulty("~pending:1h"))
	ask("paid", 2)
	raw, err := json.Marshal(orders)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(raw)
}

// faulty has the provider do something with the refund's payment.
func faulty(fault string) func(map[string]any) {
	return func(body map[string]any) {
		payment := firstPayment(body)
		payment["provider_reference"] = payment["provider_reference"].(string) + fault
	}
}

func (w *world) exampleEvent() string {
	w.t.Helper()
	raw, err := os.ReadFile("../starter/event/testdata/contract/order-cancelled.whole.json")
	if err != nil {
		w.t.Fatal(err)
	}
	return string(raw)
}
