package reviewers_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

const two = `ranks: [support, lead]
reviewers:
  - name: mia
    roles: [support]
    limit_minor: {CNY: 500000}
    markets: [CN, HK]
  - name: noah
    roles: [lead]
    email: noah@shop.example
`

func TestWhoMayDecideIsReadAsItIsWritten(t *testing.T) {
	staff, err := reviewers.Load(strings.NewReader(two))
	if err != nil {
		t.Fatal(err)
	}
	mia, _ := staff.Find(" MIA ")
	if !slices.Equal(staff.Ranks, []refund.Role{"support", "lead"}) || len(staff.Reviewers) != 2 || mia.LimitMinor["CNY"] != 500000 ||
		!slices.Equal(mia.Markets, []string{"CN", "HK"}) || !slices.Equal(mia.Roles, []refund.Role{"support"}) {
		t.Errorf("got %+v", staff)
	}
	if noah, _ := staff.Find("noah"); noah.Email != "noah@shop.example" || mia.Email != "" {
		t.Errorf("noah is written to at %q, mia at %q", noah.Email, mia.Email)
	}
	if _, refused := staff.Authority("noah").MayAgree(refund.Stake{Currency: "CNY", OrderMinor: 1}); !refused {
		t.Error("noah has no limit in CNY, and may agree to a cent")
	}
}

func TestAnAuditorIsReadThoughNobodyRanksTheRole(t *testing.T) {
	staff, err := reviewers.Load(strings.NewReader(strings.Replace(two, "roles: [lead]", "roles: [auditor]", 1)))
	if err != nil || !staff.Authority("noah").Audits() || staff.Authority("mia").Audits() {
		t.Errorf("got %+v, %v", staff, err)
	}
}

func TestEachMistakeOfTheReviewersIsNamedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"a role nobody ranks":          {"roles: [lead]", "roles: [boss]", `line 8: reviewers[1].roles[0] is "boss", which is none of the ranks [support lead]`},
		"somebody without a role":      {"    roles: [lead]\n", "", "line 7: reviewers[1].roles is missing"},
		"a currency that is none":      {"CNY: 500000", "DEM: 1", `line 5: reviewers[0].limit_minor.DEM names "DEM", which is no ISO 4217 currency`},
		"a negative limit":             {"CNY: 500000", "CNY: -1", `line 5: "-1" is not a whole number`},
		"a limit with decimals":        {"CNY: 500000", "CNY: 5000.00", `line 5: "5000.00" is not a whole number`},
		"a limit that is missing":      {"CNY: 500000", "CNY: ", "line 5: reviewers[0].limit_minor.CNY is missing"},
		"the same name in capitals":    {"name: noah", `name: "Mia "`, `line 7: reviewers[1].name "Mia " is there twice`},
		"somebody without a name":      {"name: noah", `name: " "`, "line 7: reviewers[1].name is missing"},
		"no ranks":                     {"ranks: [support, lead]\n", "", "ranks is missing"},
		"a rank that is there twice":   {"[support, lead]", "[support, lead, support]", `line 1: ranks[2] "support" is there twice`},
		"a rank that is a sentence":    {"[support, lead]", "[support, lead, The boss]", `line 1: ranks[2] is "The boss"`},
		"a market that is a continent": {"[CN, HK]", "[Asia]", `line 6: reviewers[0].markets[0] is "Asia"`},
		"an address that is none":      {"noah@shop.example", "noah", `line 9: reviewers[1].email is "noah", which is no e-mail address`},
		"an address with a name":       {"noah@shop.example", "Noah <noah@shop.example>", `line 9: reviewers[1].email is "Noah <noah@shop.example>"`},
		"an auditor among the ranks":   {"ranks: [support, lead]", "ranks: [support, lead, auditor]", `line 1: ranks[2] "auditor" is no rank`},
		"an auditor with another role": {"roles: [lead]", "roles: [lead, auditor]", `line 8: reviewers[1].roles has "auditor" beside other roles`},
		"an auditor with a limit":      {"roles: [support]", "roles: [auditor]", "line 5: reviewers[0].limit_minor is an auditor's"},
		"an unknown key":               {"markets:", "countries:", "line 6: countries is not a key here"},
		"a file of something else":     {two, "name: makegood-risk\n", "reviewers is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(two, c.old) {
				t.Fatalf("the file has no %q", c.old)
			}
			staff, err := reviewers.Load(strings.NewReader(strings.Replace(two, c.old, c.new, 1)))
			var invalid sheet.Invalid
			if !errors.As(err, &invalid) || staff.Reviewers != nil {
				t.Fatalf("got %v, %v; want Invalid", staff, err)
			}
			if !slices.ContainsFunc(invalid.Mistakes, func(m sheet.Mistake) bool {
				return strings.Contains(m.String(), c.want) && m.Code == reviewers.MistakeInvalid
			}) {
				t.Errorf("got %q, want one with %q", invalid.Mistakes, c.want)
			}
		})
	}
	if _, err := reviewers.Load(iotest.ErrReader(errors.New("disk on fire"))); err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("an unreadable file: got %v", err)
	}
}

func TestTheSampleHasSomebodyForEveryRankAndEveryCurrencyThePolicyNames(t *testing.T) {
	staff, err := reviewers.Default()
	if err != nil {
		t.Fatal(err)
	}
	olga, ok := staff.Find("olga")
	if !ok || !staff.Authority("olga").Holds(staff.Ranks[0]) {
		t.Fatalf("olga of finance is not there, or may not act for others: %+v", olga)
	}
	noah, _ := staff.Find("noah")
	for _, currency := range []refund.Currency{"CNY", "USD", "EUR", "GBP", "JPY", "KRW", "HKD", "SGD", "CAD", "AUD", "KWD", "CLF"} {
		if noah.LimitMinor[currency] == 0 || olga.LimitMinor[currency] <= noah.LimitMinor[currency] {
			t.Errorf("in %s noah may agree up to %d, olga to %d", currency, noah.LimitMinor[currency], olga.LimitMinor[currency])
		}
	}
	for _, role := range staff.Ranks {
		if !slices.ContainsFunc(staff.Reviewers, func(r refund.Reviewer) bool { return slices.Contains(r.Roles, role) }) {
			t.Errorf("nobody is %s", role)
		}
	}
	for name, may := range map[refund.Person]bool{"mia": false, "noah": true} {
		if _, refused := staff.Authority(name).MayAgree(refund.Stake{Currency: "CNY", Market: "CN", OrderMinor: 200001}); refused == may {
			t.Errorf("%s and 2000.01 CNY: refused %v", name, refused)
		}
	}
	if !strings.Contains(string(reviewers.DefaultYAML()), "asserted by its caller") {
		t.Error("the sample does not say that a reviewer is asserted")
	}
}
