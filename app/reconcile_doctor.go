package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/reconcile"
)

// reconcileLateAfter is how old the last reconciliation of an account may be: a day, and half a one for its list.
const reconcileLateAfter = 36 * time.Hour

// reconcileDaysSeen is how far back the doctor looks for the last one.
const reconcileDaysSeen = 60

// listsReader is what of the ledger says when accounts were reconciled, and since when it could have been.
type listsReader interface {
	ledger.ReconcileReader
	// Identity says which ledger this is.
	Identity(ctx context.Context) (ledger.Identity, error)
}

// listsLine says when each account was last held against its provider's list, and which ones were not for too long.
func listsLine(s config.Settings, books listsReader, now func() time.Time) doctor.Line {
	return doctor.Line{
		Name: "providers' lists", Code: doctor.CodeReconcileLate, Severity: doctor.SeverityLate,
		Look: func(ctx context.Context) (problems []string, note string) {
			all, err := lastReconciled(ctx, s, books, now())
			if err != nil {
				return []string{"when accounts were reconciled cannot be read: " + err.Error()}, ""
			}
			var says []string
			for _, a := range all {
				says = append(says, a.says())
				if now().Sub(a.since()) > reconcileLateAfter {
					problems = append(problems, a.says()+": run makegood reconcile, or look at the schedule in Temporal's UI")
				}
			}
			return problems, strings.Join(says, ", ")
		},
	}
}

// accountReconciled is when an account was last reconciled with a complete list; zero: it never was, and could have been
// since the ledger was made.
type accountReconciled struct {
	name   string
	at     time.Time
	madeAt time.Time
}

// since is from when on nobody has reconciled it.
func (a accountReconciled) since() time.Time {
	if a.at.IsZero() {
		return a.madeAt
	}
	return a.at
}

func (a accountReconciled) says() string {
	if a.at.IsZero() {
		return a.name + " was not reconciled yet"
	}
	return fmt.Sprintf("%s was reconciled at %s", a.name, a.at.UTC().Format("2006-01-02 15:04 UTC"))
}

func lastReconciled(ctx context.Context, s config.Settings, books listsReader, now time.Time) (out []accountReconciled, err error) {
	accounts, err := reconcileAccounts(ctx, s, wiring{}, books)
	if err != nil {
		return nil, err
	}
	runs, err := books.LastReconciliations(ctx, now.AddDate(0, 0, -reconcileDaysSeen))
	if err != nil {
		return nil, err
	}
	who, err := books.Identity(ctx)
	if err != nil {
		return nil, err
	}
	for _, of := range accounts {
		if of.List == nil {
			continue
		}
		a := accountReconciled{name: reconcile.AccountName(of.Provider, of.Name), madeAt: who.CreatedAt}
		for _, r := range runs {
			if r.Provider == of.Provider && r.Account == of.Name && r.Complete() && r.EndedAt.After(a.at) {
				a.at = r.EndedAt
			}
		}
		out = append(out, a)
	}
	return out, nil
}
