package hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/hooks"
	refundv1 "github.com/makegood/makegood/proto/gen/makegood/refund/v1"
	"github.com/makegood/makegood/refund"
)

// toldReconciled is the next topic.
type toldReconciled struct {
	runs []string
	err  error
}

func (t *toldReconciled) PublishReconciled(_ context.Context, r messaging.Reconciled) error {
	t.runs = append(t.runs, r.Run)
	return t.err
}

func reconciledRun(at time.Time) messaging.Reconciled {
	return messaging.Reconciled{
		Run: "stripe/2026-11-19", Provider: "stripe", From: at.AddDate(0, 0, -1), To: at, ReadAt: at, EndedAt: at, Complete: true, Scheduled: true, Legs: 3, Listed: 4, Open: 1,
		Counts: []messaging.ReconciledCount{{Kind: "UNKNOWN_HERE", Count: 1, Open: 1}},
		Sums:   []messaging.ReconciledSum{{Measure: "REFUNDED", Currency: "CNY", BooksMinor: 300, ProviderMinor: 400, DifferenceMinor: -100}},
	}
}

func TestTheEndOfAReconciliationGoesToEndpointsOfEveryMerchantThatAskForIt(t *testing.T) {
	d := setup(t)
	all, one, other := startReceiver(t, "all", d.Clock), startReceiver(t, "one", d.Clock), startReceiver(t, "other", d.Clock)
	for _, r := range []*receiver{all, one, other} {
		d.tells(r)
	}
	d.endpoints[0].Types, d.endpoints[1].Merchants, d.endpoints[2].Types = []string{"reconciliation.*"}, []string{"m1"}, []string{"refund.*"}
	next := &toldReconciled{}
	topic, err := hooks.NewReconciliations(hooks.PublisherConfig{Keeper: d.Store, Endpoints: d.inForce}, next)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a repetition is one event
		if err := topic.PublishReconciled(t.Context(), reconciledRun(d.Clock.Now())); err != nil {
			t.Fatal(err)
		}
	}
	for _, to := range d.inForce() {
		d.pass(to)
	}
	got := all.got()
	if len(got) != 1 || len(one.got())+len(other.got()) != 0 || !reflect.DeepEqual(next.runs, []string{"stripe/2026-11-19", "stripe/2026-11-19"}) {
		t.Fatalf("told %d, %d and %d, and then %v", len(got), len(one.got()), len(other.got()), next.runs)
	}
	var posted struct {
		Type string          `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	var data refundv1.ReconciliationFinished
	if err := errors.Join(json.Unmarshal([]byte(got[0].Body), &posted), protojson.Unmarshal(posted.Data, &data)); err != nil {
		t.Fatal(err)
	}
	if posted.Type != "reconciliation.finished" || data.GetEventId() != "stripe/2026-11-19" || data.GetSums()[0].GetDifferenceMinor() != -100 || data.GetOpenCount() != 1 {
		t.Errorf("posted %s", got[0].Body)
	}
}

func TestAReconciliationIsKeptWhereKafkaIsAwayOrNotAsked(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	away := errors.New("away")
	for name, next := range map[string]messaging.ReconciliationTopic{"away": &toldReconciled{err: away}, "not asked": nil} {
		topic, err := hooks.NewReconciliations(hooks.PublisherConfig{Keeper: d.Store, Endpoints: d.inForce}, next)
		if err != nil {
			t.Fatal(err)
		}
		run := reconciledRun(d.Clock.Now())
		run.Run = name
		if err := topic.PublishReconciled(t.Context(), run); (next == nil) != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if err := topic.PublishReconciled(t.Context(), messaging.Reconciled{}); err == nil {
			t.Errorf("%s: a reconciliation of nothing was published", name)
		}
	}
	d.pass(to)
	if got := len(r.got()); got != 2 {
		t.Errorf("told %d", got)
	}
}

func TestAnEndpointOfOneMerchantCannotAskForReconciliations(t *testing.T) {
	for events, want := range map[string]string{`["reconciliation.finished"]`: "is of no merchant", `["reconciliation.*"]`: "is of no merchant", `["reconciliation.begun"]`: "which no event is", `["*"]`: "", `["refund.*"]`: ""} {
		_, err := hooks.Load([]byte(strings.Replace(goodFile, "[refund.refunded, refund.partly_refunded]", events, 1)))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", events, err)
		}
	}
	file, err := hooks.Load([]byte(strings.Replace(goodFile, `["refund.*"]`, `["refund.*", reconciliation.finished]`, 1)))
	if err != nil || !file.Endpoints[1].Wants("", refund.HookReconciled) {
		t.Errorf("every merchant's: %v", err)
	}
}
