package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

const endpointSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

// withEndpoint are settings with one endpoint, crm.
func withEndpoint(t *testing.T, url string) config.Settings {
	t.Helper()
	s := nothingListens(t)
	secret := linetest.File(t, "secret", []byte(endpointSecret))
	s.Endpoints.File = linetest.File(t, "endpoints.yaml", fmt.Appendf(nil,
		"endpoints:\n  - {name: crm, url: %q, secret_file: %q, merchants: [\"*\"], events: [\"refund.*\"]}\n", url, secret))
	s.Endpoints.PrivateNetworks = []string{"127.0.0.0/8"}
	return s
}

func TestAWorkerTellsItsEndpointsWhatItPublishes(t *testing.T) {
	told := make(chan string, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told <- r.Header.Get("webhook-id") }))
	t.Cleanup(receiver.Close)
	s := withEndpoint(t, receiver.URL)
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	books, err := OpenLedger(t.Context(), s, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer books.Close()
	id := ledgertest.At(t, books, nil).Held("o1", "c1", 1)
	kafka := &messagingtest.StatusTopic{}
	a := newApp(t, s, zap.NewNop())
	with, err := a.tellEndpoints(t.Context(), books)
	if err != nil {
		t.Fatal(err)
	}
	topic, err := with.statuses(kafka)
	if err != nil {
		t.Fatal(err)
	}
	if err := topic.Publish(t.Context(), refund.Notice{Refund: id, Kind: refund.NoticeSent, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-told:
		if !strings.HasPrefix(got, "evt_") || len(kafka.Published()) != 1 {
			t.Errorf("told %q, and Kafka %d", got, len(kafka.Published()))
		}
	case <-time.After(20 * time.Second):
		t.Error("the endpoint was not told")
	}
	with.stop()
	stand, err := books.HookEndpoints(t.Context())
	if err != nil || len(stand) != 1 || stand[0].ToldAt == nil || stand[0].WaitingCount != 0 {
		t.Errorf("the endpoint stands as %+v (%v)", stand, err)
	}
	families, err := a.registry.Gather()
	if err != nil || !strings.Contains(fmt.Sprint(families), "makegood_endpoint_off") {
		t.Errorf("no figure of the endpoint (%v)", err)
	}
}

func TestWithoutEndpointsNothingStandsBeforeKafka(t *testing.T) {
	kafka := &messagingtest.StatusTopic{}
	with, err := newApp(t, nothingListens(t), zap.NewNop()).tellEndpoints(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	statuses, err := with.statuses(kafka)
	if err != nil || statuses != kafka {
		t.Errorf("got %v, %v", statuses, err)
	}
	if reconciliations, err := with.reconciliations(nil); err != nil || reconciliations != nil {
		t.Errorf("got %v, %v", reconciliations, err)
	}
	with.stop()
}

func TestACommandsReconciliationIsKeptForEndpointsThatAskForIt(t *testing.T) {
	s := withEndpoint(t, "https://lake.example.com/")
	content, err := os.ReadFile(s.Endpoints.File)
	if err != nil {
		t.Fatal(err)
	}
	linetest.Overwrite(t, s.Endpoints.File, bytes.Replace(content, []byte("refund.*"), []byte("reconciliation.*"), 1))
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	books, err := OpenLedger(t.Context(), s, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer books.Close()
	told, err := endpointsOnce(t.Context(), s, books)
	if err != nil {
		t.Fatal(err)
	}
	to := reconciler{settings: s, books: books}
	if to.topic, err = told.reconciliations(nil); err != nil {
		t.Fatal(err)
	}
	if err := to.topic.PublishReconciled(t.Context(), messaging.Reconciled{Run: "stripe/1", Provider: "stripe", EndedAt: time.Now()}); err != nil {
		t.Fatal(err)
	}
	rows, err := books.HookDeliveries(t.Context(), ledger.HookFilter{Endpoint: "crm"})
	if err != nil || len(rows) != 1 || rows[0].Event.Type != refund.HookReconciled || rows[0].State != refund.HookWaiting {
		t.Errorf("kept %+v (%v)", rows, err)
	}
	s.Endpoints.File = ""
	if none, err := endpointsOnce(t.Context(), s, books); err != nil || none.by != nil {
		t.Errorf("without endpoints: %v, %v", none, err)
	}
}

func TestAWorkerDoesNotStartOnABadFileOfEndpoints(t *testing.T) {
	s := nothingListens(t)
	for name, path := range map[string]string{
		"no file": filepath.Join(t.TempDir(), "none.yaml"), "a bad one": linetest.File(t, "bad.yaml", []byte("endpoints: [{name: crm}]\n")),
	} {
		s.Endpoints.File = path
		var coded Coded
		if _, err := newApp(t, s, zap.NewNop()).tellEndpoints(t.Context(), nil); !errors.As(err, &coded) || coded.Code != CodeBadConfig {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// standing is a ledger that says how endpoints stand.
type standing struct {
	ledger.HookReader
	all []refund.HookEndpoint
}

func (s standing) HookEndpoints(context.Context) ([]refund.HookEndpoint, error) { return s.all, nil }

func TestTheDoctorSaysWhichEndpointIsNotTold(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	young, old := now.Add(-time.Minute), now.Add(-2*time.Hour)
	well := withEndpoint(t, "https://crm.example.com/")
	noFile, noSecret := well, withEndpoint(t, "https://crm.example.com/")
	noFile.Endpoints.File = filepath.Join(t.TempDir(), "none.yaml")
	noSecret.Endpoints.File = linetest.File(t, "endpoints.yaml", []byte("endpoints:\n  - {name: crm, url: \"https://h/\", secret_file: /nowhere/at-all, merchants: [m], events: [\"*\"]}\n"))
	for name, c := range map[string]struct {
		s      config.Settings
		stands refund.HookEndpoint
		want   string
	}{
		"well":                     {well, refund.HookEndpoint{Name: "crm", WaitingCount: 1, WaitingSince: &young}, ""},
		"not in the file any more": {well, refund.HookEndpoint{Name: "old", Off: true, GivenUpCount: 4}, ""},
		"left with what waits":     {well, refund.HookEndpoint{Name: "old", WaitingCount: 7, WaitingSince: &old}, "ENDPOINT_LEFT: endpoint old is not in the file any more; 7 events wait for it, and are forgotten"},
		"off":                      {well, refund.HookEndpoint{Name: "crm", Off: true, ChangedBy: "endpoint", Reason: "it is gone (410)", WaitingCount: 3, WaitingSince: &old}, "ENDPOINT_OFF: endpoint crm is off, by endpoint: it is gone (410); 3 events wait"},
		"behind":                   {well, refund.HookEndpoint{Name: "crm", WaitingCount: 3, WaitingSince: &old, Problem: "it refuses (401)"}, "ENDPOINT_BEHIND: endpoint crm is behind: 3 events wait, the oldest since 2026-11-20T10:00:00Z: it refuses (401)"},
		"given up":                 {well, refund.HookEndpoint{Name: "crm", GivenUpCount: 4}, "EVENTS_GIVEN_UP: endpoint crm was not told 4 events"},
		"no file":                  {noFile, refund.HookEndpoint{Name: "crm", Off: true}, "ENDPOINTS_WRONG: nobody is told by webhook as the file says: look at MAKEGOOD_ENDPOINTS_FILE"},
		"no secret":                {noSecret, refund.HookEndpoint{Name: "crm"}, "ENDPOINTS_WRONG: endpoint crm cannot be told: look at its secret_file"},
	} {
		var said []string
		for _, line := range endpointLines(c.s, standing{all: []refund.HookEndpoint{c.stands}}, func() time.Time { return now }) {
			for _, problem := range line.Problems(t.Context()) {
				said = append(said, line.Code+": "+problem)
			}
		}
		if c.want == "" && len(said) == 0 {
			continue
		}
		if len(said) != 1 || c.want == "" || !strings.HasPrefix(said[0], c.want) {
			t.Errorf("%s: said %q, want %q", name, said, c.want)
		}
	}
	if lines := endpointLines(nothingListens(t), standing{}, time.Now); lines != nil {
		t.Errorf("without endpoints the doctor has %d lines", len(lines))
	}
}
