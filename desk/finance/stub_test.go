package finance_test

import (
	"context"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/diff"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
	"github.com/makegood/makegood/report/liquidity"
)

var now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// stub is an office that says what it is told to, and keeps what it is asked.
type stub struct {
	Ops        support.Operations
	Boxes      support.Part[[]support.LetterTopic]
	Healthy    support.Health
	Book       support.Runbook
	Money      support.Finance
	Flow       support.Part[liquidity.Report]
	Trials     support.Part[support.Trial]
	Open       support.Part[ledger.OpenItems]
	Runs       support.Part[support.Rows[ledger.Reconciliation]]
	Run        ledger.Reconciliation
	More       bool
	Reviewed   support.Review
	Known      support.Policies
	Rendered   support.RenderedPolicy
	Differs    support.Difference
	Refuses    error
	stops      []support.SetStopRequest
	rows       []int
	askedAbout []string
}

func (s *stub) Operations(_ context.Context, _ api.Call, in support.OperationsQuery) (support.Operations, error) {
	s.rows = append(s.rows, in.RowsMax)
	return s.Ops, s.Refuses
}
func (s *stub) Letters(context.Context, api.Call, support.OperationsQuery) (support.Part[[]support.LetterTopic], error) {
	return s.Boxes, s.Refuses
}
func (s *stub) Health(context.Context, api.Call) (support.Health, error) { return s.Healthy, s.Refuses }
func (s *stub) Runbook(_ context.Context, _ api.Call, code string) (support.Runbook, error) {
	s.askedAbout = append(s.askedAbout, code)
	return s.Book, s.Refuses
}
func (s *stub) SetStop(_ context.Context, _ api.Call, in support.SetStopRequest) error {
	s.stops = append(s.stops, in)
	return s.Refuses
}
func (s *stub) Finance(context.Context, api.Call, support.OperationsQuery) (support.Finance, error) {
	return s.Money, s.Refuses
}
func (s *stub) Liquidity(context.Context, api.Call, int) (support.Part[liquidity.Report], error) {
	return s.Flow, s.Refuses
}
func (s *stub) TrialBalance(context.Context, api.Call, support.TrialQuery) (support.Part[support.Trial], error) {
	return s.Trials, s.Refuses
}
func (s *stub) OpenItems(context.Context, api.Call, support.OpenItemsQuery) (support.Part[ledger.OpenItems], error) {
	return s.Open, s.Refuses
}
func (s *stub) Reconciliations(context.Context, api.Call, support.OperationsQuery) (support.Part[support.Rows[ledger.Reconciliation]], error) {
	return s.Runs, s.Refuses
}
func (s *stub) Reconciliation(_ context.Context, _ api.Call, id string, _ support.OperationsQuery) (ledger.Reconciliation, bool, error) {
	s.askedAbout = append(s.askedAbout, id)
	return s.Run, s.More, s.Refuses
}
func (s *stub) Review(context.Context, api.Call, support.ReportQuery) (support.Review, error) {
	return s.Reviewed, s.Refuses
}
func (s *stub) Policies(context.Context, api.Call, support.OperationsQuery) (support.Policies, error) {
	return s.Known, s.Refuses
}
func (s *stub) RenderPolicy(context.Context, api.Call, support.RenderQuery) (support.RenderedPolicy, error) {
	return s.Rendered, s.Refuses
}
func (s *stub) DiffPolicies(context.Context, api.Call, support.DiffQuery) (support.Difference, error) {
	return s.Differs, s.Refuses
}

// emptyOffice has nothing to say: every list is empty.
func emptyOffice() *stub {
	return &stub{
		Ops: support.Operations{At: now}, Healthy: support.Health{At: now}, Book: support.Runbook{Name: "fund-short", Markdown: "# Short\n"},
		Money: support.Finance{At: now}, Reviewed: support.Review{ReportQuery: fourDays}, Rendered: support.RenderedPolicy{Markdown: "# Policy\n"},
	}
}

var fourDays = support.ReportQuery{From: now.Truncate(24*time.Hour).AddDate(0, 0, -3), To: now.Truncate(24*time.Hour).AddDate(0, 0, 1), Every: report.EveryDay}

