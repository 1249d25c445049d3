package e2e

import (
	"bytes"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/failure/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/api/query/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/refund"
)

// What only the customer, the shop and its staff may read.
const (
	customersAddress = "buyer@example.com"
	goodsTitle       = "Green tea 250 g"
	staffsQuestion   = "Was the tin of Mrs Wang dented?"
	staffsNote       = "the tin came back empty, says Mr Li"
)

// TestWithTheCodecOnNothingOfTheCustomerCanBeReadInTemporal looks at every byte that Temporal has of a refund: its
// history, memo, pending activities and answers to queries. The same refund without the codec shows all of it.
func TestWithTheCodecOnNothingOfTheCustomerCanBeReadInTemporal(t *testing.T) {
	for _, c := range []struct {
		name      string
		encrypted bool
	}{{"without a key file", false}, {"with one", true}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			// Where no mail server is, telling the customer fails, and the failure says why.
			w.env = append(w.env, "MAKEGOOD_SMTP_HOST=127.0.0.1", "MAKEGOOD_SMTP_PORT="+closedPort(t), "MAKEGOOD_SMTP_TLS=none")
			plainEnv := w.env
			if c.encrypted {
				w.env = append(w.env, "MAKEGOOD_CODEC_KEYS_FILE="+filepath.Join(w.dir, "codec-keys"))
				w.mustRun("codec", "keys", "new", "one")
			}
			w.spawn("starter")
			w.spawn("worker")
			id := w.talkedAbout()
			kept := w.inTemporal(id)
			for _, text := range []string{goodsTitle, "not told yet", `"status":"Rejected"`, "captured"} {
				if found := kept.where(text); (len(found) > 0) == c.encrypted {
					t.Errorf("%q stands in %v", text, found)
				}
			}
			for _, text := range []string{customersAddress, staffsQuestion, staffsNote} { // sealed under the customer's own key
				if found := kept.where(text); len(found) > 0 {
					t.Errorf("%q stands in %v", text, found)
				}
			}
			if (kept.plain == 0) != c.encrypted || (kept.sealed > 0) != c.encrypted || kept.failures == 0 || (kept.shown == 0) != c.encrypted {
				t.Errorf("%d payloads are plain, %d sealed; of %d failures %d show their message", kept.plain, kept.sealed, kept.failures, kept.shown)
			}
			if c.encrypted {
				w.readWithoutKeys(id, plainEnv)
			}
		})
	}
}

func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// talkedAbout is a refund that people asked about, answered and rejected, by commands, and of which the customer
// could not be told.
func (w *world) talkedAbout() refund.ID {
	w.t.Helper()
	id := w.publish("talked-about", large, refund.StatusAwaitingApproval)
	w.mustRun("ask", string(id), "--by", "mia", "--question", staffsQuestion)
	w.mustRun("answer", string(id), "--by", "customer:42", "--text", "no")
	w.mustRun("decide", string(id), "--reject", "--reviewer", "noah", "--note", staffsNote, "--yes")
	w.reaches(id, refund.StatusRejected)
	w.until("telling the customer to fail", time.Minute, func() bool {
		about, err := w.client.DescribeWorkflowExecution(w.t.Context(), string(id), "")
		if err != nil {
			w.t.Fatal(err)
		}
		for _, activity := range about.GetPendingActivities() {
			if activity.GetLastFailure() != nil {
				return true
			}
		}
		return false
	})
	return id
}

// keptParts is what Temporal has of a refund, by where it has it, and what its payloads and failures look like.
type keptParts struct {
	t             *testing.T
	parts         map[string][]byte
	plain, sealed int
	// failures are all of them; shown are those whose message can be read.
	failures, shown int
}

