package app

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// servedAudit is the ledger, opened for what auditors ask of it.
type servedAudit struct{ servedBooks }

func (p servedAudit) EachClosed(ctx context.Context, f ledger.ClosedFilter, visit func(ledger.ClosedCase) error) error {
	_, err := readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) (struct{}, error) { return struct{}{}, b.EachClosed(ctx, f, visit) })
	return err
}

func (p servedAudit) Samples(ctx context.Context) ([]ledger.Sample, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) ([]ledger.Sample, error) { return b.Samples(ctx) })
}

func (p servedAudit) Sample(ctx context.Context, id string) (ledger.Sample, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) (ledger.Sample, error) { return b.Sample(ctx, id) })
}

func (p servedAudit) CasePostings(ctx context.Context, id refund.ID) ([]ledger.CasePosting, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) ([]ledger.CasePosting, error) { return b.CasePostings(ctx, id) })
}

func (p servedAudit) CaseDifferences(ctx context.Context, id refund.ID) ([]ledger.CaseDifference, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) ([]ledger.CaseDifference, error) { return b.CaseDifferences(ctx, id) })
}

func (p servedAudit) AuditExports(ctx context.Context) ([]ledger.AuditExport, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) ([]ledger.AuditExport, error) { return b.AuditExports(ctx) })
}

func (p servedAudit) StaffChanges(ctx context.Context, f ledger.StaffChangeFilter) ([]ledger.StaffChange, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) ([]ledger.StaffChange, error) { return b.StaffChanges(ctx, f) })
}

func (p servedAudit) SearchTrail(ctx context.Context, f ledger.TrailFilter) (ledger.TrailPage, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) (ledger.TrailPage, error) { return b.SearchTrail(ctx, f) })
}

func (p servedAudit) DutyFacts(ctx context.Context, period ledger.Period) (ledger.DutyFacts, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) (ledger.DutyFacts, error) { return b.DutyFacts(ctx, period) })
}

func (p servedAudit) Identity(ctx context.Context) (ledger.Identity, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) (ledger.Identity, error) { return b.Identity(ctx) })
}

func (p servedAudit) Reconciliations(ctx context.Context, f ledger.ReconciliationFilter) ([]ledger.Reconciliation, error) {
	return readOf(ctx, p.servedBooks, func(b ledger.ReadOnly) ([]ledger.Reconciliation, error) { return b.Reconciliations(ctx, f) })
}

func (p servedAudit) KeepSample(ctx context.Context, in ledger.Sample) (out ledger.Sample, answer refund.Answer, err error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return in, answer, err
	}
	out, answer, err = books.KeepSample(ctx, in)
	return out, answer, databaseAway(err)
}

func (p servedAudit) NoteSampled(ctx context.Context, in ledger.SampleNote) (answer refund.Answer, err error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return answer, err
	}
	answer, err = books.NoteSampled(ctx, in)
	return answer, databaseAway(err)
}

func (p servedAudit) KeepExport(ctx context.Context, in ledger.AuditExport) (answer refund.Answer, err error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return answer, err
	}
	answer, err = books.KeepExport(ctx, in)
	return answer, databaseAway(err)
}
