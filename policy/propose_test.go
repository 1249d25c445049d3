package policy_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

func propose(t testing.TB, p *policy.Policy, c refund.Cancellation, risk refund.RiskBand, h refund.OrderHistory) refund.Proposal {
	t.Helper()
	proposal, err := p.Propose(c, assess(t, p, c, h), refund.RiskVerdict{Band: risk}, h)
	if err != nil {
		t.Fatal(err)
	}
	return proposal
}

// of is an order of one line at a price.
func of(minor int64) refund.Order { return order([]refund.Line{goods("1", 1, minor)}, card(minor)) }

func TestTheShippedMatrixAsksByAmountAndRisk(t *testing.T) {
	low, medium, high := refund.RiskLow, refund.RiskMedium, refund.RiskHigh
	for name, c := range map[string]struct {
		minor   int64
		risk    refund.RiskBand
		roles   []refund.Role
		reasons []string
	}{
		"a small amount at low risk asks nobody":         {100000, low, nil, nil},
		"a small amount at medium risk asks support":     {100000, medium, []refund.Role{"support"}, []string{"MEDIUM_RISK"}},
		"a small amount at high risk asks a lead":        {1, high, []refund.Role{"lead"}, []string{"HIGH_RISK"}},
		"a small amount nobody has scored asks a lead":   {1, "", []refund.Role{"lead"}, nil},
		"more at low risk asks support":                  {100001, low, []refund.Role{"support"}, []string{"OVER_LIMIT", "CUSTOMER_DAY_OVER_LIMIT"}},
		"more at medium risk asks a lead":                {1000000, medium, []refund.Role{"lead"}, []string{"OVER_LIMIT", "CUSTOMER_DAY_OVER_LIMIT", "MEDIUM_RISK"}},
		"more at high risk asks two people":              {1000000, high, []refund.Role{"lead", "finance"}, []string{"OVER_LIMIT", "CUSTOMER_DAY_OVER_LIMIT", "HIGH_RISK"}},
		"ten times as much at low risk asks a lead":      {1000001, low, []refund.Role{"lead"}, []string{"OVER_LIMIT", "CUSTOMER_DAY_OVER_LIMIT"}},
		"ten times as much at medium risk asks two":      {1000001, medium, []refund.Role{"lead", "finance"}, []string{"OVER_LIMIT", "CUSTOMER_DAY_OVER_LIMIT", "MEDIUM_RISK"}},
		"ten times as much at high risk asks two people": {1000001, high, []refund.Role{"lead", "finance"}, []string{"OVER_LIMIT", "CUSTOMER_DAY_OVER_LIMIT", "HIGH_RISK"}},
	} {
		t.Run(name, func(t *testing.T) {
			request := whole(of(c.minor), refund.ReasonOther)
			p := propose(t, defaultPolicy(t), request, c.risk, historyOf(t, request.Order))
			if !slices.Equal(p.ApprovalRoles, c.roles) || p.ApprovalsRequired != len(c.roles) || !slices.Equal(p.ApprovalReasons, c.reasons) {
				t.Errorf("got %v (%d) for %v; want %v for %v", p.ApprovalRoles, p.ApprovalsRequired, p.ApprovalReasons, c.roles, c.reasons)
			}
		})
	}
}

func TestAProposalSaysUpToWhichAmountOneWordIsEnoughThatItWasPaidElsewhere(t *testing.T) {
	request := whole(of(500), refund.ReasonOther)
	for written, want := range map[string]int64{"": 0, "  elsewhere_alone_max_minor: {EUR: 7}\n": 0, "  elsewhere_alone_max_minor: {CNY: 700, EUR: 7}\n": 700} {
		own, err := policy.LoadBytes([]byte("name: own\nversion: \"1\"\napproval:\n  default_roles: [support]\n" + written))
		if err != nil {
			t.Fatal(err)
		}
		if got := propose(t, own, request, refund.RiskLow, historyOf(t, request.Order)).ElsewhereAloneMinor; got != want {
			t.Errorf("%q: got %d, want %d", written, got, want)
		}
	}
}