// inTemporal asks the server itself, past every converter.
func (w *world) inTemporal(id refund.ID) *keptParts {
	w.t.Helper()
	k := &keptParts{t: w.t, parts: map[string][]byte{}}
	service, run := w.client.WorkflowService(), &common.WorkflowExecution{WorkflowId: string(id)}
	history := w.client.GetWorkflowHistory(w.t.Context(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		if err != nil {
			w.t.Fatal(err)
		}
		k.add(fmt.Sprintf("event %d %s", event.GetEventId(), event.GetEventType()), event)
	}
	about, err := service.DescribeWorkflowExecution(w.t.Context(), &workflowservice.DescribeWorkflowExecutionRequest{Namespace: "default", Execution: run})
	if err != nil {
		w.t.Fatal(err)
	}
	k.add("description", about)
	for _, question := range []string{refund.QueryRefund, "__temporal_workflow_metadata"} {
		answer, err := service.QueryWorkflow(w.t.Context(), &workflowservice.QueryWorkflowRequest{
			Namespace: "default", Execution: run, Query: &query.WorkflowQuery{QueryType: question},
		})
		if err != nil {
			w.t.Fatal(err)
		}
		k.add("query "+question, answer)
	}
	return k
}

func (k *keptParts) add(name string, part proto.Message) {
	k.t.Helper()
	raw, err := proto.Marshal(part)
	if err != nil {
		k.t.Fatal(err)
	}
	k.parts[name] = raw
	err = proxy.VisitPayloads(k.t.Context(), part, proxy.VisitPayloadsOptions{SkipSearchAttributes: true,
		Visitor: func(_ *proxy.VisitPayloadsContext, payloads []*common.Payload) ([]*common.Payload, error) {
			for _, payload := range payloads {
				if string(payload.GetMetadata()["encoding"]) == "binary/encrypted" {
					k.sealed++
				} else {
					k.plain++
				}
			}
			return payloads, nil
		}})
	if err != nil {
		k.t.Fatal(err)
	}
	err = proxy.VisitFailures(k.t.Context(), part, proxy.VisitFailuresOptions{
		Visitor: func(_ *proxy.VisitFailuresContext, f *failure.Failure) error {
			k.failures++
			if f.GetMessage() != "Encoded failure" {
				k.shown++
			}
			return nil
		}})
	if err != nil {
		k.t.Fatal(err)
	}
}

// where names the parts in which a text can be read.
func (k *keptParts) where(text string) (found []string) {
	for name, raw := range k.parts {
		if bytes.Contains(raw, []byte(text)) || bytes.Contains(raw, []byte(strings.ReplaceAll(text, `"`, `\"`))) {
			found = append(found, name)
		}
	}
	return found
}

// readWithoutKeys reads the refund by commands, with the keys, without them, and with another one.
func (w *world) readWithoutKeys(id refund.ID, plainEnv []string) {
	w.t.Helper()
	if shown := w.mustRun("show", string(id)); !strings.Contains(shown, "Rejected") {
		w.t.Errorf("with the keys `show` says:\n%s", shown)
	}
	if checked := w.mustRun("codec", "keys", "check"); !strings.Contains(checked, "one  1 refunds began under it, needed") {
		w.t.Errorf("`codec keys check` says:\n%s", checked)
	}
	keyed := w.env
	w.env = append(plainEnv, "MAKEGOOD_CODEC_KEYS_FILE="+filepath.Join(w.dir, "other-keys"))
	w.mustRun("codec", "keys", "new", "other")
	if _, err := w.makegood("decide", string(id), "--approve", "--reviewer", "noah", "--note", "x", "--yes"); err == nil || !strings.Contains(err.Error(), "PAYLOAD_KEY_UNKNOWN") {
		w.t.Errorf("a command with another key: %v", err)
	}
	if checked, err := w.makegood("codec", "keys", "check"); err == nil || !strings.Contains(checked, "one  1 refunds began under it, and it is MISSING") {
		w.t.Errorf("`codec keys check` with another key says %v:\n%s", err, checked)
	}
	w.env = keyed
}
