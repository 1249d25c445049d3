package preview_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/starter/event"
)

// object is a part of an event as it is written.
type object = map[string]any

func lineOf(id string, price int64, more object) object {
	line := object{"line_id": id, "sku": "S-" + id, "title": "T", "business_model": "PHYSICAL_GOODS", "quantity": 1, "unit_price_minor": price, "fulfilment": "UNFULFILLED"}
	for name, value := range more {
		line[name] = value
	}
	return line
}

func paymentOf(id, kind string, minor int64) object {
	return object{"payment_id": id, "kind": kind, "provider": "simulator", "provider_reference": "ref_" + id, "captured_minor": minor, "currency_code": "CNY"}
}

// asked is one request of a vector, and what a preview must say of it: legs as "payment amount", with the way
// where it is not the payment's own.
type asked struct {
	reason string
	lines  []object
	total  int64
	legs   []string
}

// vector is an order with its requests, as MONEY and issue 9 have them.
type vector struct {
	policy                            []string
	lines, payments, fees, promotions []object
	requests                          []asked
	change                            func(event object)
	payBy                             string
}

func (v vector) plays(t *testing.T) {
	t.Helper()
	p := previewer(t)
	p.Rules = activities.Judgement{Policy: rulesWith(t, v.policy...), Risk: scoresOf(t)}
	for i, r := range v.requests {
		raw := eventOf(t, "reprice.json", func(e map[string]any) {
			e["order_id"], e["cancellation_id"], e["reason"], e["scope"] = "o-vector", fmt.Sprint("c-", i+1), r.reason, "LINES"
			e["lines"], e["payments"], e["fees"], e["promotions"], e["cancelled_lines"] = v.lines, v.payments, v.fees, v.promotions, r.lines
			e["shipping"] = object{"amount_minor": 0}
			delete(e, "delivered_at")
			if v.change != nil {
				v.change(e)
			}
		})
		request, err := event.Decode(event.Message{Value: raw}, now())
		if err != nil {
			t.Fatal(err)
		}
		line, err := p.Next(context.Background(), request)
		if err != nil {
			t.Fatal(err)
		}
		var legs []string
		for _, leg := range line.Legs {
			said := fmt.Sprint(leg.PaymentID, " ", leg.AmountMinor)
			if leg.Void {
				said = fmt.Sprint(leg.PaymentID, " void")
			}
			legs = append(legs, strings.Join(strings.Fields(said+" "+leg.Via+" "+leg.CaptureID), " "))
		}
		if !line.Eligible || line.TotalMinor != r.total || !slices.Equal(legs, r.legs) {
			t.Errorf("request %d: eligible %t %v, %d over %v of %+v; want %d over %v", i+1, line.Eligible, line.Reasons, line.TotalMinor, legs, line.Components, r.total, r.legs)
		}
		if payBy := line.PayBy; v.payBy != "" && (payBy == nil || payBy.UTC().Format(time.RFC3339) != v.payBy) {
			t.Errorf("request %d: to be paid by %v, want %s", i+1, payBy, v.payBy)
		}
		var said strings.Builder
		line.Explain(foreign.To(&said))
		if strings.Contains(said.String(), "{") || strings.Contains(said.String(), "<no value>") {
			t.Errorf("request %d: a step without words:\n%s", i+1, said.String())
		}
	}
}

