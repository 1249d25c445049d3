package rulebook_test

import (
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

func TestTheShippedPolicyLoadsAndIsNamedByItsBytes(t *testing.T) {
	ref := shipped(t).Ref()
	if ref.Name != "makegood-default" || ref.Version != "3" || !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(ref.Hash) {
		t.Errorf("got %+v", ref)
	}
	same, err := rulebook.Load(strings.NewReader(string(rulebook.DefaultYAML())))
	if err != nil || same.Ref() != ref {
		t.Errorf("the same bytes are named %v, %v", same.Ref(), err)
	}
	if simple(t, "# A policy", "# The policy").Ref().Hash == simple(t).Ref().Hash {
		t.Error("other bytes have the same hash")
	}
}

func TestEachMistakeOfAPolicyIsNamed(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"an unknown key":                         {"terms:", "surprise: 1\nterms:", "line 7: surprise is not a key here"},
		"an unknown term":                        {"  grace_days: 0", "  grace_days: 0\n  grace_dayz: 1", "grace_dayz is not a key here"},
		"a key given twice":                      {"  grace_days: 0", "  grace_days: 0\n  grace_days: 1", "already"},
		"a name that is missing":                 {"name: simple\n", "", "name is missing"},
		"a version that is a number":             {`version: "1"`, "version: 1", `"1" is not a text`},
		"a rate with an exponent":                {`restocking_rate: "0"`, "restocking_rate: 15e-2", `line 9: "15e-2" is not a decimal rate`},
		"a rate of everything":                   {`restocking_rate: "0"`, `restocking_rate: "1"`, `is not a decimal rate from "0" to below "1"`},
		"negative days":                          {"window_days: 30", "window_days: -1", `"-1" is not a whole number`},
		"an amount with decimals":                {"CNY: 100000", "CNY: 1000.00", `"1000.00" is not a whole number`},
		"an amount beyond 64 bits":               {"CNY: 100000", "CNY: 9223372036854775808", "fits 64 bits"},
		"an amount that is missing":              {"CNY: 100000", "CNY:", "approval.auto_max_minor.CNY has no amount"},
		"a limit that is a list":                 {"CNY: 100000", "CNY: [1]", "a list or a mapping is not a whole number"},
		"a currency that is none":                {"CNY: 100000", "DEM: 100000", `names "DEM", which is no ISO 4217 currency`},
		"a promotion mode nobody knows":          {"promotion_mode: KEEP", "promotion_mode: GIVE", `terms.promotion_mode is "GIVE"; in force are: [KEEP REPRICE FORFEIT]`},
		"a tender order not in force":            {"tender_order: PROPORTIONAL", "tender_order: CARD_FIRST", "terms.tender_order"},
		"a life of more than a hundred years":    {"life_days: 0", "life_days: 36526", "line 13: terms.life_days is 36526, more than 36525"},
		"goods that are perhaps required":        {"goods_required: false", "goods_required: perhaps", "line 17: cannot unmarshal !!str `perhaps` into bool"},
		"a shipping term nobody knows":           {"shipping: WHOLE_ORDER", "shipping: SOMETIMES", `terms.shipping is "SOMETIMES"`},
		"a reason nobody knows":                  {"OTHER: {eligible: true}", "OTHER: {eligible: true}\n  WHIM: {eligible: true}", `reasons.WHIM names the unknown reason "WHIM"`},
		"a reason that is missing":               {"  OTHER: {eligible: true}\n", "", "reasons.OTHER is missing"},
		"a reason that says nothing":             {"OTHER: {eligible: true}", "OTHER: {}", "reasons.OTHER.eligible is missing"},
		"a restocking fee for one's own fault":   {"restocking_reasons: []", "restocking_reasons: [DAMAGED]", "the merchant's own fault never costs the customer"},
		"an offer for a suspicion of fraud":      {"FRAUD_SUSPECTED: {eligible: true, ", "FRAUD_SUSPECTED: {eligible: true, offer: sorry-coupon, ", "a suspicion of fraud earns no offer"},
		"an offer that does not exist":           {"offer: sorry-coupon}", "offer: sorry-car}", `names "sorry-car", which offers does not have`},
		"an offer with its band upside down":     {"min_minor: {CNY: 500,", "min_minor: {CNY: 5001,", "line 57: offers.sorry-coupon.max_minor.CNY is missing or below min_minor"},
		"an offer whose budget has no amount":    {"JPY: 4000000, ", "", "budgets.goodwill.JPY is missing"},
		"an offer with a maximum alone":          {"min_minor: {CNY: 500, ", "min_minor: {", "offers.sorry-coupon.min_minor.CNY is missing"},
		"an offer that never expires":            {"expiry_seconds: 604800", "expiry_seconds: 0", "expiry_seconds is missing or 0"},
		"an offer of a kind that does not exist": {"kind: COUPON", "kind: CASH", `offers.sorry-coupon.kind is "CASH"`},
		"a coupon of no promotion":               {"    promotion: sorry-2026\n", "", "offers.sorry-coupon.promotion is missing"},
		"a review without a deadline":            {"review_seconds: 86400", "review_seconds: 0", "approval.review_seconds is missing or 0"},
		"risk rules of an older makegood":        {"approval:", "risk: {version: \"1\"}\napproval:", "line 35: risk is no part of a policy any more: risk rules are a file of their own"},
		"a reminder after the end":               {"expiry_seconds: 604800", "expiry_seconds: 604800\n    remind_seconds: 604800", "line 60: offers.sorry-coupon.remind_seconds is not before expiry_seconds"},
		"a list of no choices":                   {"  sorry-credit:\n", "  sorry-credit:\n    choices: []\n", "offers.sorry-credit says beside choices what belongs into one of them"},
		"points that are no points":              {"kind: STORE_CREDIT", "kind: STORE_CREDIT\n    programme: club", "offers.sorry-credit is not of kind POINTS"},
		"points of no programme":                 {"kind: STORE_CREDIT", "kind: POINTS", "offers.sorry-credit.programme is missing"},
		"points in a currency without a rate":    {"kind: STORE_CREDIT", "kind: POINTS\n    programme: club\n    points_per_minor: {CNY: 1}", "offers.sorry-credit.points_per_minor.EUR is missing"},
		"points without end":                     {"kind: STORE_CREDIT", "kind: POINTS\n    points_per_minor: {CNY: 18446744073709551617}", `line 62: "18446744073709551617" is not a decimal above 0`},
		"points for nothing":                     {"kind: STORE_CREDIT", "kind: POINTS\n    points_per_minor: {CNY: 0.0}", `line 62: "0.0" is not a decimal above 0`},
		"more points than there are":             {"max_minor: {CNY: 3000", "programme: club\n    points_per_minor: {CNY: \"999999999\"}\n    max_minor: {CNY: 9223372036854775807", "comes to more points than fit 64 bits"},
		"a repair under no promotion":            {"kind: STORE_CREDIT", "kind: REPAIR", "offers.sorry-credit.promotion is missing"},
		"a choice with a name nobody can type":   {"kind: STORE_CREDIT", "kind: STORE_CREDIT\n    id: Credit!", `offers.sorry-credit.id is "Credit!"`},
		"a rule for an offer that is not there":  {"offers:\n", "offer_rules:\n  - {name: a, offer: gold}\noffers:\n", `line 52: offer_rules[0].offer names "gold", which offers does not have`},
		"a rule that offers for suspected fraud": {"offers:\n", "offer_rules:\n  - {name: a, when: {reasons: [FRAUD_SUSPECTED]}, offer: sorry-coupon}\noffers:\n", "a suspicion of fraud earns no offer"},
		"a rule that asks what nobody knows":     {"offers:\n", "offer_rules:\n  - {name: a, if: customer.mood == 1, offer: none}\noffers:\n", "line 52: offer_rules[0].if is no condition: customer.mood is no variable"},
		"text that is no YAML":                   {"terms:", "\tterms:", "line 7: found character that cannot start any token"},
	} {
		t.Run(name, func(t *testing.T) {
			content := simpleYAML(t)
			if !strings.Contains(content, c.old) {
				t.Fatalf("the simple policy has no %q", c.old)
			}
			_, err := rulebook.Load(strings.NewReader(strings.Replace(content, c.old, c.new, 1)))
			var invalid sheet.Invalid
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want Invalid", err)
			}
			if !slices.ContainsFunc(invalid.Mistakes, func(m sheet.Mistake) bool { return strings.Contains(m.String(), c.want) }) {
				t.Errorf("got %q, want one with %q", invalid.Mistakes, c.want)
			}
		})
	}
}

