package policy_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// one is an order of one line of a model, paid 9000.
func one(model refund.BusinessModel, edit func(*refund.Line)) refund.Order {
	o := order([]refund.Line{goods("1", 1, 9000)}, card(9000))
	o.Lines[0].BusinessModel = model
	edit(&o.Lines[0])
	return o
}

func utc(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}

func months(from, to string) func(*refund.Line) {
	return func(l *refund.Line) { l.ServicePeriod = &refund.ServicePeriod{StartAt: utc(from), EndAt: utc(to)} }
}

func units(used, total int64) func(*refund.Line) {
	return func(l *refund.Line) { l.UnitsUsed, l.UnitsTotal = &used, &total }
}

func TestWhatWasUsedIsChargedAtThePaidPrice(t *testing.T) {
	terms := policyWith(t, "grace_days: 0", "grace_days: 7", "life_days: 0", "life_days: 1095", "window_days: 30", "window_days: 1095",
		"trial_units: 0", "trial_units: 1")
	november := months("2026-10-31T16:00:00Z", "2026-11-30T16:00:00Z") // local midnights in Shanghai
	card := func(spent int64) func(*refund.Line) {
		return func(l *refund.Line) { l.UnitsUsed, l.FaceMinor, l.BonusMinor = &spent, ptr(9000), ptr(1000) }
	}
	delivered := func(days int) func(*refund.Line) {
		return func(l *refund.Line) { at := occurredAt.AddDate(0, 0, -days); l.DeliveredAt = &at }
	}
	for name, c := range map[string]struct {
		order  refund.Order
		reason refund.Reason
		want   int64
		kind   refund.ComponentKind
	}{
		"a month cancelled on the 20th: ten days are left":  {one(refund.ModelSubscription, november), refund.ReasonCustomerChangedMind, 3000, refund.ComponentUsage},
		"a month that was faulty goes back whole":           {one(refund.ModelSubscription, november), refund.ReasonNotAsDescribed, 9000, ""},
		"a month that begins tomorrow":                      {one(refund.ModelSubscription, months("2026-11-20T16:00:00Z", "2026-12-20T16:00:00Z")), refund.ReasonCustomerChangedMind, 9000, ""},
		"a month that is over":                              {one(refund.ModelSubscription, months("2026-09-30T16:00:00Z", "2026-10-31T16:00:00Z")), refund.ReasonCustomerChangedMind, 0, refund.ComponentUsage},
		"four lessons of ten, one of them a trial":          {one(refund.ModelCourse, units(4, 10)), refund.ReasonCustomerChangedMind, 6300, refund.ComponentUsage},
		"the trial lesson alone":                            {one(refund.ModelCourse, units(1, 10)), refund.ReasonCustomerChangedMind, 9000, ""},
		"a course that was not as described":                {one(refund.ModelCourse, units(4, 10)), refund.ReasonNotAsDescribed, 9000, ""},
		"a prepaid card: the paid balance is spent first":   {one(refund.ModelPrepaidCard, card(2500)), refund.ReasonCustomerChangedMind, 6500, refund.ComponentUsage},
		"a prepaid card: only the bonus is left":            {one(refund.ModelPrepaidCard, card(9400)), refund.ReasonCustomerChangedMind, 0, refund.ComponentUsage},
		"equipment within the days of grace":                {one(refund.ModelEquipment, delivered(7)), refund.ReasonCustomerChangedMind, 9000, ""},
		"equipment after 372 days: a third of its life":     {one(refund.ModelEquipment, delivered(372)), refund.ReasonCustomerChangedMind, 6000, refund.ComponentDepreciation},
		"equipment that was damaged loses nothing for time": {one(refund.ModelEquipment, delivered(172)), refund.ReasonDamaged, 9000, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := assess(t, terms, whole(c.order, c.reason), historyOf(t, c.order))
			if !a.Eligible() || a.TotalMinor != c.want || c.kind != "" && sumOf(a, c.kind) != c.want-9000 {
				t.Errorf("got %s %v, %d of %v; want %d", a.Disposition, a.Reasons, a.TotalMinor, parts(a), c.want)
			}
			if c.kind == "" && len(a.Components) != 1 {
				t.Errorf("got %v, want the line alone", parts(a))
			}
		})
	}
}

// In Berlin 2026-03-29 has 23 hours and 2026-10-25 has 25: a day is a day.
func TestADayOfSummerTimeIsOneDay(t *testing.T) {
	for name, c := range map[string]struct{ from, to, at string }{
		"the night that is short": {"2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z", "2026-03-29T10:00:00Z"},
		"the night that is long":  {"2026-10-23T22:00:00Z", "2026-10-26T23:00:00Z", "2026-10-25T10:00:00Z"},
	} {
		o := one(refund.ModelSubscription, months(c.from, c.to))
		o.TimeZone, o.PlacedAt = "Europe/Berlin", utc(c.from)
		request := whole(o, refund.ReasonCustomerChangedMind)
		request.OccurredAt = utc(c.at)
		if a := first(t, request); a.TotalMinor != 3000 { // two of three days are used
			t.Errorf("%s: got %d of %v, want 3000", name, a.TotalMinor, parts(a))
		}
	}
}

func TestUsedServicesKeepTheirTaxOnTopToo(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 9000, at(tax(refund.TaxExclusive, 900), "0.10"))}, card(9900))
	o.Lines[0].BusinessModel = refund.ModelCourse
	units(6, 10)(&o.Lines[0])
	play(t, defaultPolicy(t), o, []request{{whole(o, refund.ReasonCustomerChangedMind), 4950, 450, []part{
		{refund.ComponentLine, "1", 9000}, {refund.ComponentTax, "1", 900}, {refund.ComponentUsage, "1", -4500}, {refund.ComponentTax, "1", -450}}, []leg{{"card", 4950}}}})
}

func TestDeductionsTogetherTakeAtMostWhatIsLeft(t *testing.T) {
	o := one(refund.ModelCourse, units(9, 10))
	p := policyWith(t, `restocking_rate: "0"`, `restocking_rate: "0.5"`, `restocking_reasons: []`, `restocking_reasons: [CUSTOMER_CHANGED_MIND]`)
	play(t, p, o, []request{{whole(o, refund.ReasonCustomerChangedMind), 0, 0, []part{
		{refund.ComponentLine, "1", 9000}, {refund.ComponentUsage, "1", -8100}, {refund.ComponentRestocking, "1", -900}}, nil}})
}

func TestUseIsWhatTheLatestEventSays(t *testing.T) {
	o := one(refund.ModelCourse, units(0, 10))
	h := historyOf(t, o)
	later := one(refund.ModelCourse, units(6, 10))
	if a := assess(t, defaultPolicy(t), whole(later, refund.ReasonCustomerChangedMind), h); a.TotalMinor != 4500 {
		t.Errorf("got %d of %v, want 4500", a.TotalMinor, parts(a))
	}
}

func TestUseThatNobodyCountedGoesToAPerson(t *testing.T) {
	o := one(refund.ModelPrepaidCard, func(l *refund.Line) { l.Activated = true })
	a := first(t, whole(o, refund.ReasonCustomerChangedMind))
	if a.ApprovalsRequired != 1 || a.ApprovalReasons[0] != policy.ReasonUseNotPriced {
		t.Errorf("got %d approvals for %v", a.ApprovalsRequired, a.ApprovalReasons)
	}
}
