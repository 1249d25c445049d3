package reconcile_test

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/reconcile"
	"github.com/makegood/makegood/refund"
)

// aList is a provider's list that a test writes.
type aList struct {
	all []payment.Listed
	// fails are what the next readings end with.
	fails []error
	asked []payment.ListQuery
}

func (a *aList) List(_ context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		a.asked = append(a.asked, q)
		for _, l := range a.all {
			if q.Asks(l) && !yield(l, nil) {
				return
			}
		}
		if len(a.fails) > 0 {
			err := a.fails[0]
			a.fails = a.fails[1:]
			yield(payment.Listed{}, err)
		}
	}
}

// office is a ledger at noon with a provider's list beside it.
type office struct {
	*ledgertest.Desk
	t    *testing.T
	list *aList
	told []refund.FactBooked
	// waited are the pauses that the provider asked for.
	waited []time.Duration
}

func newOffice(t *testing.T) *office {
	t.Helper()
	desk := ledgertest.NewDesk(t, func(t *testing.T, clock func() time.Time) ledger.Store {
		books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = books.Close() })
		return books
	})
	return &office{Desk: desk, t: t, list: &aList{}}
}

func (o *office) account() reconcile.Account {
	return reconcile.Account{
		Provider: "simulator", List: o.list, Limits: payment.Limits{ListsBy: payment.ListsByCreation},
		Terms: payment.Terms{CallTimeout: 10 * time.Second, SettlingDelay: 10 * time.Minute},
	}
}

func (o *office) runner() reconcile.Runner {
	return reconcile.Runner{
		Books: o.Store, Now: o.Clock.Now,
		Tell: func(_ context.Context, booked refund.FactBooked, _ refund.ProviderFact) error {
			o.told = append(o.told, booked)
			return nil
		},
		Wait: func(_ context.Context, pause time.Duration) error {
			o.waited = append(o.waited, pause)
			return nil
		},
	}
}

// day is the 20th of November, on which the office opens.
var day = ledger.Period{From: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)}

// run reconciles the day, and lets the books be audited after it.
func (o *office) run(dry bool) ledger.Reconciliation {
	o.t.Helper()
	out, err := o.runner().Run(o.t.Context(), o.account(), reconcile.Request{Period: day, Origin: ledger.ReconcileByPerson, DryRun: dry})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, s := range out.Sums {
		if s.DifferenceMinor != s.ItemsMinor {
			o.t.Errorf("the items do not explain %+v", s)
		}
	}
	o.BooksAgree()
	return out
}

// finds fails unless a run has these items: kind, what became of it, and "open" where it stays.
func (o *office) finds(name string, r ledger.Reconciliation, want ...string) {
	o.t.Helper()
	var got []string
	for _, i := range r.Items {
		word := string(i.Kind)
		for _, more := range []string{i.Booked, map[bool]string{true: "open"}[i.Open]} {
			if more != "" {
				word += " " + more
			}
		}
		got = append(got, word)
	}
	if !slices.Equal(got, want) {
		o.t.Errorf("%s: found %q, want %q", name, got, want)
	}
}

// lists adds what the provider lists of a refund's leg.
func (o *office) lists(id refund.ID, change func(*payment.Listed)) {
	o.t.Helper()
	l := o.Leg(id, 0)
	listed := payment.Listed{
		ProviderRefundID: "re_" + strings.Split(string(id), "/")[2], FactID: "evt_" + string(id), Key: refund.ProviderKey(id, l.LegID, l.Generation),
		Reference: "ch_" + strings.Split(string(id), "/")[2], AmountMinor: l.AmountMinor, Currency: "CNY", Outcome: refund.Outcome{Kind: refund.OutcomeSettled},
		CreatedAt: o.Clock.Now(),
	}
	if change != nil {
		change(&listed)
	}
	o.list.all = append(o.list.all, listed)
}

// elsewhere is a refund of an order's payment that somebody made in the dashboard.
func (o *office) elsewhere(order, id string, minor int64) {
	o.list.all = append(o.list.all, payment.Listed{
		ProviderRefundID: id, FactID: "evt_" + id, Reference: "ch_" + order, AmountMinor: minor, Currency: "CNY",
		Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, CreatedAt: o.Clock.Now(),
	})
}

