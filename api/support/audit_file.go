package support

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// CaseFile is everything that is checked of a refund: the case with its order, steps, trail and the kinds of messages, what was booked,
// what reconciliations found, and what came of checking it now.
type CaseFile struct {
	Refund      wording.Refund          `json:"refund"`
	Postings    []ledger.CasePosting    `json:"postings"`
	Differences []ledger.CaseDifference `json:"differences,omitempty"`
	Result      ledger.CheckResult      `json:"result"`
	Checks      []ledger.SampleCheck    `json:"checks"`
}

// CaseFile reads a refund's file and checks it again. It keeps nothing.
func (s *Auditing) CaseFile(ctx context.Context, call api.Call, id refund.ID) (CaseFile, error) {
	who, err := s.admit(ctx, call)
	if err != nil {
		return CaseFile{}, call.Failed(err)
	}
	runs, err := s.runs(ctx)
	if err != nil {
		return CaseFile{}, call.Failed(err)
	}
	file, err := s.caseFile(ctx, id, runs)
	if err != nil {
		return CaseFile{}, call.Failed(err)
	}
	file, err = shown(ctx, s, who, file)
	return file, call.Failed(err)
}

// reconciliationsRead is how many runs are looked at for one that covers a refund, the latest first.
const reconciliationsRead = 400

func (s *Auditing) runs(ctx context.Context) ([]ledger.Reconciliation, error) {
	return s.ports.Books.Reconciliations(ctx, ledger.ReconciliationFilter{LimitMax: reconciliationsRead})
}

func (s *Auditing) caseFile(ctx context.Context, id refund.ID, runs []ledger.Reconciliation) (CaseFile, error) {
	if _, err := id.Key(); err != nil {
		return CaseFile{}, err
	}
	stored, err := s.ports.Books.Case(ctx, id)
	if err != nil {
		return CaseFile{}, of("refund "+string(id), err)
	}
	postings, err := s.ports.Books.CasePostings(ctx, id)
	if err != nil {
		return CaseFile{}, err
	}
	found, err := s.ports.Books.CaseDifferences(ctx, id)
	if err != nil {
		return CaseFile{}, err
	}
	checks := []ledger.SampleCheck{checkExplanation(stored), checkPostings(stored, postings), checkApprovals(stored), checkProvider(stored, found, runs)}
	return CaseFile{Refund: wording.RefundOf(stored), Postings: postings, Differences: found, Result: resultOf(checks), Checks: checks}, nil
}
