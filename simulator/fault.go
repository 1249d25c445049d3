package simulator

import (
	"fmt"
	"time"
)

// FaultName names a way in which a request goes wrong; the package comment says what each does.
type FaultName string

// The faults.
const (
	FaultTimeoutBefore        FaultName = "timeout_before"
	FaultTimeoutAfterSuccess  FaultName = "timeout_after_success"
	FaultError500             FaultName = "error_500"
	FaultError503             FaultName = "error_503"
	FaultError500AfterSuccess FaultName = "error_500_after_success"
	FaultGarbage              FaultName = "garbage"
	FaultDrop                 FaultName = "drop"
	FaultSlow                 FaultName = "slow"
	FaultRateLimit            FaultName = "rate_limit"
	FaultHidden               FaultName = "hidden"
	FaultLateMove             FaultName = "late_move"
	FaultBadRequest           FaultName = "bad_request"
	FaultForget               FaultName = "forget"
	FaultDecline              FaultName = "decline"
	FaultPending              FaultName = "pending"
	FaultPendingThenFail      FaultName = "pending_then_fail"
	FaultLateFailure          FaultName = "late_failure"
	FaultRequiresAction       FaultName = "requires_action"
	FaultAbnormal             FaultName = "abnormal"
	FaultLookupError500       FaultName = "lookup_error_500"
	FaultListExtra            FaultName = "list_extra"
	FaultListMissing          FaultName = "list_missing"
	FaultListAmount           FaultName = "list_amount"
	FaultListStatus           FaultName = "list_status"
	FaultListFee              FaultName = "list_fee"
	FaultListSettlement       FaultName = "list_settlement"
	FaultListError500         FaultName = "list_error_500"
)

// Limits of a fault.
const (
	// TimesAlways is the times of a fault that never wears off.
	TimesAlways  = -1
	timesMax     = 1000
	lookupsMax   = 1000
	delayMax     = time.Hour
	faultsMax    = 20
	delayDefault = time.Second
)

// Fault is one fault of a payment reference. Times is how many requests it spoils: 0 means once,
// TimesAlways every one. DelayMS (milliseconds), Lookups and Class are its arguments.
type Fault struct {
	Name    FaultName `json:"name"`
	Times   int       `json:"times,omitempty"`
	DelayMS int64     `json:"delay_ms,omitempty"`
	Lookups int       `json:"lookups,omitempty"`
	Class   string    `json:"class,omitempty"`
	// AmountMinor, Currency and Status are what lists say under a list fault. Currency is the fee's or the
	// settlement's; empty: the refund's.
	AmountMinor int64  `json:"amount_minor,omitempty"`
	Currency    string `json:"currency_code,omitempty"`
	Status      Status `json:"status,omitempty"`
}

// door is where a fault waits for its request.
type door string

const (
	// doorSend is passed by every POST of a refund or a void.
	doorSend door = "send"
	// doorLookup is passed by every look-up of a known key.
	doorLookup door = "lookup"
	// doorKeep is passed by every refund or void that is made, when its key is kept.
	doorKeep door = "keep"
	// doorList is every list that has a refund of the reference.
	doorList door = "list"
)

func (f Fault) door() door {
	switch f.Name {
	case FaultLookupError500:
		return doorLookup
	case FaultForget:
		return doorKeep
	case FaultListExtra, FaultListMissing, FaultListAmount, FaultListStatus, FaultListFee, FaultListSettlement, FaultListError500:
		return doorList
	case FaultTimeoutBefore, FaultTimeoutAfterSuccess, FaultError500, FaultError503, FaultError500AfterSuccess,
		FaultGarbage, FaultDrop, FaultSlow, FaultRateLimit, FaultHidden, FaultLateMove, FaultBadRequest, FaultDecline,
		FaultPending, FaultPendingThenFail, FaultLateFailure, FaultRequiresAction, FaultAbnormal:
		return doorSend
	}
	return doorSend
}

// decides reports whether the fault says what becomes of a refund, so that only a new key uses it.
func (f Fault) decides() bool {
	switch f.Name {
	case FaultLateMove, FaultBadRequest, FaultDecline, FaultPending, FaultPendingThenFail, FaultLateFailure,
		FaultRequiresAction, FaultAbnormal, FaultForget:
		return true
	case FaultTimeoutBefore, FaultTimeoutAfterSuccess, FaultError500, FaultError503, FaultError500AfterSuccess,
		FaultGarbage, FaultDrop, FaultSlow, FaultRateLimit, FaultHidden, FaultLookupError500,
		FaultListExtra, FaultListMissing, FaultListAmount, FaultListStatus, FaultListFee, FaultListSettlement, FaultListError500:
		return false
	}
	return false
}

func (f Fault) delay() time.Duration { return time.Duration(f.DelayMS) * time.Millisecond }

func (f Fault) delayOrDefault() time.Duration {
	if f.DelayMS == 0 {
		return delayDefault
	}
	return f.delay()
}

// validate names what is wrong with the fault.
func (f Fault) validate() error {
	if err := f.validateName(); err != nil {
		return err
	}
	if f.Times < TimesAlways || f.Times > timesMax {
		return fmt.Errorf("fault %s: times is %d, must be -1 to %d", f.Name, f.Times, timesMax)
	}
	if f.DelayMS < 0 || f.delay() > delayMax {
		return fmt.Errorf("fault %s: delay is %d ms, must be 0 to %d", f.Name, f.DelayMS, delayMax.Milliseconds())
	}
	if f.Lookups < 0 || f.Lookups > lookupsMax {
		return fmt.Errorf("fault %s: look-ups are %d, must be 0 to %d", f.Name, f.Lookups, lookupsMax)
	}
	if err := f.validateList(); err != nil {
		return err
	}
	return f.validateClass()
}

func (f Fault) validateName() error {
	switch f.Name {
	case FaultTimeoutBefore, FaultTimeoutAfterSuccess, FaultError500, FaultError503, FaultError500AfterSuccess,
		FaultGarbage, FaultDrop, FaultSlow, FaultRateLimit, FaultHidden, FaultLateMove, FaultBadRequest, FaultForget,
		FaultDecline, FaultPending, FaultPendingThenFail, FaultLateFailure, FaultRequiresAction, FaultAbnormal,
		FaultLookupError500,
		FaultListExtra, FaultListMissing, FaultListAmount, FaultListStatus, FaultListFee, FaultListSettlement, FaultListError500:
		return nil
	}
	return fmt.Errorf("unknown fault %q", f.Name)
}

func (f Fault) validateClass() error {
	if f.Class == "" {
		return nil
	}
	if f.Name != FaultDecline {
		return fmt.Errorf("fault %s: only decline has a class", f.Name)
	}
	if !declineClass(f.Class) {
		return fmt.Errorf("fault decline: unknown class %q", f.Class)
	}
	return nil
}

func declineClass(s string) bool {
	switch s {
	case ClassInstrument, ClassBalance, ClassDisputed, ClassExceeds, ClassOther:
		return true
	}
	return false
}

// atDoor returns the fault that the request after `spent` earlier ones meets at a door.
func atDoor(faults []Fault, at door, spent int) (Fault, bool) {
	for _, f := range faults {
		if f.door() != at {
			continue
		}
		if f.Times == TimesAlways {
			return f, true
		}
		if spent < max(f.Times, 1) {
			return f, true
		}
		spent -= max(f.Times, 1)
	}
	return Fault{}, false
}