func TestAProposalSaysWhoMayClearALegAndOneThatPaysNothingDoesNot(t *testing.T) {
	request := whole(of(500), refund.ReasonOther)
	paid := propose(t, defaultPolicy(t), request, refund.RiskLow, historyOf(t, request.Order))
	if !slices.Equal(paid.ClearRoles, []refund.Role{"lead", "finance"}) {
		t.Errorf("got %v", paid.ClearRoles)
	}
	paid.ClearRoles[0] = "nobody"
	if again := propose(t, defaultPolicy(t), request, refund.RiskLow, historyOf(t, request.Order)); again.ClearRoles[0] != "lead" {
		t.Error("a proposal shares its roles with the policy")
	}
	late := whole(oneOf(refund.ModelPhysicalGoods, day(9), nil), refund.ReasonCustomerChangedMind)
	if refused := propose(t, defaultPolicy(t), late, refund.RiskLow, historyOf(t, late.Order)); refused.ClearRoles != nil {
		t.Errorf("refused: got %v", refused.ClearRoles)
	}
}

func TestWhoIsAskedNextRanksAboveWhoIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		minor int64
		risk  refund.RiskBand
		want  refund.Role
	}{
		"after support, the lead the policy names":   {100001, refund.RiskLow, "lead"},
		"after a lead, finance":                      {1000001, refund.RiskLow, "finance"},
		"after finance there is nobody, but finance": {1000001, refund.RiskHigh, "finance"},
	} {
		request := whole(of(c.minor), refund.ReasonOther)
		p := propose(t, defaultPolicy(t), request, c.risk, historyOf(t, request.Order))
		if got := p.Assessment.Review.EscalateTo; got != c.want {
			t.Errorf("%s: %s is asked next", name, got)
		}
	}
}

func TestTheLargerOfTheOrdersAndTheDaysSumChoosesTheBand(t *testing.T) {
	request := whole(of(1000), refund.ReasonOther)
	for name, c := range map[string]struct {
		order, apart, day int64
		want              []refund.Role
	}{
		"neither is much":                        {99000, 0, 99000, nil},
		"the order's refunds are":                {999001, 0, 0, []refund.Role{"lead"}},
		"with what was paid apart, they are":     {899001, 100000, 0, []refund.Role{"lead"}},
		"the customer's of the day are":          {0, 0, 999001, []refund.Role{"lead"}},
		"a sum that does not fit is above all":   {0, 0, math.MaxInt64, []refund.Role{"lead"}},
		"each alone is less, they are not added": {500000, 0, 499001, []refund.Role{"support"}},
	} {
		h := historyOf(t, request.Order)
		h.Earlier, h.PaidApartMinor, h.Customer.TodayMinor = []refund.Entitlement{{TotalMinor: c.order}}, c.apart, c.day
		if p := propose(t, defaultPolicy(t), request, refund.RiskLow, h); !slices.Equal(p.ApprovalRoles, c.want) {
			t.Errorf("%s: got %v, want %v", name, p.ApprovalRoles, c.want)
		}
	}
}

func TestAProposalSaysUpToWhichSumItsPeopleAreEnough(t *testing.T) {
	none, one, ten := int64(0), int64(100000), int64(1000000)
	for name, c := range map[string]struct {
		order refund.Order
		risk  refund.RiskBand
		want  *int64
	}{
		"nobody, at low risk":                           {of(1000), refund.RiskLow, &one},
		"support, at low risk":                          {of(100001), refund.RiskLow, &ten},
		"support, at medium risk":                       {of(1000), refund.RiskMedium, &one},
		"a lead, at high risk":                          {of(1000), refund.RiskHigh, &one},
		"two people, who are enough for any sum":        {of(1000000), refund.RiskHigh, nil},
		"a currency without bands asks the same always": {inCurrency("CLF", 5), refund.RiskLow, nil},
		"an authorisation moves no money":               {authorised(of(1000), 1000), refund.RiskLow, nil},
	} {
		request := whole(c.order, refund.ReasonOther)
		p := propose(t, defaultPolicy(t), request, c.risk, historyOf(t, c.order))
		got, want := cmp.Or(p.RolesUpToMinor, &none), cmp.Or(c.want, &none)
		if *got != *want {
			t.Errorf("%s: got %d, want %d", name, *got, *want)
		}
	}
}