func TestEachMistakeOfAMatrixIsNamedAtItsLine(t *testing.T) {
	const row = "{low: [], medium: [support], high: [lead]}"
	scaled := func(currency string, rows ...string) string {
		return "  scales:\n    s:\n      - " + strings.Join(rows, "\n      - ") + "\n  currencies:\n    CNY: " + currency + "\n"
	}
	for name, c := range map[string]struct{ approval, want string }{
		"amounts that do not grow":            {scaled("{scale: s, up_to_minor: [10, 10]}", row, row, row), "line 10: approval.currencies.CNY.up_to_minor[1] is up to 10, not above the 10 before it"},
		"amounts that are too many":           {scaled("{scale: s, up_to_minor: [10, 20]}", row, row), "line 9: approval.currencies.CNY.up_to_minor has 2 amounts; scale s has 2 bands"},
		"a scale that does not exist":         {scaled("{scale: other, up_to_minor: [10]}", row, row), `line 9: approval.currencies.CNY.scale is "other"`},
		"a scale with an amount":              {scaled("{scale: s, up_to_minor: []}", "{up_to_minor: 5, low: [], medium: [], high: [lead]}"), "line 6: approval.scales.s[0].up_to_minor stands in a scale"},
		"a scale without bands":               {"  scales: {s: []}\n  currencies: {CNY: {scale: s}}\n", "approval.scales.s has no bands"},
		"a currency that is none":             {strings.Replace(scaled("{scale: s, up_to_minor: [10]}", row, row), "CNY", "DEM", 1), `names "DEM", which is no ISO 4217 currency`},
		"high risk let through":               {scaled("{scale: s, up_to_minor: []}", "{low: [], medium: [], high: []}"), "line 6: approval.scales.s[0].high is empty: high risk gets a person"},
		"a risk that is missing":              {scaled("{scale: s, up_to_minor: []}", "{low: [], high: [lead]}"), "line 6: approval.scales.s[0].medium is missing"},
		"a risk nobody knows":                 {scaled("{scale: s, up_to_minor: []}", "{low: [], medium: [], high: [lead], odd: []}"), "line 6: odd is not a key here"},
		"three people":                        {scaled("{scale: s, up_to_minor: []}", "{low: [], medium: [], high: [lead, lead, lead]}"), "asks 3 people; at most 2 are asked"},
		"a role nobody has":                   {scaled("{scale: s, up_to_minor: []}", "{low: [], medium: [], high: [boss]}"), `line 6: approval.scales.s[0].high names "boss", which approval.roles does not have`},
		"a role without a name":               {scaled("{scale: s, up_to_minor: []}", `{low: [], medium: [], high: [""]}`), `names "", which approval.roles does not have`},
		"a role listed twice":                 {"  roles: [a, a]\n  default_roles: [a]\n  currencies: {CNY: {bands: [{low: [], medium: [], high: [a]}]}}\n", `approval.roles names "a", which is empty or there twice`},
		"nobody to ask by default":            {"  default_roles: []\n", "approval.default_roles is missing or empty"},
		"one role to clear a leg":             {"  clear_roles: [lead]\n", "line 4: approval.clear_roles has 1 roles; what became of an undecided leg is said by people of exactly two"},
		"three roles to clear a leg":          {"  clear_roles: [support, lead, finance]\n", "line 4: approval.clear_roles has 3 roles"},
		"an amount for one word, and none":    {"  elsewhere_alone_max_minor: {CNY: }\n", "approval.elsewhere_alone_max_minor.CNY has no amount"},
		"an amount for one word of nothing":   {"  elsewhere_alone_max_minor: {DEM: 5}\n", `names "DEM", which is no ISO 4217 currency`},
		"an amount for one word below nought": {"  elsewhere_alone_max_minor: {CNY: -1}\n", `"-1" is not a whole number`},
		"a role to clear that nobody has":     {"  clear_roles: [lead, boss]\n", `line 4: approval.clear_roles names "boss", which approval.roles does not have`},
		"an inspector nobody has":             {"goods: {inspect_role: porter}\n", `line 3: goods.inspect_role is "porter", which approval.roles does not have`},
		"roles of one's own, no matrix":       {"  roles: [a]\n  default_roles: [a]\n", "line 3: approval.currencies is missing"},
		"bands with an end at the end":        {"  currencies: {CNY: {bands: [{up_to_minor: 5, low: [], medium: [], high: [lead]}]}}\n", "ends at 5: the last band has no up_to_minor"},
		"bands with a gap":                    {"  currencies: {CNY: {bands: [" + row + ", " + row + "]}}\n", "approval.currencies.CNY.bands[0] has no up_to_minor, and is not the last"},
		"bands and a scale":                   {"  currencies: {CNY: {scale: usual, bands: [" + row + "]}}\n", "has bands of its own and a scale"},
		"a matrix and a limit":                {"  currencies: {CNY: {bands: [" + row + "]}}\n  auto_max_minor: {CNY: 5}\n", "line 5: approval.auto_max_minor.CNY is there beside approval.currencies.CNY"},
		"verified in no currency":             {"  verified_above_minor: {DEM: 5}\n", `approval.verified_above_minor names "DEM"`},
		"verified above less than nothing":    {"  verified_above_minor: {CNY: -5}\n", "line 4"},
		"two deadlines":                       {"  review_seconds: 5\n  review: {due_seconds: 6}\n", "line 4: approval.review_seconds is there beside approval.review.due_seconds"},
		"an escalation to nobody":             {"  review: {escalate_to: boss}\n", `line 4: approval.review.escalate_to is "boss"`},
		"no time to answer":                   {"  review: {info_seconds: 0}\n", "approval.review.info_seconds is missing or 0"},
		"goods without a deadline":            {"goods: {return_seconds: 0}\n", "line 3: goods.return_seconds is missing or 0"},
		"a reminder after the deadline":       {"goods: {return_seconds: 5, remind_seconds: 5}\n", "line 3: goods.remind_seconds is 5, not before return_seconds 5"},
		"goods from a risk nobody knows":      {"goods: {first_from_risk: odd}\n", `goods.first_from_risk is "odd"`},
		"handling with fewer than it names":   {"handling:\n  - {name: h, approvals: 1, roles: [lead, finance]}\n", "line 4: handling[0].approvals is 1, fewer than the roles beside it"},
		"handling with too many":              {"handling:\n  - {name: h, approvals: 3}\n", "handling[0].approvals is 3; at most 2 people are asked"},
		"handling of two names alike":         {"handling:\n  - {name: h, approvals: 1}\n  - {name: h, approvals: 2}\n", `line 5: handling[1].name "h" is there twice`},
		"handling by a role nobody has":       {"handling:\n  - {name: h, roles: [boss]}\n", `handling[0].roles names "boss"`},
	} {
		t.Run(name, func(t *testing.T) {
			content := c.approval
			if strings.HasPrefix(content, " ") {
				content = "approval:\n" + content
			}
			_, err := rulebook.LoadBytes([]byte("name: own\nversion: \"1\"\n" + content))
			var invalid sheet.Invalid
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want Invalid", err)
			}
			if !slices.ContainsFunc(invalid.Mistakes, func(m sheet.Mistake) bool { return strings.Contains(m.String(), c.want) }) {
				t.Errorf("got %q, want one with %q", invalid.Mistakes, c.want)
			}
		})
	}
}

