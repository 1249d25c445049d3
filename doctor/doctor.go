// Package doctor looks for what should not be: books that disagree, refunds that nobody works on any
// more, money and messages that are late. Asked to, it repairs the refunds that nobody works on.
//
// On the path: `makegood doctor` stands beside it. It is where an operator's terminate, which cannot
// clean up, comes to light.
package doctor

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Codes of what the doctor finds itself; the ledger's audit has its own.
const (
	// CodeNoOpenWorkflow: the case is open (and may hold money and lines), and no workflow runs it.
	CodeNoOpenWorkflow = "NO_OPEN_WORKFLOW"
	// CodeStoryBehind: the case's workflow runs, and has not followed what the ledger knows.
	CodeStoryBehind = "STORY_BEHIND"
	// CodeBooksDisagree: the provider moved another amount of a payment than the ledger says came back.
	CodeBooksDisagree = "BOOKS_DISAGREE"
	// CodeMovedTwice: the provider moved money twice under one key.
	CodeMovedTwice = "MOVED_TWICE"
	// CodeOverdueByLaw: the law wanted the refund paid by a moment that has passed.
	CodeOverdueByLaw = "OVERDUE_BY_LAW"
	// CodeLegStuck: a leg was sent too often, or is undecided for too long.
	CodeLegStuck = "LEG_STUCK"
	// CodeNoCurrentVersion: the worker's deployment has no version that new refunds start on.
	// CodeVersionWithoutWorker: refunds are sent to a version that no worker polls.
	CodeNoCurrentVersion     = "NO_CURRENT_VERSION"
	CodeVersionWithoutWorker = "VERSION_WITHOUT_WORKER"
	// CodeUndelivered: a message has not reached all its channels yet. CodeUndeliverable: it never will.
	CodeUndelivered   = "UNDELIVERED"
	CodeUndeliverable = "UNDELIVERABLE"
	// CodeLedgerAway: the ledger can be read, and cannot be written.
	CodeLedgerAway = "LEDGER_AWAY"
)

// Severity says how bad a finding is.
type Severity string

// The severities.
const (
	// SeverityWrong breaks a promise: an operator has to act.
	SeverityWrong Severity = "wrong"
	// SeverityLate takes longer than it should; makegood still works on it, or a person may.
	SeverityLate Severity = "late"
)

// Finding is something found.
type Finding struct {
	Severity Severity `json:"severity"`
	ledger.Finding
}

// caseCountMax bounds how many open cases one examination looks at.
const caseCountMax = 100_000

// Books is what is asked of the ledger; it locks nothing, and writes only to see whether it can.
type Books interface {
	// TryWrite writes a row that means nothing, and commits it to the disk.
	TryWrite(ctx context.Context) error
	// Case returns one refund, or ledger.ErrNotFound.
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
	// Cases lists refunds, newest first.
	Cases(ctx context.Context, filter ledger.CaseFilter) ([]ledger.CaseRow, error)
	// ReturnedByPayment says what went back over a provider, a page of its payments at a time.
	ReturnedByPayment(ctx context.Context, page ledger.PaymentPage) ([]ledger.ProviderPayment, error)
	// StuckLegs lists the legs that were sent too often, or are undecided for too long, oldest first.
	StuckLegs(ctx context.Context, limitMax int) ([]ledger.StuckLeg, error)
	// Liquidity says how the funds stand, and what they will be asked for.
	Liquidity(ctx context.Context) (ledger.Liquidity, error)
	// Undelivered lists messages that have not reached all their channels, or never will, newest first.
	Undelivered(ctx context.Context, limitMax int) ([]ledger.Undelivered, error)
	// RuleRevisions lists which revisions of rules two people have confirmed, the newest first.
	RuleRevisions(ctx context.Context, kind string) ([]ledger.RuleRevision, error)
	// Audit recomputes every balance and promise and returns what disagrees.
	Audit(ctx context.Context) ([]ledger.Finding, error)
}