// day is one of fourDays.
func day(n int) string { return fourDays.From.AddDate(0, 0, n).Format(time.DateOnly) }

const one = refund.ID("refund/m1/o1/c1")

var account = ledger.FundRef{Merchant: "m1", Provider: "stripe", Account: "eu", Currency: "EUR"}

// fullOffice has something to say in every list.
func fullOffice() *stub {
	s := emptyOffice()
	s.Ops = support.Operations{
		At:          now,
		Parked:      support.Part[[]support.ParkedCause]{Value: []support.ParkedCause{{Code: refund.CodeDeclinedBalance, RefundCount: 3, Oldest: now, Amounts: []support.Amount{{Minor: 1200, Currency: "EUR"}, {Minor: 700, Currency: "JPY"}}, Runbook: "balance-too-low"}}},
		Stops:       support.Part[[]support.Stop]{Value: []support.Stop{{By: "ops", Reason: "doubled", At: now}, {Provider: "stripe", Merchant: "m1", By: "ops", Reason: "why", At: now}, {Circuit: true, Provider: "adyen", Account: "eu", By: "makegood", Reason: "silent", At: now}}},
		Undelivered: support.Part[support.Rows[ledger.Undelivered]]{Value: support.Rows[ledger.Undelivered]{More: true, Rows: []ledger.Undelivered{{Refund: one, MessageID: "m", Kind: "refunded", Since: now, GivenUp: true}, {Refund: one, MessageID: "n", Kind: "refunded", Since: now}}}},
		Stuck:       support.Part[support.Rows[ledger.StuckLeg]]{Value: support.Rows[ledger.StuckLeg]{More: true, Rows: []ledger.StuckLeg{{Refund: one, Leg: "1", Status: refund.LegUnknown, AmountMinor: 500, Currency: "EUR", SendCount: 4, Since: now}}}},
		Letters:     support.Part[[]support.LetterTopic]{Value: []support.LetterTopic{{Topic: "orders", Box: "orders.dlq", Count: 9, OpenCount: 2}}},
	}
	s.Boxes = support.Part[[]support.LetterTopic]{Value: []support.LetterTopic{{
		Topic: "orders", Box: "orders.dlq", Count: 9, OpenCount: 2, More: true, Reasons: []support.ReasonCount{{Reason: "MALFORMED", Count: 2}},
		Letters: []support.DeadLetter{{ID: "0/41", At: now, Reason: "MALFORMED", Stage: "decode", Place: "orders/0/7", Key: "o1", Detail: "not JSON", Replays: 1}, {ID: "0/42", At: now, Reason: "MALFORMED", ReplayedBy: "ann", ReplayedAt: &now}},
	}}}
	s.Healthy = support.Health{At: now, Report: doctor.Report{
		Lines: []doctor.LineState{{Name: "Kafka", Code: "KAFKA_WRONG", Note: "slow"}, {Name: "ledger"}}, OpenCaseCount: 7, Skipped: []string{"Temporal is away"},
		Findings: []doctor.Finding{{Severity: doctor.SeverityWrong, Finding: ledger.Finding{Code: "NO_OPEN_WORKFLOW", Refund: one, Detail: "nobody works on it"}}, {Severity: doctor.SeverityLate, Finding: ledger.Finding{Code: "LEG_STUCK", Detail: "late"}}},
	}}
	s.Book = support.Runbook{Name: "fund-short", Codes: []refund.Code{refund.CodeFundShort}, Markdown: "# Short\n\n## What it means\n\n[other](kill-switch.md)\n"}
	s.Money = support.Finance{
		At:        now,
		Budgets:   support.Part[[]ledger.BudgetFigure]{Value: []ledger.BudgetFigure{{Merchant: "m1", Budget: "goodwill", Currency: "EUR", GrantedMinor: 1000, FreeMinor: 500, HeldMinor: 250, SpentMinor: 250}}},
		Funds:     support.Part[[]ledger.FundFigure]{Value: []ledger.FundFigure{{FundRef: account, InForce: true, GrantedMinor: 10, FreeMinor: -5, WaitingCount: 1, WaitingMinor: 99, WaitingSince: &now}, {FundRef: account}}},
		FundWaits: support.Part[support.Rows[ledger.FundWait]]{Value: support.Rows[ledger.FundWait]{More: true, Rows: []ledger.FundWait{{FundRef: account, Refund: one, Leg: "1", AmountMinor: 99, PayBy: &now, Since: now}}}},
		WriteOffs: support.Part[support.Rows[support.WriteOffAsked]]{Value: support.Rows[support.WriteOffAsked]{Rows: []support.WriteOffAsked{{ID: "w-1", Payment: ledger.NamedPayment{Provider: "stripe", Account: "eu", Reference: "ch_1"}, Amount: support.Amount{Minor: 10800, Currency: "CNY"}, AskedBy: "ann", AskedAt: now}}}},
		Periods:   support.Part[support.Rows[ledger.BookPeriod]]{Value: support.Rows[ledger.BookPeriod]{Rows: []ledger.BookPeriod{{Name: "2026-10", FromAt: now, UntilAt: now, ClosedBy: "ann", Reason: "month's end", ClosedAt: now}}}},
	}
	s.Flow = support.Part[liquidity.Report]{Value: liquidity.New(ledger.Liquidity{
		Open:     []ledger.OpenMoney{{FundRef: account, Day: now, LegCount: 2, PayableMinor: 300, HeldMinor: 200}},
		Expected: []ledger.ExpectedMoney{{FundRef: account, Stage: ledger.StageDue, Day: now.Truncate(24 * time.Hour), LegCount: 1, AmountMinor: 4000}, {FundRef: account, Stage: ledger.StageGoods, Day: now.AddDate(0, 0, 40), LegCount: 1, AmountMinor: 100}, {FundRef: ledger.FundRef{Merchant: "m1", Currency: "JPY"}, Stage: ledger.StageOffer, Day: now.Truncate(24 * time.Hour), LegCount: 1, AmountMinor: 7}},
		Funds:    []ledger.FundFigure{{FundRef: account, InForce: true, FreeMinor: 1000}},
	}, now, 14)}
	s.Trials = support.Part[support.Trial]{Value: support.Trial{
		Lines: []ledger.TrialLine{{Merchant: "m1", Account: "refunds payable", Asset: "EUR", DebitMinor: 100, CreditMinor: 300, BalanceMinor: -200}}, LeftOffCount: 3,
		Sums: []ledger.TrialSum{{Asset: "EUR", DebitMinor: 300, CreditMinor: 300}, {Asset: "PTS:club", DebitMinor: 750, CreditMinor: 1, BalanceMinor: 749}},
	}}
	s.Open = support.Part[ledger.OpenItems]{Value: ledger.OpenItems{
		Ages: []ledger.AgeSum{{Merchant: "m1", Asset: "EUR", Age: ledger.Age2To7, Count: 1, AmountMinor: 1234}}, LeftOffCount: 5,
		Items: []ledger.OpenItem{{Merchant: "m1", Item: string(one), Asset: "EUR", AmountMinor: 1234, Since: now, AgeDays: 3}, {Item: "stripe ch_1", Asset: "EUR", AmountMinor: 1, Since: now}},
	}}
	s.Run = ledger.Reconciliation{
		ID: "stripe/eu/2026-11-20", Provider: "stripe", Account: "eu", From: now, To: now, ReadAt: now, CompleteAt: now.Add(time.Hour), EndedAt: now, Legs: 2, Listed: 1,
		Sums:   []ledger.ReconcileSum{{Measure: ledger.MeasureRefunded, Currency: "EUR", BooksMinor: 200, ProviderMinor: 100, DifferenceMinor: 100, ItemsMinor: 100}},
		Counts: []ledger.ReconcileCount{{Kind: ledger.ReconcileMatched, Count: 1}, {Kind: ledger.ReconcileMissing, Count: 1, Open: 1}},
		Items:  []ledger.ReconcileItem{{Kind: ledger.ReconcileMissing, Refund: one, Leg: "1", At: now, Books: ledger.ReconcileSide{AmountMinor: 100, Currency: "EUR", State: "Settled"}, Open: true, Detail: "not listed"}, {Kind: ledger.ReconcileExtra, Reference: "ch_9", ProviderRefundID: "re_9", At: now, Provider: ledger.ReconcileSide{AmountMinor: 5, Currency: "EUR"}, Booked: "booked as outside"}},
	}
	s.Runs, s.More = support.Part[support.Rows[ledger.Reconciliation]]{Value: support.Rows[ledger.Reconciliation]{More: true, Rows: []ledger.Reconciliation{s.Run}}}, true
	s.Reviewed = support.Review{ReportQuery: fourDays, Cut: true, Surveys: []ledger.SurveyFigure{{Score: 5, Count: 3}, {Score: 2, Count: 1}}, Report: report.Report{Every: report.EveryDay, RefundCount: 9, Lines: []report.Line{
		{Period: day(0), Section: report.SectionReason, Key: "DAMAGED", Currency: "EUR", Count: 2, AmountMinor: 2500},
		{Period: day(2), Section: report.SectionReason, Key: "DAMAGED", Currency: "EUR", Count: 1, AmountMinor: 700},
		{Period: day(2), Section: report.SectionReason, Key: "OTHER", Currency: "JPY", Count: 1, AmountMinor: 900},
		{Period: day(0), Section: report.SectionStatus, Key: "Refunded", Count: 2}, {Period: day(2), Section: report.SectionStatus, Key: "Rejected", Count: 1},
		{Period: day(2), Section: report.SectionTime, Key: "request to money", Count: 2, MedianSeconds: 60, SlowSeconds: 90, SlowestSeconds: 3600},
		{Period: day(2), Section: report.SectionRefusal, Key: report.RefusedByPerson, Count: 1}, {Period: day(2), Section: report.SectionReviewer, Key: "mia", Count: 4},
	}, Abnormal: []report.Abnormal{{Period: day(2), By: report.BySKU, Key: "MUG-1", Count: 9, Expected: "1.50"}}}}
	s.Known = support.Policies{
		Configured:       support.Part[[]support.PolicyVersion]{Value: []support.PolicyVersion{{Ref: refund.PolicyRef{Name: "default", Version: "1", Hash: "abc"}, InForce: true, SupersedesIfBetter: true}, {Ref: refund.PolicyRef{Name: "default", Version: "2"}, EffectiveFrom: now}}},
		ConfiguredDigest: "0123456789abcdef",
		Revisions:        support.Part[support.Rows[ledger.RuleRevision]]{Value: support.Rows[ledger.RuleRevision]{More: true, Rows: []ledger.RuleRevision{{Number: 2, Digest: "0123456789abcdef", AskedBy: "ann", AskedNote: "new year", AskedAt: now}, {Number: 1, Digest: "ff", InForce: true, AskedBy: "ann", AskedAt: now, AgreedBy: "ben", AgreedNote: "yes", AgreedAt: &now}}}},
	}
	s.Rendered = support.RenderedPolicy{Ref: refund.PolicyRef{Name: "default", Version: "1"}, Markdown: "# Policy\n\n## Terms\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n", Versions: []support.PolicyVersion{{Ref: refund.PolicyRef{Name: "default", Version: "1"}}}}
	s.Differs = support.Difference{DiffQuery: support.DiffQuery{Old: "shipped", New: "configured", From: fourDays.From, To: fourDays.To}, Cut: true, Difference: diff.Difference{
		RefundCount: 10, ChangedCount: 1, Currencies: []diff.Currency{{Currency: "EUR", RefundCount: 10, ChangedCount: 1, OldMinor: 1000, NewMinor: 1200, MoreMinor: 200}},
		Dispositions: []diff.Disposition{{From: refund.DispositionReject, To: refund.DispositionPay, Count: 1}}, ApprovalsMore: 2,
		Examples: []diff.Example{{Refund: one, Currency: "EUR", Old: diff.Side{Disposition: refund.DispositionReject}, New: diff.Side{Disposition: refund.DispositionPay, TotalMinor: 200, Approvals: 1, OfferChoices: []string{"COUPON 5"}}, Parts: []diff.Part{{Kind: refund.ComponentLine, NewMinor: 200}}}},
		Problems: []diff.Problem{{Refund: one, Code: "MALFORMED", Detail: "no line"}},
	}}
	return s
}
