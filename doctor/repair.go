package doctor

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Repairer gives back what an abandoned case holds, and ends it as far as the books allow.
type Repairer interface {
	// RepairAbandoned is one transaction, idempotent by refund. A refund.Problem says why it may not;
	// any other error is a fault of the database.
	RepairAbandoned(ctx context.Context, in ledger.Abandoned) (ledger.Repair, error)
}

// grace is how long a case is left alone after its last change: what changed a moment ago may be
// under another operator's hands.
const grace = time.Minute

// Treatment says who repairs, with what, and how far.
type Treatment struct {
	Repairer Repairer
	// By is kept in the trail of every refund repaired.
	By refund.Person
	// Acting is how it is known who that is; the zero Subject: it is asserted.
	Acting refund.Subject
	// Forgotten includes the cases whose workflow Temporal does not know at all. On the wrong
	// namespace that is every one of them, so it is asked for by name.
	Forgotten bool
	// Wake lets the refund's workflow read the ledger again, in the name of By.
	Wake func(ctx context.Context, id refund.ID, by refund.Person) (refund.Answer, error)
}

// Repair repairs the abandoned cases of the report, asking Temporal once more for each, wakes the workflows
// that are behind the ledger, and keeps in
// the report what it did and what it left. One case's failure does not keep the others waiting.
func Repair(ctx context.Context, p Patient, r *Report, t Treatment) {
	for _, f := range r.Findings {
		switch f.Code {
		case CodeNoOpenWorkflow:
			r.Repairs = append(r.Repairs, t.repair(ctx, p, f.Refund))
		case CodeStoryBehind:
			r.Repairs = append(r.Repairs, t.wake(ctx, f.Refund))
		}
	}
}

func (t Treatment) repair(ctx context.Context, p Patient, id refund.ID) ledger.Repair {
	if verdict := t.leave(ctx, p, id); verdict != nil {
		return *verdict
	}
	done, err := t.Repairer.RepairAbandoned(ctx, ledger.Abandoned{
		Refund: id, Acting: t.Acting, Cause: refund.Cause{Actor: t.By, Reason: "doctor: the case was open, and no workflow ran it"},
	})
	if err != nil {
		return left(id, "it could not be repaired: %v", err)
	}
	return done
}

// leave is why the case is not repaired, or nil. Temporal is asked last, right before the repair.
func (t Treatment) leave(ctx context.Context, p Patient, id refund.ID) *ledger.Repair {
	c, open, err := stillOpen(ctx, p.Books, id)
	var verdict ledger.Repair
	switch {
	case err != nil:
		verdict = left(id, "it could not be read: %v", err)
	case !open:
		verdict = ledger.Repair{Refund: id, Done: true, Did: "nothing: it was closed meanwhile"}
	case p.Now().Sub(changedAt(c)) < grace:
		verdict = left(id, "it changed less than %s ago", grace)
	default:
		return t.leaveToTemporal(ctx, p, id)
	}
	return &verdict
}

func (t Treatment) leaveToTemporal(ctx context.Context, p Patient, id refund.ID) *ledger.Repair {
	workflow, err := p.Workflow(ctx, id)
	var verdict ledger.Repair
	switch {
	case err != nil:
		verdict = left(id, "Temporal did not answer: %v", err)
	case workflow == WorkflowRuns:
		verdict = ledger.Repair{Refund: id, Done: true, Did: "nothing: a workflow runs it again"}
	case workflow == WorkflowUnknown && !t.Forgotten:
		verdict = left(id, "Temporal does not know its workflow: it ended longer ago than Temporal keeps them, or this is another namespace. If you are sure, --forgotten repairs it")
	default:
		return nil
	}
	return &verdict
}

// changedAt is when anything last happened to the case.
func changedAt(c refund.Case) time.Time {
	last := c.OpenedAt
	for _, entry := range c.Trail {
		if entry.At.After(last) {
			last = entry.At
		}
	}
	return last
}

func left(id refund.ID, why string, args ...any) ledger.Repair {
	return ledger.Repair{Refund: id, Left: fmt.Sprintf(why, args...)}
}