// rulesWith is the shipped policy with pieces of its text replaced: old, new.
func rulesWith(t *testing.T, replacements ...string) *policy.Policy {
	t.Helper()
	text := string(rulebook.DefaultYAML())
	for i := 0; i < len(replacements); i += 2 {
		if !strings.Contains(text, replacements[i]) {
			t.Fatalf("the shipped policy has no %q", replacements[i])
		}
		text = strings.Replace(text, replacements[i], replacements[i+1], 1)
	}
	rules, err := policy.Load(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func whole(id string) object { return object{"line_id": id, "quantity": 1} }

func TestThePreviewGivesTheVectorsOfTheMoneyIssue(t *testing.T) {
	restocked := []string{"  restocking_rate: \"0\"\n  restocking_reasons: []", "  restocking_rate: \"0.15\"\n  restocking_reasons: [CUSTOMER_CHANGED_MIND]"}
	packet := func(wallet, packet int64) []object {
		return []object{paymentOf("wallet", "WALLET", wallet), paymentOf("rp", "RED_PACKET", packet)}
	}
	authorised := paymentOf("card", "CARD", 5000)
	authorised["authorized_minor"] = 10000
	captured := paymentOf("card", "CARD", 10000)
	captured["authorized_minor"] = 12000
	captured["captures"] = []object{{"capture_id": "k-2", "provider_reference": "cap_2", "amount_minor": 7000, "captured_at": "2026-11-02T00:00:00Z"},
		{"capture_id": "k-1", "provider_reference": "cap_1", "amount_minor": 3000, "captured_at": "2026-11-01T00:00:00Z"}}
	allowance := asked{reason: "DAMAGED", lines: []object{{"line_id": "1", "quantity": 0, "amount_minor": 4}}}
	allowances := func(totals ...int64) (requests []asked) {
		for _, total := range totals {
			next := allowance
			next.total, next.legs = total, []string{fmt.Sprint("card ", total)}
			requests = append(requests, next)
		}
		return requests
	}
	const mind = "CUSTOMER_CHANGED_MIND"
	for name, v := range map[string]vector{
		"1: a red packet is never lost to restocking": {policy: restocked, lines: []object{lineOf("A", 9000, nil), lineOf("B", 1000, nil)}, payments: packet(4000, 6000),
			requests: []asked{{mind, []object{whole("A")}, 2250, []string{"wallet 2250"}}, {mind, []object{whole("B")}, 6250, []string{"wallet 250", "rp 6000"}}}},
		"1: a fee of one cent costs no packet": {policy: []string{"promotion_mode: REPRICE", "promotion_mode: KEEP"}, lines: []object{lineOf("A", 10000, nil), lineOf("B", 0, nil)}, payments: packet(4001, 6000),
			fees:     []object{{"fee_id": "service", "kind": "SERVICE", "amount_minor": 1, "refundable": false}},
			requests: []asked{{mind, []object{whole("A")}, 4000, []string{"wallet 4000"}}, {mind, []object{whole("B")}, 6000, []string{"rp 6000"}}}},
		"2: four allowances and their tax": {lines: []object{lineOf("1", 400, object{"tax": object{"mode": "EXCLUSIVE", "rate": "0.10", "amount_minor": 40}})},
			payments: []object{paymentOf("card", "CARD", 440)}, requests: allowances(4, 5, 4, 5)},
		"3: what was never captured is voided": {lines: []object{lineOf("A", 5000, object{"fulfilment": "SHIPPED"}), lineOf("B", 5000, nil)},
			payments: []object{authorised}, requests: []asked{{"OUT_OF_STOCK", []object{whole("B")}, 0, []string{"card void"}}}},
		"a refund goes to the captures it was taken by": {lines: []object{lineOf("A", 6000, nil), lineOf("B", 4000, nil)}, payments: []object{captured},
			requests: []asked{{mind, []object{whole("A")}, 6000, []string{"card 3000 k-1", "card 3000 k-2"}}, {mind, []object{whole("B")}, 4000, []string{"card 4000 k-2", "card void"}}}},
		"8: the first of two parcels, by law": {policy: restocked,
			lines:    []object{lineOf("1", 5000, object{"fulfilment": "DELIVERED", "delivered_at": "2026-11-01T10:00:00Z"}), lineOf("2", 4500, object{"fulfilment": "DELIVERED", "delivered_at": "2026-11-19T10:00:00Z"})},
			payments: []object{paymentOf("card", "CARD", 10000)}, fees: []object{{"fee_id": "service", "kind": "SERVICE", "amount_minor": 500, "refundable": false}},
			change: func(e object) { e["market"], e["placed_at"] = "DE", "2026-10-25T00:00:00Z" }, payBy: "2026-12-04T23:00:00Z",
			requests: []asked{{mind, []object{whole("1")}, 5000, []string{"card 5000"}}, {mind, []object{whole("2")}, 5000, []string{"card 5000"}}}},
		"9: a fault costs no promotion": {policy: restocked, lines: []object{lineOf("A", 9000, nil), lineOf("B", 1000, nil)}, payments: packet(4000, 6000),
			requests: []asked{{"DAMAGED", []object{whole("A")}, 9000, []string{"wallet 3600", "rp 5400 STORE_CREDIT"}}}},
	} {
		t.Run(name, v.plays)
	}
}