// Patient is what is examined. Books and Now are needed; what else is nil is left out, and said so in
// Skipped.
type Patient struct {
	Books Books
	// Now is the clock, UTC.
	Now func() time.Time
	// Workflow is what Temporal says of the workflow with the refund's id.
	Workflow func(ctx context.Context, id refund.ID) (Workflow, error)
	// Deployment is what Temporal says of the worker's versions.
	Deployment func(ctx context.Context) (deployment.Status, error)
	// Running lists the refunds whose workflow Temporal believes to be open, so that Workflow is asked
	// for the others alone; nil: it is asked for each.
	Running func(ctx context.Context) (map[refund.ID]bool, error)
	// Provider is whose book Moved reads; the ledger's payments of other providers are not in it.
	Provider string
	// Version is that of the standing the refund's workflow has, or ErrNoWorkflow; nil: workflows are not asked.
	Version func(ctx context.Context, id refund.ID) (int64, error)
	// Moved is what the provider's own book says really moved.
	Moved func(ctx context.Context) (Moved, error)
	// Lines are the connections to the outside, apart from the ledger.
	Lines []Line
}

// Report is what was found. Healthy books have no findings.
type Report struct {
	// Lines says of each connection to the outside whether it works.
	Lines         []LineState `json:"lines"`
	OpenCaseCount int         `json:"open_cases"`
	Findings      []Finding   `json:"findings"`
	// Skipped says what could not be examined, and why.
	Skipped []string `json:"skipped"`
	// Repairs are what became of each abandoned case, when Repair was asked to act.
	Repairs []ledger.Repair `json:"repairs,omitempty"`
}

// Examine examines everything it can reach; the error is the ledger's.
func Examine(ctx context.Context, p Patient) (Report, error) {
	r := Report{Findings: []Finding{}, Skipped: []string{}}
	r.tryWrite(ctx, p)
	r.lines(ctx, p)
	audit, err := p.Books.Audit(ctx)
	if err != nil {
		return r, fmt.Errorf("doctor: audit: %w", err)
	}
	r.add(SeverityWrong, audit...)
	open, err := p.Books.Cases(ctx, ledger.CaseFilter{Open: true, LimitMax: caseCountMax})
	if err != nil {
		return r, fmt.Errorf("doctor: open cases: %w", err)
	}
	r.OpenCaseCount = len(open)
	for _, examine := range []func(context.Context, Patient, []ledger.CaseRow) error{r.versions, r.abandoned, r.behind, r.compare, r.overdueByLaw, r.stuck, r.funds, r.undelivered} {
		if err := examine(ctx, p, open); err != nil {
			return r, err
		}
	}
	return r, nil
}

// tryTimeout bounds how long the ledger may take for a row: other writers are waited for.
const tryTimeout = 30 * time.Second

// tryWrite looks whether the ledger takes a row: one that is full, or on a medium that became
// read-only, is read as if nothing were wrong.
func (r *Report) tryWrite(ctx context.Context, p Patient) {
	ctx, cancel := context.WithTimeout(ctx, tryTimeout)
	defer cancel()
	err := p.Books.TryWrite(ctx)
	if err != nil {
		err = fmt.Errorf("the ledger cannot be written: %w", err)
	}
	r.ledgerLine(err)
}

// WrongCount is how many findings break a promise and were not repaired.
func (r Report) WrongCount() (count int) {
	repaired := map[refund.ID]bool{}
	for _, one := range r.Repairs {
		repaired[one.Refund] = one.Done
	}
	for _, f := range r.Findings {
		if f.Severity == SeverityWrong && (!repairable(f.Code) || !repaired[f.Refund]) {
			count++
		}
	}
	return count
}

// repairable: Repair acts on it.
func repairable(code string) bool { return code == CodeNoOpenWorkflow || code == CodeStoryBehind }

func (r *Report) add(s Severity, findings ...ledger.Finding) {
	for _, f := range findings {
		r.Findings = append(r.Findings, Finding{Severity: s, Finding: f})
	}
}

func (r *Report) skip(format string, args ...any) {
	r.Skipped = append(r.Skipped, fmt.Sprintf(format, args...))
}
