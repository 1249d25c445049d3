package support_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite/sqlitetest"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

// officeUnderTest is an office over a ledger of its own, whose other ports say what the test says.
type officeUnderTest struct {
	*ledgertest.Desk
	t       *testing.T
	office  *support.Office
	letters []support.LetterTopic
	health  doctor.Report
	policy  []ledger.RuleFile
	staff   refund.Staff
	// broken is what the ledger answers instead; examined counts questions to the doctor.
	broken   error
	examined int
}

func newOfficeUnderTest(t *testing.T) *officeUnderTest {
	t.Helper()
	b := &officeUnderTest{t: t, staff: refund.Staff{Ranks: []refund.Role{"support", "lead", "finance"}, Reviewers: []refund.Reviewer{
		{Name: "mia", Roles: []refund.Role{"support"}}, {Name: "noah", Roles: []refund.Role{"lead"}}, {Name: "olga", Roles: []refund.Role{"finance"}}, {Name: "ada", Roles: []refund.Role{"auditor"}},
	}}, policy: []ledger.RuleFile{{Name: "policy.yaml", Content: string(rulebook.DefaultYAML())}}}
	clock, store := sqlitetest.Empty(t)
	b.Desk = ledgertest.At(t, store, clock)
	var err error
	b.office, err = support.NewOffice(support.OfficePorts{
		Books: func(context.Context) (support.OfficeBooks, error) {
			if b.broken != nil {
				return nil, b.broken
			}
			return b.Store.(support.OfficeBooks), nil
		},
		Switches: b.Store, Staff: func(context.Context) (refund.Staff, error) { return b.staff, nil },
		Letters: func(context.Context) ([]support.LetterTopic, error) { return b.letters, nil },
		Examine: func(context.Context) (doctor.Report, error) { b.examined++; return b.health, nil },
		Policy:  func(context.Context) ([]ledger.RuleFile, error) { return b.policy, nil },
		Now:     b.Clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func calledBy(name refund.Person) api.Call {
	return api.Call{Subject: api.Subject{Name: name, Kind: api.Human, Verified: api.ByOIDC, ID: api.Subject{}.ID + refund.SubjectID("sub-"+name)}}
}

// codeOfOffice is an error's; "" for none.
func codeOfOffice(err error) refund.Code {
	var told *api.Error
	if errors.As(err, &told) {
		return told.Code
	}
	if err != nil {
		return "NO API ERROR"
	}
	return ""
}

func (b *officeUnderTest) no(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestWhoIsLetInWhere(t *testing.T) {
	b := newOfficeUnderTest(t)
	everywhere := []support.OfficePage{support.PageOperations, support.PageReports, support.PagePolicy}
	for name, want := range map[refund.Person][]support.OfficePage{
		"nobody known": everywhere, "mia": everywhere,
		"noah": support.OfficePages(), "olga": support.OfficePages(),
		"ada": append([]support.OfficePage{support.PageFinance}, everywhere...),
	} {
		for _, page := range support.OfficePages() {
			letIn := false
			for _, one := range want {
				letIn = letIn || one == page
			}
			err := b.office.May(t.Context(), calledBy(name), page)
			if letIn && err != nil || !letIn && codeOfOffice(err) != api.CodeNotPermitted {
				t.Errorf("%s in %s: %v", name, page, err)
			}
		}
	}
	var told *api.Error
	if err := b.office.May(t.Context(), calledBy("mia"), support.PageFinance); !errors.As(err, &told) || told.Detail != "finance is for the roles lead, finance, auditor; mia has support" {
		t.Errorf("the reason is %v", err)
	}
	for name, who := range map[string]api.Subject{
		"nobody":                 {},
		"a machine":              {Name: "shop", Kind: api.Machine, Verified: api.ByKey},
		"a lead by another name": {Name: "olga", Kind: api.Human, Verified: api.ByOIDC, Roles: []refund.Role{"support"}, NarrowsRoles: true},
	} {
		if err := b.office.May(t.Context(), api.Call{Subject: who}, support.PageFinance); codeOfOffice(err) != api.CodeNotPermitted && codeOfOffice(err) != api.CodeUnauthenticated {
			t.Errorf("%s is let in: %v", name, err)
		}
	}
}

// TestTheHighestRankIsLetInWhateverItsName: reviewers.yaml may name its roles as it likes.
func TestTheHighestRankIsLetInWhateverItsName(t *testing.T) {
	b := newOfficeUnderTest(t)
	b.staff = refund.Staff{Ranks: []refund.Role{"agent", "controller"}, Reviewers: []refund.Reviewer{{Name: "zoe", Roles: []refund.Role{"controller"}}, {Name: "mia", Roles: []refund.Role{"agent"}}}}
	b.no(b.office.May(t.Context(), calledBy("zoe"), support.PageFinance))
	if err := b.office.May(t.Context(), calledBy("mia"), support.PageFinance); codeOfOffice(err) != api.CodeNotPermitted {
		t.Errorf("got %v", err)
	}
}

func TestEveryMethodIsForWhoIsLetIn(t *testing.T) {
	b := newOfficeUnderTest(t)
	nobody, mia := api.Call{}, calledBy("mia")
	for name, ask := range map[string]func(api.Call) error{
		"Operations": func(c api.Call) error {
			_, err := b.office.Operations(t.Context(), c, support.OperationsQuery{})
			return err
		},
		"Letters": func(c api.Call) error {
			_, err := b.office.Letters(t.Context(), c, support.OperationsQuery{})
			return err
		},
		"Health":  func(c api.Call) error { _, err := b.office.Health(t.Context(), c); return err },
		"Runbook": func(c api.Call) error { _, err := b.office.Runbook(t.Context(), c, "README"); return err },
		"Review":  func(c api.Call) error { _, err := b.office.Review(t.Context(), c, support.ReportQuery{}); return err },
		"Policies": func(c api.Call) error {
			_, err := b.office.Policies(t.Context(), c, support.OperationsQuery{})
			return err
		},
		"RenderPolicy": func(c api.Call) error {
			_, err := b.office.RenderPolicy(t.Context(), c, support.RenderQuery{Locale: "en"})
			return err
		},
		"DiffPolicies": func(c api.Call) error {
			_, err := b.office.DiffPolicies(t.Context(), c, support.DiffQuery{})
			return err
		},
		"finance Finance": func(c api.Call) error {
			_, err := b.office.Finance(t.Context(), c, support.OperationsQuery{})
			return err
		},
		"finance Liquidity": func(c api.Call) error { _, err := b.office.Liquidity(t.Context(), c, 0); return err },
		"finance TrialBalance": func(c api.Call) error {
			_, err := b.office.TrialBalance(t.Context(), c, support.TrialQuery{})
			return err
		},
		"finance OpenItems": func(c api.Call) error {
			_, err := b.office.OpenItems(t.Context(), c, support.OpenItemsQuery{Account: ledger.OpenPayable})
			return err
		},
		"finance Reconciliations": func(c api.Call) error {
			_, err := b.office.Reconciliations(t.Context(), c, support.OperationsQuery{})
			return err
		},
		"finance Reconciliation": func(c api.Call) error {
			_, _, err := b.office.Reconciliation(t.Context(), c, "x", support.OperationsQuery{})
			return err
		},
		"finance SetStop": func(c api.Call) error {
			return b.office.SetStop(t.Context(), c, support.SetStopRequest{On: true, Reason: "x"})
		},
	} {
		if got := codeOfOffice(ask(nobody)); got != api.CodeUnauthenticated {
			t.Errorf("%s answers nobody: %q", name, got)
		}
		want := refund.Code("")
		if strings.HasPrefix(name, "finance ") {
			want = api.CodeNotPermitted
		}
		if got := codeOfOffice(ask(mia)); got != want {
			t.Errorf("%s answers support %q, want %q", name, got, want)
		}
	}
}

func TestWhatIsParkedIsOneRowACause(t *testing.T) {
	b := newOfficeUnderTest(t)
	oldest := b.Clock.Now()
	b.Decide(ledgertest.Request("o1", "c1", 1), ledgertest.Refusing(refund.CodeNotSupported))
	b.Clock.Advance(time.Hour)
	b.Decide(ledgertest.Request("o2", "c1", 1), ledgertest.Refusing(refund.CodeNotSupported))
	out, err := b.office.Operations(t.Context(), calledBy("mia"), support.OperationsQuery{})
	b.no(err)
	parked := out.Parked.Value
	if out.Parked.Missing != nil || len(parked) != 1 || parked[0].Code != refund.CodeNotSupported || parked[0].RefundCount != 2 || !parked[0].Oldest.Equal(oldest) || parked[0].Runbook != "not-supported" {
		t.Fatalf("got %+v", out.Parked)
	}
	if out.MayNotStop == nil || out.MayNotStop.Code != api.CodeNotPermitted {
		t.Errorf("support may set stops: %v", out.MayNotStop)
	}
}

func TestAPartThatCannotBeReadLeavesTheOthers(t *testing.T) {
	b := newOfficeUnderTest(t)
	b.broken = refund.Problem{Code: "LEDGER_AWAY", Detail: "the ledger does not answer"}
	b.letters = []support.LetterTopic{{Topic: "orders"}}
	out, err := b.office.Operations(t.Context(), calledBy("mia"), support.OperationsQuery{})
	b.no(err)
	if out.Parked.Missing == nil || out.Parked.Missing.Code != "LEDGER_AWAY" || out.Stuck.Missing == nil || out.Letters.Missing != nil || len(out.Letters.Value) != 1 || out.Stops.Missing != nil {
		t.Errorf("got %+v", out)
	}
	money, err := b.office.Finance(t.Context(), calledBy("olga"), support.OperationsQuery{})
	if err != nil || money.Budgets.Missing == nil || money.Periods.Missing == nil {
		t.Errorf("got %+v, %v", money, err)
	}
	if _, err := b.office.Review(t.Context(), calledBy("mia"), support.ReportQuery{}); codeOfOffice(err) != "LEDGER_AWAY" {
		t.Errorf("got %v", err)
	}
}

func TestAStopIsSetInTheCallersNameAndLifted(t *testing.T) {
	b := newOfficeUnderTest(t)
	set := support.SetStopRequest{On: true, Provider: "stripe", Merchant: "m/1", Reason: " they report duplicates "}
	b.no(b.office.SetStop(t.Context(), calledBy("noah"), set))
	out, err := b.office.Operations(t.Context(), calledBy("noah"), support.OperationsQuery{})
	b.no(err)
	if out.MayNotStop != nil || len(out.Stops.Value) != 1 {
		t.Fatalf("got %+v", out)
	}
	stop := out.Stops.Value[0]
	if stop.Provider != "stripe" || stop.Merchant != "m/1" || stop.Circuit || stop.By != "noah" || stop.Reason != "they report duplicates" || stop.Verified != refund.ByOIDC || !stop.At.Equal(b.Clock.Now()) {
		t.Errorf("got %+v", stop)
	}
	set.On = false
	b.no(b.office.SetStop(t.Context(), calledBy("olga"), set))
	if out, err = b.office.Operations(t.Context(), calledBy("noah"), support.OperationsQuery{}); err != nil || len(out.Stops.Value) != 0 {
		t.Errorf("got %+v, %v", out.Stops, err)
	}
	for name, wrong := range map[string]support.SetStopRequest{
		"no reason":        {On: true, Reason: "  "},
		"a long reason":    {On: true, Reason: strings.Repeat("x", 201)},
		"a long provider":  {On: true, Reason: "x", Provider: strings.Repeat("x", 201)},
		"a long merchant.": {On: true, Reason: "x", Merchant: refund.MerchantID(strings.Repeat("x", 201))},
	} {
		if err := b.office.SetStop(t.Context(), calledBy("noah"), wrong); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestAnAuditorSetsNoStop(t *testing.T) {
	b := newOfficeUnderTest(t)
	if err := b.office.SetStop(t.Context(), calledBy("ada"), support.SetStopRequest{On: true, Reason: "x"}); codeOfOffice(err) != api.CodeNotPermitted {
		t.Errorf("got %v", err)
	}
	thrown, err := b.Store.Thrown(t.Context())
	if err != nil || len(thrown) != 0 {
		t.Errorf("got %v, %v", thrown, err)
	}
}

func TestDeadLettersAreCountedAndTheNewestKept(t *testing.T) {
	b := newOfficeUnderTest(t)
	at := b.Clock.Now()
	for n := range 30 {
		letter := support.DeadLetter{ID: string(rune('a' + n)), At: at.Add(time.Duration(n) * time.Minute), Reason: "MALFORMED"}
		if n%3 == 0 {
			letter.Reason = "CONFLICT"
		}
		if n == 29 {
			letter.ReplayedAt, letter.ReplayedBy = &at, "ann"
		}
		b.letters = append(b.letters[:0:0], support.LetterTopic{Topic: "orders", Letters: append(officeLetters(b), letter)}, support.LetterTopic{Topic: "facts", Err: refund.Problem{Code: "KAFKA_AWAY"}})
	}
	part, err := b.office.Letters(t.Context(), calledBy("mia"), support.OperationsQuery{RowsMax: 5})
	b.no(err)
	orders, facts := part.Value[0], part.Value[1]
	if orders.Count != 30 || orders.OpenCount != 29 || !orders.More || len(orders.Letters) != 5 || !orders.Letters[0].At.After(orders.Letters[4].At) {
		t.Errorf("got %+v", orders)
	}
	if len(orders.Reasons) != 2 || orders.Reasons[0] != (support.ReasonCount{Reason: "MALFORMED", Count: 19}) || orders.Reasons[1].Count != 10 {
		t.Errorf("by reason: %+v", orders.Reasons)
	}
	if facts.Missing == nil || facts.Missing.Code != "KAFKA_AWAY" {
		t.Errorf("got %+v", facts)
	}
}

func officeLetters(b *officeUnderTest) []support.DeadLetter {
	if len(b.letters) == 0 {
		return nil
	}
	return b.letters[0].Letters
}

func TestTheDoctorIsAskedOnceAMinute(t *testing.T) {
	b := newOfficeUnderTest(t)
	b.health = doctor.Report{OpenCaseCount: 3, Findings: []doctor.Finding{{Severity: doctor.SeverityWrong, Finding: ledger.Finding{Code: doctor.CodeMovedTwice}}}}
	for range 3 {
		health, err := b.office.Health(t.Context(), calledBy("mia"))
		if err != nil || health.Report.OpenCaseCount != 3 || len(health.Report.Findings) != 1 {
			t.Fatalf("got %+v, %v", health, err)
		}
	}
	b.Clock.Advance(time.Minute)
	if _, err := b.office.Health(t.Context(), calledBy("mia")); err != nil || b.examined != 2 {
		t.Errorf("asked %d times, %v", b.examined, err)
	}
}

func TestEveryCodeOfARunbookLeadsToItsPage(t *testing.T) {
	b := newOfficeUnderTest(t)
	for cause, file := range refund.Runbooks() {
		book, err := b.office.Runbook(t.Context(), calledBy("mia"), string(cause))
		if err != nil || book.Name+".md" != file || !strings.HasPrefix(book.Markdown, "# ") {
			t.Errorf("%s: %s, %v", cause, book.Name, err)
		}
	}
	book, err := b.office.Runbook(t.Context(), calledBy("mia"), "fund-short")
	if err != nil || len(book.Codes) != 2 || book.Codes[0] != "FUND_BELOW_FORECAST" {
		t.Errorf("got %v, %v", book.Codes, err)
	}
	for _, name := range []string{"none", "../openapi", "..%2f", ""} {
		if _, err := b.office.Runbook(t.Context(), calledBy("mia"), name); codeOfOffice(err) != refund.CodeNotFound {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestFinanceListsWhatWaitsAndWhatIsClosed(t *testing.T) {
	b := newOfficeUnderTest(t)
	b.Paid("o1", "c1", 1)
	b.Clock.Advance(24 * time.Hour)
	for _, month := range []int{9, 10} {
		from := time.Date(2026, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
		answer, err := b.Store.ClosePeriod(t.Context(), ledger.PeriodClose{Name: from.Format("2006-01"), FromAt: from, UntilAt: from.AddDate(0, 1, 0), By: "olga", Reason: "month's end", Authority: ledgertest.Anything("olga")})
		if err != nil || !answer.Accepted {
			t.Fatal(answer, err)
		}
	}
	out, err := b.office.Finance(t.Context(), calledBy("olga"), support.OperationsQuery{RowsMax: 1})
	b.no(err)
	if periods := out.Periods.Value; !periods.More || len(periods.Rows) != 1 || periods.Rows[0].Name != "2026-10" {
		t.Errorf("got %+v", periods)
	}
	trial, err := b.office.TrialBalance(t.Context(), calledBy("olga"), support.TrialQuery{})
	if err != nil || len(trial.Value.Lines) == 0 || !trial.Value.Zero() {
		t.Errorf("got %+v, %v", trial, err)
	}
	if _, err := b.office.TrialBalance(t.Context(), calledBy("olga"), support.TrialQuery{From: b.Clock.Now(), To: b.Clock.Now()}); codeOfOffice(err) != api.CodeBadFilter {
		t.Errorf("got %v", err)
	}
	if _, err := b.office.OpenItems(t.Context(), calledBy("olga"), support.OpenItemsQuery{Account: "cash"}); codeOfOffice(err) != api.CodeBadFilter {
		t.Errorf("got %v", err)
	}
	if _, _, err := b.office.Reconciliation(t.Context(), calledBy("olga"), "none", support.OperationsQuery{}); codeOfOffice(err) != refund.CodeNotFound {
		t.Errorf("got %v", err)
	}
}

func TestAReconciliationIsListedAndReadWithItsItems(t *testing.T) {
	b := newOfficeUnderTest(t)
	from := b.Clock.Now().Truncate(24 * time.Hour)
	kept, _, err := b.Store.KeepReconciliation(t.Context(), ledger.Reconciliation{
		Provider: "simulator", From: from, To: from.AddDate(0, 0, 1), Origin: ledger.ReconcileByPerson, ReadAt: from, CompleteAt: from, Legs: 2,
		Items: []ledger.ReconcileItem{{Kind: ledger.ReconcileMissing, At: from, Open: true}, {Kind: ledger.ReconcileExtra, At: from}},
	})
	b.no(err)
	runs, err := b.office.Reconciliations(t.Context(), calledBy("noah"), support.OperationsQuery{})
	if err != nil || len(runs.Value.Rows) != 1 || runs.Value.Rows[0].ID != kept.ID {
		t.Fatalf("got %+v, %v", runs, err)
	}
	run, more, err := b.office.Reconciliation(t.Context(), calledBy("noah"), kept.ID, support.OperationsQuery{RowsMax: 1})
	if err != nil || !more || len(run.Items) != 1 || run.Items[0].Kind != ledger.ReconcileMissing {
		t.Errorf("got %+v, more %t, %v", run.Items, more, err)
	}
}

func TestAReviewIsOfThirtyDaysAndKeptForAMinute(t *testing.T) {
	b := newOfficeUnderTest(t)
	b.Paid("o1", "c1", 1)
	first, err := b.office.Review(t.Context(), calledBy("mia"), support.ReportQuery{})
	b.no(err)
	today := b.Clock.Now().Truncate(24 * time.Hour)
	if first.Report.RefundCount != 1 || first.Cut || !first.To.Equal(today.AddDate(0, 0, 1)) || !first.From.Equal(today.AddDate(0, 0, -29)) || first.Every != report.EveryDay {
		t.Errorf("got %+v", first)
	}
	b.Paid("o2", "c1", 1)
	if again, err := b.office.Review(t.Context(), calledBy("olga"), support.ReportQuery{}); err != nil || again.Report.RefundCount != 1 {
		t.Errorf("within a minute: %d, %v", again.Report.RefundCount, err)
	}
	b.Clock.Advance(time.Minute)
	if later, err := b.office.Review(t.Context(), calledBy("olga"), support.ReportQuery{}); err != nil || later.Report.RefundCount != 2 {
		t.Errorf("a minute later: %d, %v", later.Report.RefundCount, err)
	}
	for name, wrong := range map[string]support.ReportQuery{
		"a hundred days": {From: today.AddDate(0, 0, -100), To: today}, "an end before the beginning": {From: today, To: today.AddDate(0, 0, -1)}, "a period nobody knows": {Every: "hour"},
	} {
		if _, err := b.office.Review(t.Context(), calledBy("mia"), wrong); codeOfOffice(err) != api.CodeBadFilter {
			t.Errorf("%s: %v", name, err)
		}
	}
}

const ownPolicy = "name: own\nversion: \"2\"\napproval:\n  default_roles: [support]\n"

func TestThePolicyIsListedRenderedAndCompared(t *testing.T) {
	b := newOfficeUnderTest(t)
	b.Paid("o1", "c1", 1)
	own := []ledger.RuleFile{{Name: "own.yaml", Content: ownPolicy}}
	_, err := b.Store.RulesInForce(t.Context(), ledger.RulesPolicy, b.policy)
	b.no(err)
	_, err = b.Store.ConfirmRules(t.Context(), ledger.RuleConfirmation{Kind: ledger.RulesPolicy, Files: own, By: "olga", Note: "trial", Authority: ledgertest.Anything("olga")})
	b.no(err)
	known, err := b.office.Policies(t.Context(), calledBy("mia"), support.OperationsQuery{})
	b.no(err)
	if len(known.Configured.Value) != 1 || !known.Configured.Value[0].InForce || len(known.Revisions.Value.Rows) != 2 || known.Revisions.Value.Rows[1].Digest != known.ConfiguredDigest {
		t.Fatalf("got %+v", known)
	}
	digest := support.PolicySource(ledger.RulesDigest(own))
	for _, locale := range []string{"en", "zh-CN"} {
		for _, source := range []support.PolicySource{"", support.PolicyShipped, digest} {
			page, err := b.office.RenderPolicy(t.Context(), calledBy("mia"), support.RenderQuery{Source: source, Locale: locale})
			if err != nil || !strings.HasPrefix(page.Markdown, "# ") || len(page.Versions) != 1 {
				t.Errorf("%s in %s: %.40q, %v", source, locale, page.Markdown, err)
			}
		}
	}
	for name, wrong := range map[string]support.RenderQuery{"no revision": {Source: "none", Locale: "en"}, "no version": {Version: "9", Locale: "en"}} {
		if _, err := b.office.RenderPolicy(t.Context(), calledBy("mia"), wrong); codeOfOffice(err) != refund.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	same, err := b.office.DiffPolicies(t.Context(), calledBy("mia"), support.DiffQuery{Old: support.PolicyShipped, New: support.PolicyConfigured})
	if err != nil || same.RefundCount != 1 || same.ChangedCount != 0 || same.Cut {
		t.Errorf("the same policy: %+v, %v", same, err)
	}
	other, err := b.office.DiffPolicies(t.Context(), calledBy("mia"), support.DiffQuery{Old: support.PolicyShipped, New: digest})
	if err != nil || other.RefundCount+int64(len(other.Problems)) != 1 || other.Difference.New != "own@2" {
		t.Errorf("another policy: %+v, %v", other, err)
	}
	b.policy = []ledger.RuleFile{{Name: "policy.yaml", Content: "nonsense: ["}}
	if _, err := b.office.RenderPolicy(t.Context(), calledBy("mia"), support.RenderQuery{Locale: "en"}); codeOfOffice(err) != support.CodePolicyUnreadable {
		t.Errorf("got %v", err)
	}
}

func TestAnOfficeNeedsItsPorts(t *testing.T) {
	_, err := support.NewOffice(support.OfficePorts{})
	for _, want := range []string{"books", "switches", "staff", "dead letters", "a doctor", "a policy", "a clock"} {
		if err == nil || !strings.Contains(err.Error(), "an office needs "+want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
