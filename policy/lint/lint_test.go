package lint_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/lint"
	"github.com/makegood/makegood/policy/rulebook"
)

func TestTheShippedPolicyPasses(t *testing.T) {
	if findings := lint.Check(rulebook.DefaultYAML()); len(findings) > 0 {
		for _, finding := range findings {
			t.Errorf("%+v", finding)
		}
	}
}

// base is a policy in the simple shape; what it leaves out, the shipped one says.
const base = `name: tried
version: "1"
markets:
  CN: {minimum_window_days: 7, law: "seven days"}
reasons:
  CUSTOMER_CHANGED_MIND: {eligible: true}
  DUPLICATE_ORDER: {eligible: true}
  OTHER: {eligible: true}
  FRAUD_SUSPECTED: {eligible: true}
  OUT_OF_STOCK: {eligible: true}
  DAMAGED: {eligible: true}
  NOT_AS_DESCRIBED: {eligible: true}
  NOT_DELIVERED: {eligible: true}
  LATE_DELIVERY: {eligible: true}
  PRICE_ERROR: {eligible: true}
  SERVICE_NOT_RENDERED: {eligible: true}
`

// approvals is an approval section of one currency and two bands, on lines 20 and 21.
func approvals(first, second string) string {
	return "approval:\n  scales:\n    s:\n      - " + first + "\n      - " + second + "\n  currencies:\n    CNY: {scale: s, up_to_minor: [100]}\n"
}

func TestEachKindOfMistakeIsFoundAtItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		policy string
		// want is the finding's code, line and rule; none for a policy that passes.
		want []lint.Finding
		says string
	}{
		"a tier that pays more": {policy: base + `rules:
  - name: gold
    if: customer.tier == "gold"
    terms: {window_days: 60}
`, want: []lint.Finding{{Code: "ENTITLED_BY_CUSTOMER", Line: 19}}, says: "changes what a customer gets by customer.tier"},
		"a past that pays less": {policy: base + `rules:
  - name: many
    if: customer.refund_count_90d > 10
    eligible: false
`, want: []lint.Finding{{Code: "ENTITLED_BY_CUSTOMER", Line: 19}}, says: "customer.refund_count_90d"},
		"an amount that pays less": {policy: base + `rules:
  - name: dear
    if: order.paid_minor > 100000
    terms: {restocking_rate: "0.10", restocking_reasons: [OTHER]}
`, want: []lint.Finding{{Code: "ENTITLED_BY_AMOUNT", Line: 19}}, says: "order.paid_minor"},
		"an offer rule nobody comes to": {policy: base + `offer_rules:
  - {name: everybody, offer: none}
  - {name: gold, if: customer.tier == "gold", offer: none}
`, want: []lint.Finding{{Code: "UNREACHABLE_RULE", Line: 19, Rule: "gold"}}, says: "offer rule gold never applies: everybody takes all of it before"},
		"an offer by tier, history, amount and region": {policy: base + `offer_rules:
  - {name: gold, when: {markets: [US]}, if: 'customer.tier == "gold" && customer.refund_count_90d < 2 && result.total_minor > 500', offer: none}
`},
		"a region that pays less": {policy: base + `rules:
  - name: far
    when: {markets: [NO]}
    terms: {shipping: NEVER}
`, want: []lint.Finding{{Code: "ENTITLED_BY_REGION", Line: 19}}, says: "by region"},
		"a region in a condition": {policy: base + `rules:
  - name: far
    if: order.market == "NO"
    terms: {shipping: NEVER}
`, want: []lint.Finding{{Code: "ENTITLED_BY_REGION", Line: 19}}, says: "order.market"},
		"a region by its law": {policy: base + `rules:
  - name: far
    when: {markets: [NO]}
    law: "the law of the place"
    terms: {shipping: ALWAYS}
`},
		"handling by tier, past, region and amount": {policy: base + `handling:
  - name: careful
    when: {markets: [NO]}
    if: customer.tier == "new" && customer.refund_count_90d > 3 && result.total_minor > 5000
    approvals: 1
`},
		"a rule behind one that takes all": {policy: base + `rules:
  - name: all
    when: {reasons: [OTHER]}
    terms: {window_days: 9}
  - name: some
    when: {reasons: [OTHER], business_models: [COURSE]}
    terms: {window_days: 10}
`, want: []lint.Finding{{Code: "UNREACHABLE_RULE", Line: 21, Rule: "some"}, {Code: "OVERLAPPING_RULES", Line: 21, Rule: "some"}}, says: "all takes all of it before"},
		"a rule behind two that take all between them": {policy: base + `rules:
  - name: people
    when: {reasons: [OTHER], initiators: [CUSTOMER, SUPPORT]}
  - name: machines
    when: {reasons: [OTHER], initiators: [MERCHANT, SYSTEM]}
  - name: nobody
    when: {reasons: [OTHER]}
`, want: []lint.Finding{{Code: "UNREACHABLE_RULE", Line: 22, Rule: "nobody"}}, says: "machines"},
		"a condition that is never true": {policy: base + `rules:
  - name: never
    if: 1 > 2
`, want: []lint.Finding{{Code: "UNREACHABLE_RULE", Line: 18, Rule: "never"}}, says: "never true"},
		"the same condition again": {policy: base + `rules:
  - name: once
    if: line.custom_made
  - name: twice
    when: {reasons: [OTHER]}
    if: line.custom_made
`, want: []lint.Finding{{Code: "UNREACHABLE_RULE", Line: 20, Rule: "twice"}}, says: "under the same condition"},
		"a handling that never applies": {policy: base + `handling:
  - name: everyone
    approvals: 1
  - name: gold
    if: customer.tier == "gold"
    approvals: 0
`, want: []lint.Finding{{Code: "UNREACHABLE_RULE", Line: 20, Rule: "gold"}}, says: "handling gold never applies"},
		"two rules that differ where they meet": {policy: base + `rules:
  - name: courses
    when: {business_models: [COURSE]}
    terms: {window_days: 60}
  - name: whims
    when: {reasons: [CUSTOMER_CHANGED_MIND]}
    terms: {window_days: 9}
`, want: []lint.Finding{{Code: "OVERLAPPING_RULES", Line: 21, Rule: "whims"}}, says: "let courses say that it overrides whims"},
		"two rules that differ and say which comes first": {policy: base + `rules:
  - name: courses
    when: {business_models: [COURSE]}
    overrides: [whims]
    terms: {window_days: 60}
  - name: whims
    when: {reasons: [CUSTOMER_CHANGED_MIND]}
    terms: {window_days: 9}
`},
		"an exception before its rule": {policy: base + `rules:
  - name: courses
    when: {reasons: [CUSTOMER_CHANGED_MIND], business_models: [COURSE]}
    terms: {window_days: 60}
  - name: whims
    when: {reasons: [CUSTOMER_CHANGED_MIND]}
    terms: {window_days: 9}
`},
		"a window shorter than the law's": {policy: base + `rules:
  - name: hasty
    when: {reasons: [CUSTOMER_CHANGED_MIND], categories: [hats]}
    terms: {window_days: 6}
`, want: []lint.Finding{{Code: "WINDOW_BELOW_LEGAL_MINIMUM", Line: 18, Rule: "hasty"}}, says: "gives 6 days in CN, where the law gives at least 7 (seven days)"},
		"no change of mind at all where the law gives one": {policy: strings.Replace(base, "CUSTOMER_CHANGED_MIND: {eligible: true}", "CUSTOMER_CHANGED_MIND: {eligible: false}", 1),
			want: []lint.Finding{{Code: "WINDOW_BELOW_LEGAL_MINIMUM"}}, says: "gives 0 days in CN"},
		"goods the law excludes": {policy: base + `rules:
  - name: flowers
    when: {reasons: [CUSTOMER_CHANGED_MIND], categories: [flowers]}
    eligible: false
    because: EXCLUDED_FLOWERS
`},
		"a reason without a rule": {policy: strings.Replace(base, "  OTHER: {eligible: true}\n", "", 1),
			want: []lint.Finding{{Code: "REASON_WITHOUT_RULE", Line: 5}}, says: "reasons.OTHER is missing"},
		"a higher amount that asks fewer people": {policy: base + approvals("{low: [], medium: [lead], high: [lead]}", "{low: [], medium: [], high: [lead]}"),
			want: []lint.Finding{{Code: "FEWER_APPROVALS", Line: 21}}, says: "approval of CNY: medium risk needs [], and [lead] of a lower amount"},
		"a higher risk that asks fewer people": {policy: base + approvals("{low: [lead, finance], medium: [lead], high: [lead, finance]}", "{low: [lead, finance], medium: [lead, finance], high: [lead, finance]}"),
			want: []lint.Finding{{Code: "FEWER_APPROVALS", Line: 20}}, says: "medium risk needs [lead], low risk [lead finance]"},
		"a higher amount that asks a lower role": {policy: base + approvals("{low: [], medium: [], high: [finance]}", "{low: [], medium: [], high: [lead]}"),
			want: []lint.Finding{{Code: "FEWER_APPROVALS", Line: 21}}, says: "high risk needs [lead], and [finance] of a lower amount"},
		"a matrix that grows both ways": {policy: base + approvals("{low: [], medium: [support], high: [lead]}", "{low: [support], medium: [finance, support], high: [lead, finance]}")},
		"a variable nobody knows": {policy: base + `rules:
  - name: odd
    if: line.colour == "red"
`, want: []lint.Finding{{Code: "INVALID_POLICY", Line: 19}}, says: "line.colour is no variable"},
	} {
		t.Run(name, func(t *testing.T) {
			got := lint.Check([]byte(c.policy))
			if len(got) != len(c.want) {
				t.Fatalf("got %+v, want %+v", got, c.want)
			}
			said := ""
			for i, finding := range got {
				said += finding.Detail + "\n"
				finding.Detail = ""
				if finding != c.want[i] {
					t.Errorf("got %+v, want %+v", finding, c.want[i])
				}
			}
			if !strings.Contains(said, c.says) {
				t.Errorf("got %q, want it to say %q", said, c.says)
			}
		})
	}
}
