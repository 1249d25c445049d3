//go:build schemathesis

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/api/openapi"
	"github.com/makegood/makegood/refund"
)

// program is where `make test-api` puts schemathesis.
const program = "../bin/schemathesis/bin/st"

// TestTheRestDoorKeepsToItsDocument: generated calls, good and bad, of every operation of docs/openapi.json, on refunds in
// several states, on the real server and a real ledger. Any 5xx fails it, and any answer that is not as the document says.
func TestTheRestDoorKeepsToItsDocument(t *testing.T) {
	w := start(t)
	door := w.servedAPI("ops")
	w.spawn("worker")
	orders := w.refundsInSeveralStates()

	st, err := filepath.Abs(program)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Minute) // two on a machine that does nothing else
	defer cancel()
	run := exec.CommandContext(ctx, st, "--config-file", "schemathesis.toml", "run", door.url+openapi.DocumentPath, "--url", door.url)
	run.Dir = "../tools/schemathesis"
	run.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "STAFF_TOKEN="+door.token("ops"), "SHOP_TOKEN="+door.shop, "ORDERS="+orders, "EVENT="+w.exampleEvent(), "PYTHONPATH=.")
	begun := time.Now()
	out, err := run.CombinedOutput()
	t.Logf("it took %s\n%s", time.Since(begun).Round(time.Second), out)
	if err != nil {
		t.Errorf("schemathesis: %v", err)
	}
	w.booksAgree()
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

// token is a sample person's.
func (d *doors) token(who refund.Person) string {
	d.t.Helper()
	token, err := d.demo.Token(who)
	if err != nil {
		d.t.Fatal(err)
	}
	return token
}
