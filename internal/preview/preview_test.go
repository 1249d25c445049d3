package preview_test

import (
	"context"
	"embed"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

//go:embed testdata
var events embed.FS

func now() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

// previewer works on a ledger of its own.
func previewer(t testing.TB) preview.Previewer {
	t.Helper()
	rules, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	books, err := sqlite.OpenOrCreate(context.Background(), filepath.Join(t.TempDir(), "ledger.db"), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	return preview.Previewer{Books: books, Rules: activities.Judgement{Policy: rules, Risk: scoresOf(t)}}
}

// eventOf reads an event of testdata, changed by edit.
func eventOf(t testing.TB, name string, edit func(map[string]any)) []byte {
	t.Helper()
	raw, err := events.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var value map[string]any
	if err := json.Unmarshal(raw, &value); err != nil {
		t.Fatal(err)
	}
	edit(value)
	if raw, err = json.Marshal(value); err != nil {
		t.Fatal(err)
	}
	return raw
}

// want is what one event must come to.
type want struct {
	cancellation, reason string
	units                map[string]int
	total, tax           int64
	kinds                map[refund.ComponentKind]int64
	legs                 []int64
}

func playEvents(t *testing.T, file string, sequence []want) {
	t.Helper()
	p := previewer(t)
	for _, w := range sequence {
		raw := eventOf(t, file, func(e map[string]any) {
			var lines []map[string]any
			for id, quantity := range w.units {
				lines = append(lines, map[string]any{"line_id": id, "quantity": quantity})
			}
			e["cancellation_id"], e["reason"], e["cancelled_lines"] = w.cancellation, w.reason, lines
		})
		request, err := event.Decode(event.Message{Value: raw}, now())
		if err != nil {
			t.Fatal(err)
		}
		line, err := p.Next(context.Background(), request)
		if err != nil {
			t.Fatalf("%s: %v", w.cancellation, err)
		}
		if !line.Eligible || line.TotalMinor != w.total || line.TaxMinor != w.tax {
			t.Errorf("%s: eligible %t %v, total %d, tax %d; want %d, %d", w.cancellation, line.Eligible, line.Reasons, line.TotalMinor, line.TaxMinor, w.total, w.tax)
		}
		compareParts(t, line, w)
	}
}

func compareParts(t *testing.T, line preview.Line, w want) {
	t.Helper()
	got := map[refund.ComponentKind]int64{}
	for _, c := range line.Components {
		got[c.Kind] += c.AmountMinor
	}
	for _, kind := range []refund.ComponentKind{refund.ComponentLine, refund.ComponentTax, refund.ComponentClawback, refund.ComponentWaiver, refund.ComponentTenderNotRestored} {
		if got[kind] != w.kinds[kind] {
			t.Errorf("%s: %s %d, want %d", w.cancellation, kind, got[kind], w.kinds[kind])
		}
	}
	var legs []int64
	for _, leg := range line.Legs {
		legs = append(legs, leg.AmountMinor)
	}
	if len(legs) != len(w.legs) {
		t.Fatalf("%s: legs %v, want %v", w.cancellation, legs, w.legs)
	}
	for i := range legs {
		if legs[i] != w.legs[i] {
			t.Errorf("%s: legs %v, want %v", w.cancellation, legs, w.legs)
		}
	}
}

// MONEY's worked case REPRICE, through the decoder, the rules and the ledger.
func TestARepricedOrderIsPreviewedInSequence(t *testing.T) {
	playEvents(t, "reprice.json", []want{
		{"c-1", "CUSTOMER_CHANGED_MIND", map[string]int{"1": 1}, 4500, 518, map[refund.ComponentKind]int64{"LINE": 4500}, []int64{4500}},
		{"c-2", "CUSTOMER_CHANGED_MIND", map[string]int{"1": 1}, 2000, 230, map[refund.ComponentKind]int64{"LINE": 4500, "CLAWBACK": -2500}, []int64{2000}},
		{"c-3", "CUSTOMER_CHANGED_MIND", map[string]int{"1": 5}, 25000, 2876, map[refund.ComponentKind]int64{"LINE": 22500, "CLAWBACK": 2500}, []int64{25000}},
	})
}

// Exclusive tax at two rates: the claw-back's tax has either sign, and the ledger takes it.
func TestExclusiveTaxOfAClawbackPassesTheLedger(t *testing.T) {
	playEvents(t, "exclusive.json", []want{
		{"c-1", "CUSTOMER_CHANGED_MIND", map[string]int{"a": 1}, 7540, 540, map[refund.ComponentKind]int64{"LINE": 9000, "TAX": 540, "CLAWBACK": -2000}, []int64{7540}},
		{"c-2", "CUSTOMER_CHANGED_MIND", map[string]int{"b": 1}, 11000, 1000, map[refund.ComponentKind]int64{"LINE": 9000, "TAX": 1000, "CLAWBACK": 1000}, []int64{11000}},
		{"c-3", "CUSTOMER_CHANGED_MIND", map[string]int{"a": 1}, 10800, 800, map[refund.ComponentKind]int64{"LINE": 9000, "TAX": 800, "CLAWBACK": 1000}, []int64{10800}},
	})
}

func TestWhatWasWaivedPassesTheLedgerAndComesBack(t *testing.T) {
	playEvents(t, "waiver.json", []want{
		{"c-1", "CUSTOMER_CHANGED_MIND", map[string]int{"b": 1}, 0, 0, map[refund.ComponentKind]int64{"LINE": 70, "CLAWBACK": -8970, "WAIVER": 8900}, nil},
		{"c-2", "CUSTOMER_CHANGED_MIND", map[string]int{"a": 1}, 21000, 0, map[refund.ComponentKind]int64{"LINE": 20930, "CLAWBACK": 8970, "WAIVER": -8900}, []int64{21000}},
	})
}

// FuzzAnEventIsAssessedOrRefusedWithACode: what the decoder accepts is assessed without a bug and
// without a wrap, and what cannot be computed has a stable code.
func FuzzAnEventIsAssessedOrRefusedWithACode(f *testing.F) {
	for _, name := range []string{"reprice.json", "exclusive.json", "waiver.json", "late-1.json", "parcels-2.json", "gross-1.json", "measure-1.json", "reasons-1.json", "waived-2.json"} {
		f.Add(eventOf(f, name, func(map[string]any) {}))
	}
	rules, err := policy.Default()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		request, err := event.Decode(event.Message{Value: raw}, now())
		if err != nil {
			coded(t, err)
			return
		}
		history, err := policy.HistoryOf(request.Cancellation.Order)
		if err != nil {
			coded(t, err)
			return
		}
		a, err := rules.Assess(request.Cancellation, history)
		if err != nil {
			coded(t, err)
			return
		}
		if a.TotalMinor < 0 {
			t.Fatalf("a refund of %d", a.TotalMinor)
		}
	})
}

func coded(t *testing.T, err error) {
	t.Helper()
	if problem, ok := refund.ProblemIn(err); !ok || problem.Code == "" {
		t.Fatalf("an error without a code: %v", err)
	}
}

func scoresOf(t testing.TB) *risk.Rules {
	t.Helper()
	scores, err := risk.Default()
	if err != nil {
		t.Fatal(err)
	}
	return scores
}