// TestADayWithEveryDifference: what the list proves is booked once, what it does not prove stays, and a second run books
// nothing new.
func TestADayWithEveryDifference(t *testing.T) {
	o := newOffice(t)
	good, less := o.Paid("good", "c1", 1), o.Paid("less", "c1", 1)
	o.Paid("missing", "c1", 1)
	unknown := o.Sent("unknown", "c1", 1)
	o.Record(unknown, refund.OutcomeUnknown)
	bounced, dollars := o.Paid("bounced", "c1", 1), o.Paid("dollars", "c1", 1)
	o.Clock.Advance(time.Minute)
	o.lists(good, nil)
	o.lists(less, func(l *payment.Listed) { l.AmountMinor = 9000 })
	o.lists(unknown, nil)
	o.lists(bounced, func(l *payment.Listed) {
		l.Outcome = refund.Outcome{Kind: refund.OutcomeFailed, Reason: "account closed"}
	})
	o.lists(dollars, func(l *payment.Listed) {
		l.Outcome.Settlement, l.Outcome.BankReference = &refund.Settlement{AmountMinor: 1600, Currency: "USD"}, "ARN9"
		l.FeeMinor, l.FeeCurrency = 30, "USD"
	})
	o.elsewhere("good", "re_dashboard", 6000)
	o.Clock.Advance(24 * time.Hour)

	before := o.run(true)
	o.finds("dry run", before, "MISSING open", "EXTRA open", "AMOUNT open", "STATE open", "STATE open", "SETTLEMENT open", "FEE open")
	if before.ID != "" || len(o.told) > 0 {
		t.Errorf("a dry run was kept as %q, and told of %d facts", before.ID, len(o.told))
	}
	o.Payment(good, ledgertest.Control{Open: 11300, Returned: 11300})

	first := o.run(false)
	o.finds("first run", first, "MISSING open", "EXTRA OUTSIDE open", "AMOUNT DIFFERS open", "STATE BOOKED", "STATE BOOKED", "SETTLEMENT BOOKED", "FEE BOOKED")
	if first.OpenCount() != 3 || first.Learned != 1 || !first.Complete() || first.ID != "simulator/2026-11-20" {
		t.Errorf("%d stay, %d learned, complete %t, kept as %s", first.OpenCount(), first.Learned, first.Complete(), first.ID)
	}
	o.Bank(good, ledgertest.Bank{Open: 5300, Returned: 11300, External: 6000})
	o.Status(unknown, refund.StatusRefunded)
	if leg := o.Leg(bounced, 0); leg.Status != refund.LegLateFailed {
		t.Errorf("the bounced leg is %s", leg.Status)
	}
	if s := o.Settled(dollars); *s.Settlement != (refund.Settlement{AmountMinor: 1600, Currency: "USD"}) || *s.Fee != (refund.Settlement{AmountMinor: 30, Currency: "USD"}) || s.BankReference != "ARN9" {
		t.Errorf("the books learned %+v", s)
	}
	if late := slices.ContainsFunc(o.told, func(b refund.FactBooked) bool { return b.Refund == bounced && b.LateFailed }); !late {
		t.Errorf("nobody was told of the late failure: %+v", o.told)
	}

	second := o.run(false)
	o.finds("second run", second, "MISSING open", "EXTRA open", "AMOUNT KNOWN open")
	o.Bank(good, ledgertest.Bank{Open: 5300, Returned: 11300, External: 6000})
	o.Attribute(ledger.Attribution{
		Provider: "simulator", Reference: "ch_good", ProviderRefundID: "re_dashboard", As: ledger.AttributedGoodwill, By: "anna", Note: "sorry", Authority: ledgertest.Anything("anna"),
	})
	o.finds("when it was said what it was for", o.run(false), "MISSING open", "AMOUNT KNOWN open")
	kept, err := o.Store.Reconciliation(t.Context(), first.ID)
	if err != nil || len(kept.Items) != 7 {
		t.Errorf("kept are %d items, %v", len(kept.Items), err)
	}
}

// TestANotificationBeforeOrAfterTheListIsTheSameFact: the webhook's fact and the list's have one id.
func TestANotificationBeforeOrAfterTheListIsTheSameFact(t *testing.T) {
	for _, first := range []string{"webhook", "list"} {
		o := newOffice(t)
		id := o.Held("o1", "c1", 1)
		o.elsewhere("o1", "re_1", 6000)
		webhook := refund.Fact{
			ID: "evt_re_1", Kind: refund.FactRefund, Provider: "simulator", Reference: "ch_o1", OccurredAt: o.Clock.Now(),
			Refund: &refund.RefundFact{ProviderRefundID: "re_1", AmountMinor: 6000, Currency: "CNY", Outcome: refund.Outcome{Kind: refund.OutcomeSettled}},
		}
		o.Clock.Advance(24 * time.Hour)
		if first == "webhook" {
			o.Book(webhook)
			o.finds(first, o.run(false), "EXTRA open")
		} else {
			o.finds(first, o.run(false), "EXTRA OUTSIDE open")
			if got := o.Book(webhook).Result; got != refund.FactIsKnown {
				t.Errorf("after the list the notification is %s", got)
			}
		}
		o.Bank(id, ledgertest.Bank{Open: 5300, Held: 11300, External: 6000})
	}
}

