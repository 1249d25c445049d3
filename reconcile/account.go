package reconcile

import (
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
)

// Account is a provider's account with the list of its refunds.
type Account struct {
	Provider string
	// Name is the account as payments name it; empty: all accounts but Others, which have credentials of their own.
	Name   string
	Others []string
	// List is nil where nobody can list it.
	List   payment.Lister
	Terms  payment.Terms
	Limits payment.Limits
}

// clockMargin is how far a provider's clock and the ledger's may be apart.
const clockMargin = 5 * time.Minute

// Lease is for how long after its begin a leg may still be sent.
func (a Account) Lease() time.Duration { return a.Terms.CallTimeout + a.Terms.SettlingDelay }

// Margin is by how much the list is read beyond both ends of a period: a leg that is begun before midnight may be
// listed after it, and the other way round.
func (a Account) Margin() time.Duration {
	return a.Lease() + a.Terms.SettlingDelay + a.Limits.ListedAfter + clockMargin
}

// CompleteAt is from when on the list has all of a period that ends at a time, with its margin.
func (a Account) CompleteAt(to time.Time) time.Time {
	return a.Limits.ListCompleteAt(to.Add(a.Margin()))
}

// BySettlement: the list has a refund only once it has moved the balance.
func (a Account) BySettlement() bool { return a.Limits.ListsBy == payment.ListsBySettlement }

func (a Account) query() ledger.ProviderLegQuery {
	return ledger.ProviderLegQuery{Provider: a.Provider, Account: a.Name, Except: a.Others}
}

// LastCompleteDay is the beginning (UTC) of the latest day whose list is complete at a time.
func (a Account) LastCompleteDay(now time.Time) time.Time {
	day := now.UTC().Truncate(oneDay)
	for range completeDaysBack {
		if day = day.AddDate(0, 0, -1); !a.CompleteAt(day.AddDate(0, 0, 1)).After(now) {
			return day
		}
	}
	return day
}

const (
	oneDay = 24 * time.Hour
	// completeDaysBack bounds how late a list may be.
	completeDaysBack = 14
	// DaysMax bounds how many missed days the schedule catches up on; earlier ones are for `makegood reconcile --from`.
	DaysMax = 31
)

// DueDays are the days that the schedule has to run, oldest first. last is the beginning of the last day that it ran;
// zero: it never did, and begins with the last complete day.
func (a Account) DueDays(last, now time.Time) (days []time.Time) {
	end := a.LastCompleteDay(now)
	first := end
	if !last.IsZero() {
		first = last.AddDate(0, 0, 1)
	}
	if earliest := end.AddDate(0, 0, 1-DaysMax); first.Before(earliest) {
		first = earliest
	}
	for day := first; !day.After(end); day = day.AddDate(0, 0, 1) {
		days = append(days, day)
	}
	return days
}
