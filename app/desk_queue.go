package app

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// SupportPorts are those of the desk's queue, over a service of refunds: the same ledger as the service's.
func (p *ServicePorts) SupportPorts(refunds api.Refunds) support.Ports {
	return support.Ports{Refunds: refunds, Staff: p.staff, Now: p.Ports().Now, Queue: servedQueue{p}}
}

// servedQueue is the ledger as the queue needs it.
type servedQueue struct{ *ServicePorts }

var _ support.QueueBooks = servedQueue{}

// written lets work change the ledger. An error of the database is one of a ledger that is away.
func (p servedQueue) written(ctx context.Context, work func(ledger.Store) error) error {
	books, err := p.writer.get(ctx)
	if err != nil {
		return err
	}
	return databaseAway(work(books))
}

// Queue implements ledger.QueueReader.
func (p servedQueue) Queue(ctx context.Context, f ledger.QueueFilter) ([]ledger.QueueRow, error) {
	return readOf(ctx, servedBooks(p), func(b ledger.ReadOnly) ([]ledger.QueueRow, error) { return b.Queue(ctx, f) })
}

// QueueCounts implements ledger.QueueReader.
func (p servedQueue) QueueCounts(ctx context.Context, f []ledger.QueueFilter) ([]int64, error) {
	return readOf(ctx, servedBooks(p), func(b ledger.ReadOnly) ([]int64, error) { return b.QueueCounts(ctx, f) })
}

// FindCases implements ledger.QueueReader.
func (p servedQueue) FindCases(ctx context.Context, in ledger.CaseSearch) ([]ledger.QueueRow, error) {
	return readOf(ctx, servedBooks(p), func(b ledger.ReadOnly) ([]ledger.QueueRow, error) { return b.FindCases(ctx, in) })
}

// QueueMark implements ledger.QueueReader.
func (p servedQueue) QueueMark(ctx context.Context) (ledger.QueueMark, error) {
	return readOf(ctx, servedBooks(p), func(b ledger.ReadOnly) (ledger.QueueMark, error) { return b.QueueMark(ctx) })
}

// QueueViews implements ledger.QueueReader.
func (p servedQueue) QueueViews(ctx context.Context, person refund.Person) ([]ledger.QueueView, error) {
	return readOf(ctx, servedBooks(p), func(b ledger.ReadOnly) ([]ledger.QueueView, error) { return b.QueueViews(ctx, person) })
}

// Absences implements ledger.QueueReader.
func (p servedQueue) Absences(ctx context.Context) ([]ledger.Absence, error) {
	return readOf(ctx, servedBooks(p), func(b ledger.ReadOnly) ([]ledger.Absence, error) { return b.Absences(ctx) })
}

// DeskActs implements ledger.QueueReader.
func (p servedQueue) DeskActs(ctx context.Context, about string, limitMax int) ([]ledger.DeskAct, error) {
	return readOf(ctx, servedBooks(p), func(b ledger.ReadOnly) ([]ledger.DeskAct, error) { return b.DeskActs(ctx, about, limitMax) })
}

// CaseClaim implements ledger.QueueReader.
func (p servedQueue) CaseClaim(ctx context.Context, id refund.ID) (claim ledger.DeskClaim, claimed bool, err error) {
	claimed, err = readOf(ctx, servedBooks(p), func(b ledger.ReadOnly) (is bool, err error) {
		claim, is, err = b.CaseClaim(ctx, id)
		return is, err
	})
	return claim, claimed, err
}

// ClaimCase implements ledger.QueueActs.
func (p servedQueue) ClaimCase(ctx context.Context, in ledger.ClaimRequest) (out ledger.DeskClaim, err error) {
	err = p.written(ctx, func(b ledger.Store) error {
		out, err = b.ClaimCase(ctx, in)
		return err
	})
	return out, err
}

// ReleaseCase implements ledger.QueueActs.
func (p servedQueue) ReleaseCase(ctx context.Context, in ledger.ReleaseRequest) error {
	return p.written(ctx, func(b ledger.Store) error { return b.ReleaseCase(ctx, in) })
}

// SaveQueueView implements ledger.QueueActs.
func (p servedQueue) SaveQueueView(ctx context.Context, in ledger.QueueView, acting refund.Subject) error {
	return p.written(ctx, func(b ledger.Store) error { return b.SaveQueueView(ctx, in, acting) })
}

// DropQueueView implements ledger.QueueActs.
func (p servedQueue) DropQueueView(ctx context.Context, owner refund.Person, name string, acting refund.Subject) error {
	return p.written(ctx, func(b ledger.Store) error { return b.DropQueueView(ctx, owner, name, acting) })
}

// SetAbsence implements ledger.QueueActs.
func (p servedQueue) SetAbsence(ctx context.Context, in ledger.Absence, acting refund.Subject) error {
	return p.written(ctx, func(b ledger.Store) error { return b.SetAbsence(ctx, in, acting) })
}

// EndAbsence implements ledger.QueueActs.
func (p servedQueue) EndAbsence(ctx context.Context, person, by refund.Person, acting refund.Subject) error {
	return p.written(ctx, func(b ledger.Store) error { return b.EndAbsence(ctx, person, by, acting) })
}