func TestAllMistakesAreNamedAtOnce(t *testing.T) {
	content := simpleYAML(t)
	for _, change := range [][2]string{
		{"promotion_mode: KEEP", "promotion_mode: GIVE"}, {"window_days: 30", "window_days: many"},
		{"OTHER: {eligible: true}", "OTHER: {eligible: true, shiping: NEVER}"}, {"expiry_seconds: 604800", "expiry_seconds: 0"},
	} {
		content = strings.Replace(content, change[0], change[1], 1)
	}
	_, err := rulebook.Load(strings.NewReader(content))
	var invalid sheet.Invalid
	if !errors.As(err, &invalid) || len(invalid.Mistakes) != 4 {
		t.Fatalf("got %v, want four mistakes", err)
	}
	for _, want := range []string{"GIVE", "many", "shiping", "expiry_seconds"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
}

func TestAFileThatIsNoPolicyIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		content io.Reader
		want    string
	}{
		"empty":         {strings.NewReader(""), "the file is empty"},
		"two documents": {strings.NewReader(simpleYAML(t) + "\n---\nname: again\n"), "more than one document"},
		"endless":       {strings.NewReader(strings.Repeat("#", 1<<20+1)), "larger than 1048576 bytes"},
		"unreadable":    {iotest.ErrReader(errors.New("disk on fire")), "disk on fire"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := rulebook.Load(c.content)
			if p != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, %v; want %q", p, err, c.want)
			}
		})
	}
}

