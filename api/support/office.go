package support

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// OfficeBooks is what the office reads of the ledger. ledger.ReadOnly is one.
type OfficeBooks interface {
	ledger.ParkedReader
	ledger.BookReader
	ledger.FundReader
	ledger.RuleReader
	ledger.RuleFileReader
	ledger.Archive
	StuckLegs(ctx context.Context, limitMax int) ([]ledger.StuckLeg, error)
	Undelivered(ctx context.Context, limitMax int) ([]ledger.Undelivered, error)
	Budgets(ctx context.Context) ([]ledger.BudgetFigure, error)
	WriteOffs(ctx context.Context, filter ledger.WriteOffFilter) ([]ledger.WrittenOff, error)
	Reconciliations(ctx context.Context, filter ledger.ReconciliationFilter) ([]ledger.Reconciliation, error)
	Reconciliation(ctx context.Context, id string) (ledger.Reconciliation, error)
}

// OfficePorts are what an Office works with.
type OfficePorts struct {
	// Books opens the ledger for reading; it is asked with each call.
	Books func(context.Context) (OfficeBooks, error)
	// Switches are the stops of payouts: those that are on, and how one is thrown.
	Switches SwitchBook
	// Staff reads who may decide.
	Staff func(context.Context) (refund.Staff, error)
	// Letters lists the dead letters of each topic; a topic that cannot be read says so in its own row.
	Letters func(context.Context) ([]LetterTopic, error)
	// Examine asks the doctor. It takes as long as the ledger's audit does.
	Examine func(context.Context) (doctor.Report, error)
	// Policy reads the files of the configured policy.
	Policy func(context.Context) ([]ledger.RuleFile, error)
	// Surveys counts what customers have said since a time; nil: nobody asks them.
	Surveys func(ctx context.Context, since time.Time) ([]ledger.SurveyFigure, error)
	// Away gives an error of the ledger that is no answer its code; nil: it has none.
	Away func(error) error
	// Now is UTC.
	Now func() time.Time
}

// SwitchBook reads and throws switches. ledger.Switches is one.
type SwitchBook interface {
	Thrown(ctx context.Context) ([]ledger.Thrown, error)
	SetSwitch(ctx context.Context, in ledger.Switch) error
}

// Office is what operations, finance and who answers for the policy read of makegood as a whole, and the stops that
// operations set. It is safe for concurrent use as far as its ports are. Every error of its methods is an *api.Error.
type Office struct {
	ports    OfficePorts
	examined *kept[struct{}, Health]
	reviewed *kept[ReportQuery, Review]
	compared *kept[DiffQuery, Difference]
}

// NewOffice returns an office over its ports, and an error where one is missing.
func NewOffice(p OfficePorts) (*Office, error) {
	var missing []error
	for _, port := range []struct {
		absent bool
		name   string
	}{
		{p.Books == nil, "books"}, {p.Switches == nil, "switches"}, {p.Staff == nil, "staff"}, {p.Letters == nil, "dead letters"},
		{p.Examine == nil, "a doctor"}, {p.Policy == nil, "a policy"}, {p.Now == nil, "a clock"},
	} {
		if port.absent {
			missing = append(missing, errors.New("support: an office needs "+port.name))
		}
	}
	if len(missing) > 0 {
		return nil, errors.Join(missing...)
	}
	if p.Away == nil {
		p.Away = func(err error) error { return err }
	}
	return &Office{
		ports: p, examined: newKept[struct{}, Health](p.Now), reviewed: newKept[ReportQuery, Review](p.Now),
		compared: newKept[DiffQuery, Difference](p.Now),
	}, nil
}

// Part is a part of an answer that can be missing while the others are there.
type Part[T any] struct {
	Value T
	// Missing is why there is no value; nil: there is one.
	Missing *api.Error
}

// partWithin bounds how long a part of an answer is waited for.
const partWithin = 5 * time.Second

// partOf asks for a part of an answer.
func partOf[T any](ctx context.Context, call api.Call, ask func(context.Context) (T, error)) (part Part[T]) {
	ctx, cancel := context.WithTimeout(ctx, partWithin)
	defer cancel()
	value, err := ask(ctx)
	if err != nil {
		errors.As(call.Failed(err), &part.Missing)
		return part
	}
	part.Value = value
	return part
}

// ofBooks is partOf for what is read of the ledger.
func ofBooks[T any](ctx context.Context, o *Office, call api.Call, ask func(context.Context, OfficeBooks) (T, error)) Part[T] {
	return partOf(ctx, call, func(ctx context.Context) (T, error) {
		books, err := o.ports.Books(ctx)
		if err != nil {
			var none T
			return none, err
		}
		value, err := ask(ctx, books)
		return value, o.ports.Away(err)
	})
}

// Rows is the beginning of a list. More: it goes on.
type Rows[T any] struct {
	Rows []T
	More bool
}

// The bounds of a list that is asked for with RowsMax rows; 0 means RowsUsual.
const (
	RowsUsual = 20
	RowsMax   = 1000
)

// rowsOf bounds how many rows are shown.
func rowsOf(asked int) int {
	if asked <= 0 {
		return RowsUsual
	}
	return min(asked, RowsMax)
}

// beginning is the first rows of a list that was asked for one more.
func beginning[T any](all []T, count int) Rows[T] {
	if len(all) > count {
		return Rows[T]{Rows: all[:count], More: true}
	}
	return Rows[T]{Rows: all}
}
