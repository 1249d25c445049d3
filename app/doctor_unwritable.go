package app

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// unwritable is a ledger that could only be opened to be read, and why.
type unwritable struct {
	ledger.ReadOnly
	cause error
}

// TryWrite implements doctor.Books.
func (u unwritable) TryWrite(context.Context) error { return u.cause }

// ExamineUnwritable examines a ledger that cannot be opened for writing, as far as it can be read; cause is why, and becomes
// a finding.
func ExamineUnwritable(ctx context.Context, s config.Settings, now func() time.Time, cause error) (doctor.Report, error) {
	books, err := ReadLedger(ctx, s, now)
	if err != nil {
		return examineLines(ctx, s, now, cause)
	}
	defer func() { _ = books.Close() }() // it was read alone
	patient, release := Patient(ctx, s, unwritable{books, cause}, now)
	defer release()
	return doctor.Examine(ctx, patient)
}

// examineLines looks at the connections alone, where there is a ledger that cannot be opened.
func examineLines(ctx context.Context, s config.Settings, now func() time.Time, cause error) (doctor.Report, error) {
	var problem refund.Problem
	if errors.As(cause, &problem) && problem.Code == refund.CodeNotFound {
		return doctor.Report{}, cause
	}
	patient, release := Patient(ctx, s, nil, now)
	defer release()
	return doctor.ExamineLines(ctx, patient, cause)
}