func TestWhatAFileLeavesOutTheShippedPolicySays(t *testing.T) {
	mine, err := rulebook.LoadBytes([]byte("name: own\nversion: \"1\"\nterms:\n  window_days: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	shipped := shipped(t)
	if mine.Terms.WindowDays != 2 || mine.Terms.PromotionMode != rulebook.PromotionReprice || len(mine.Rules) != len(shipped.Rules) || len(mine.Offers) != 2 {
		t.Errorf("got %+v", mine.Terms)
	}
	if mine.Ref().String() != "own@1" || mine.Ref().Hash == shipped.Ref().Hash {
		t.Errorf("named %+v", mine.Ref())
	}
	own := simple(t)
	if len(own.Rules) != 0 || own.Terms.PromotionMode != rulebook.PromotionKeep {
		t.Errorf("a policy with reasons of its own got %d rules and %s", len(own.Rules), own.Terms.PromotionMode)
	}
}

func TestWhoInspectsAndWhoClearsIsSaidOrTakenFromTheRolesThereAre(t *testing.T) {
	const own = "  default_roles: [a]\n  currencies: {CNY: {bands: [{low: [], medium: [], high: [a]}]}}\n"
	for name, c := range map[string]struct {
		text    string
		inspect refund.Role
		clear   []refund.Role
	}{
		"shipped":                           {"", "warehouse", []refund.Role{"lead", "finance"}},
		"said":                              {"goods: {inspect_role: support}\napproval:\n  clear_roles: [finance, finance]\n", "support", []refund.Role{"finance", "finance"}},
		"roles of one's own":                {"approval:\n  roles: [a, b, c]\n" + own, "a", []refund.Role{"b", "c"}},
		"one role of one's own":             {"approval:\n  roles: [a]\n" + own, "a", []refund.Role{"a", "a"}},
		"roles of one's own, with the same": {"approval:\n  roles: [a, warehouse]\n" + own, "warehouse", []refund.Role{"a", "warehouse"}},
	} {
		v, err := rulebook.LoadBytes([]byte("name: own\nversion: \"1\"\n" + c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if v.Goods.InspectRole != c.inspect || !slices.Equal(v.Approval.ClearRoles, c.clear) {
			t.Errorf("%s: %s inspects, %v clear; want %s, %v", name, v.Goods.InspectRole, v.Approval.ClearRoles, c.inspect, c.clear)
		}
	}
}