func TestAReasonToAskKeepsAtLeastOnePerson(t *testing.T) {
	differs := historyOf(t, of(1000))
	differs.Differences = []string{"line 1: quantity"}
	for name, c := range map[string]struct {
		request refund.Cancellation
		history refund.OrderHistory
		want    []refund.Role
	}{
		"an order that contradicts itself":      {whole(of(1000), refund.ReasonOther), differs, []refund.Role{"support"}},
		"a currency without bands":              {whole(inCurrency("CLF", 5), refund.ReasonOther), historyOf(t, inCurrency("CLF", 5)), []refund.Role{"support"}},
		"an authorisation moves no money":       {whole(authorised(of(1000), 1000), refund.ReasonOther), historyOf(t, authorised(of(1000), 1000)), nil},
		"what is refused is decided by no one":  {whole(oneOf(refund.ModelPhysicalGoods, day(9), nil), refund.ReasonCustomerChangedMind), historyOf(t, oneOf(refund.ModelPhysicalGoods, day(9), nil)), nil},
		"nothing is left of worn-out equipment": {whole(oneOf(refund.ModelEquipment, day(1102), nil), refund.ReasonCustomerChangedMind), historyOf(t, oneOf(refund.ModelEquipment, day(1102), nil)), nil},
	} {
		if p := propose(t, defaultPolicy(t), c.request, refund.RiskLow, c.history); !slices.Equal(p.ApprovalRoles, c.want) || p.ApprovalsRequired != len(c.want) {
			t.Errorf("%s: got %v, want %v", name, p.ApprovalRoles, c.want)
		}
	}
}

func TestHandlingRaisesWhoIsAskedAndNeverLowersIt(t *testing.T) {
	for name, c := range map[string]struct {
		handling string
		minor    int64
		want     []refund.Role
	}{
		"it names a role where nobody is asked":      {"roles: [lead]", 1000, []refund.Role{"lead"}},
		"it asks two where nobody is asked":          {"approvals: 2", 1000, []refund.Role{"support", "support"}},
		"it names a higher role":                     {"roles: [finance]", 200000, []refund.Role{"finance"}},
		"it names a lower role than the matrix":      {"roles: [support]", 2000000, []refund.Role{"lead"}},
		"it asks for more people than the matrix":    {"approvals: 2\n    roles: [support]", 2000000, []refund.Role{"support", "lead"}},
		"it says nothing of people":                  {"review_seconds: 60", 1000, nil},
		"it asks for two of whom one is in the band": {"roles: [support, finance]", 200000, []refund.Role{"support", "finance"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := policy.LoadBytes([]byte("name: own\nversion: \"1\"\nhandling:\n  - name: careful\n    " + c.handling + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			request := whole(of(c.minor), refund.ReasonOther)
			proposal := propose(t, p, request, refund.RiskLow, historyOf(t, request.Order))
			if !slices.Equal(proposal.ApprovalRoles, c.want) || proposal.Assessment.Handling != "careful" || proposal.Assessment.TotalMinor != c.minor {
				t.Errorf("got %v by %q, want %v", proposal.ApprovalRoles, proposal.Assessment.Handling, c.want)
			}
		})
	}
}

func TestAnAutomaticLimitIsTheEndOfTheBandsThatAskNobody(t *testing.T) {
	bands := func(text string) *policy.Policy {
		p, err := policy.LoadBytes([]byte("name: own\nversion: \"1\"\napproval:\n  currencies:\n    CNY:\n      bands:\n" + text))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	open, ask := "        - {low: [], medium: [], high: [lead]}\n", "        - {low: [lead], medium: [lead], high: [lead]}\n"
	for name, c := range map[string]struct {
		bands string
		want  int64
	}{
		"two bands ask nobody": {"        - {up_to_minor: 10, low: [], medium: [], high: [lead]}\n        - {up_to_minor: 20, low: [], medium: [lead], high: [lead]}\n" + ask, 20},
		"the first asks":       {ask, 0},
		"no band ever asks":    {open, math.MaxInt64},
	} {
		request := whole(of(21), refund.ReasonOther)
		a := assess(t, bands(c.bands), request, historyOf(t, request.Order))
		if a.AutoApproveMaxMinor == nil || *a.AutoApproveMaxMinor != c.want || a.ApprovalsRequired != min(1, int(max(0, 21-c.want))) {
			t.Errorf("%s: got %v, %d approvals; want %d", name, a.AutoApproveMaxMinor, a.ApprovalsRequired, c.want)
		}
	}
}

func TestTheContractsWholeOrderStaysAutomatic(t *testing.T) {
	c := contractEvent(t, "order-cancelled.whole.json")
	p, h := defaultPolicy(t), historyOf(t, c.Order)
	a := assess(t, p, c, h)
	scores, err := risk.Default()
	if err != nil {
		t.Fatal(err)
	}
	proposal, err := p.Propose(c, a, scores.Score(c, h, a.TotalMinor), h)
	if err != nil || proposal.ApprovalsRequired != 0 || proposal.Verdict.Band != refund.RiskLow || proposal.Assessment.Goods != nil && proposal.Assessment.Goods.First {
		t.Errorf("got %d approvals at %s risk, goods %+v, %v", proposal.ApprovalsRequired, proposal.Verdict.Band, proposal.Assessment.Goods, err)
	}
}