// TestASecondMovementUnderOneKeyTakesHeadroom: the provider has forgotten the key, and paid again.
func TestASecondMovementUnderOneKeyTakesHeadroom(t *testing.T) {
	o := newOffice(t)
	id := o.Paid("o1", "c1", 1)
	o.lists(id, nil)
	o.lists(id, func(l *payment.Listed) { l.ProviderRefundID, l.FactID = "re_again", "evt_again" })
	o.Clock.Advance(24 * time.Hour)
	o.finds("first run", o.run(false), "DOUBLE OUTSIDE open")
	o.Bank(id, ledgertest.Bank{Returned: 11300, External: 11300})
	o.finds("second run", o.run(false), "DOUBLE open")
	o.Bank(id, ledgertest.Bank{Returned: 11300, External: 11300})
}

// TestWhatExceedsStopsThePayment: more was made elsewhere than there was left.
func TestWhatExceedsStopsThePayment(t *testing.T) {
	o := newOffice(t)
	id := o.Paid("o1", "c1", 2)
	o.lists(id, nil)
	o.elsewhere("o1", "re_1", 5000)
	o.Clock.Advance(24 * time.Hour)
	o.finds("run", o.run(false), "EXTRA OUTSIDE open")
	o.Bank(id, ledgertest.Bank{Returned: 22600, External: 5000, Excess: 5000})
}

func TestALegOfAnotherDayIsNoStranger(t *testing.T) {
	o := newOffice(t)
	id := o.Sent("o1", "c1", 1)
	o.lists(id, nil)
	o.Clock.Advance(3 * 24 * time.Hour)
	o.Record(id, refund.OutcomeSettled)
	r := o.run(false)
	o.finds("the day of its list", r)
	if r.Legs != 0 || r.Listed != 0 {
		t.Errorf("%d legs and %d listed are counted in the wrong period", r.Legs, r.Listed)
	}
	later, err := o.runner().Run(t.Context(), o.account(), reconcile.Request{
		Period: ledger.Period{From: day.From.AddDate(0, 0, 3), To: day.To.AddDate(0, 0, 3)}, Origin: ledger.ReconcileScheduled,
	})
	if err != nil || len(later.Items) != 0 || later.Legs != 1 || later.Listed != 1 {
		t.Errorf("the day on which it settled: %+v, %v", later, err)
	}
}

func TestAListThatIsNotFinishedProvesNothingMissing(t *testing.T) {
	o := newOffice(t)
	o.Paid("o1", "c1", 1)
	o.Clock.Advance(13 * time.Hour)
	complete := o.Clock.Now().Add(9 * time.Hour)
	a := o.account()
	a.Limits.ListedAfter = 20 * time.Hour
	o.list.fails = []error{payment.NotListedYet{CompleteAt: complete}}
	r, err := o.runner().Run(t.Context(), a, reconcile.Request{Period: day, Origin: ledger.ReconcileByPerson})
	if err != nil || r.Complete() || r.OpenCount() != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	o.finds("run", r, "NOT_DUE")
}

func TestAListThatBreaksOffKeepsNothing(t *testing.T) {
	o := newOffice(t)
	o.Paid("o1", "c1", 1)
	o.Clock.Advance(24 * time.Hour)
	broken := errors.New("the line broke")
	for name, row := range map[string]struct {
		change func(*reconcile.Account)
		fails  []error
		want   error
	}{
		"the line breaks":      {func(*reconcile.Account) {}, []error{broken}, broken},
		"there is no list":     {func(*reconcile.Account) {}, []error{payment.ErrNoList}, payment.ErrNoList},
		"nobody can list":      {func(a *reconcile.Account) { a.List = nil }, nil, payment.ErrNoList},
		"patience has its end": {func(*reconcile.Account) {}, slices.Repeat([]error{payment.RateLimited{RetryAfter: time.Second}}, 5), payment.RateLimited{RetryAfter: time.Second}},
	} {
		a := o.account()
		row.change(&a)
		o.list.fails = row.fails
		_, err := o.runner().Run(t.Context(), a, reconcile.Request{Period: day, Origin: ledger.ReconcileByPerson})
		if !errors.Is(err, row.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	kept, err := o.Store.Reconciliations(t.Context(), ledger.ReconciliationFilter{})
	if err != nil || len(kept) != 0 {
		t.Errorf("kept are %d runs, %v", len(kept), err)
	}
	o.list.fails = []error{payment.RateLimited{RetryAfter: time.Minute}}
	o.finds("after a pause", o.run(false), "MISSING open")
	if last := o.waited[len(o.waited)-1]; last != time.Minute {
		t.Errorf("it waited %s", last)
	}
}
