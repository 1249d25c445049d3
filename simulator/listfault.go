package simulator

import (
	"errors"
	"fmt"
)

// ofList reports whether the fault changes what lists say of its reference, and nothing else. It is not used up: it
// holds until the faults of the reference are replaced.
func (f Fault) ofList() bool { return f.door() == doorList }

// validateList names what is wrong with the arguments of a list fault, or with such arguments of another one.
func (f Fault) validateList() error {
	switch f.Name {
	case FaultListExtra, FaultListAmount:
		if f.AmountMinor <= 0 || f.AmountMinor > amountMinorMax {
			return fmt.Errorf("fault %s: the amount must be positive", f.Name)
		}
	case FaultListFee, FaultListSettlement:
		if f.AmountMinor < -amountMinorMax || f.AmountMinor > amountMinorMax || f.Currency != "" && !currencyCode.MatchString(f.Currency) {
			return fmt.Errorf("fault %s: the amount or its currency is none", f.Name)
		}
	case FaultListStatus:
		if !knownStatus(f.Status) {
			return fmt.Errorf("fault %s: unknown status %q", f.Name, f.Status)
		}
	case FaultListMissing, FaultListError500, FaultTimeoutBefore, FaultTimeoutAfterSuccess, FaultError500, FaultError503,
		FaultError500AfterSuccess, FaultGarbage, FaultDrop, FaultSlow, FaultRateLimit, FaultHidden, FaultLateMove, FaultBadRequest,
		FaultForget, FaultDecline, FaultPending, FaultPendingThenFail, FaultLateFailure, FaultRequiresAction, FaultAbnormal,
		FaultLookupError500:
		if f.AmountMinor != 0 || f.Status != "" || f.Currency != "" {
			return fmt.Errorf("fault %s takes no amount, currency or status", f.Name)
		}
	}
	if f.ofList() && (f.Times != 0 || f.DelayMS != 0 || f.Lookups != 0) {
		return errors.New("a list fault has no times, delay or look-ups: it holds until it is replaced")
	}
	return nil
}

func knownStatus(s Status) bool {
	switch s {
	case StatusSettled, StatusPending, StatusDeclined, StatusFailed, StatusRequiresAction, StatusAbnormal:
		return true
	case StatusVoided:
	}
	return false
}

// shown is what a list has for one refund, by the list faults of its reference: the refund, another one beside it, or
// nothing. broken: the list breaks off here. Voids have no list faults.
func (b *book) shown(r Refund) (all []Refund, broken bool) {
	all = []Refund{r}
	if r.Kind == KindVoid {
		return all, false
	}
	for _, f := range b.state.faultsOf(r.Reference) {
		// Faults of the other doors say nothing of a list.
		//
		//exhaustive:ignore
		switch f.Name {
		case FaultListError500:
			return nil, true
		case FaultListMissing:
			all = nil
		case FaultListExtra:
			all = append(all, extra(r, f.AmountMinor))
		}
	}
	for i := range all {
		for _, f := range b.state.faultsOf(r.Reference) {
			all[i] = f.listedAs(all[i])
		}
	}
	return all, false
}

// extra is a refund that only lists have.
func extra(beside Refund, minor int64) Refund {
	r := beside
	r.ID, r.Key, r.AmountMinor, r.Status, r.Class, r.Reason = beside.ID+"_extra", "", minor, StatusSettled, "", ""
	return r
}

// listedAs is a refund as a list has it under the fault.
func (f Fault) listedAs(r Refund) Refund {
	// Every other fault leaves it as it is.
	//
	//exhaustive:ignore
	switch f.Name {
	case FaultListAmount:
		r.AmountMinor = f.AmountMinor
	case FaultListStatus:
		r.Status = f.Status
	case FaultListFee:
		r.FeeMinor, r.FeeCurrency = f.AmountMinor, f.currencyOr(r.Currency)
	case FaultListSettlement:
		r.SettlementMinor, r.SettlementCurrency = f.AmountMinor, f.currencyOr(r.Currency)
	}
	return r
}

func (f Fault) currencyOr(currency string) string {
	if f.Currency != "" {
		return f.Currency
	}
	return currency
}
