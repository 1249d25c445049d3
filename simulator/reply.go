package simulator

import "time"

// manner is how a request is answered.
type manner int

// The manners.
const (
	mannerRefund manner = iota
	mannerLate
	// mannerLateMove answers once the money has moved.
	mannerLateMove
	mannerSilence
	mannerError500
	mannerError503
	mannerRateLimit
	mannerGarbage
	mannerDrop
	mannerBadRequest
	mannerConflict
	mannerNotFound
)

// reply is an answer before it is written: the refund where there is one, and how to say it.
type reply struct {
	manner manner
	refund Refund
	delay  time.Duration
}

// mannerOf is how a POST is answered under a fault.
func mannerOf(f Fault) manner {
	switch f.Name {
	case FaultTimeoutBefore, FaultTimeoutAfterSuccess:
		return mannerSilence
	case FaultError500, FaultError500AfterSuccess, FaultHidden, FaultLookupError500:
		return mannerError500
	case FaultError503:
		return mannerError503
	case FaultGarbage:
		return mannerGarbage
	case FaultDrop:
		return mannerDrop
	case FaultSlow:
		return mannerLate
	case FaultLateMove:
		return mannerLateMove
	case FaultBadRequest:
		return mannerBadRequest
	case FaultRateLimit:
		return mannerRateLimit
	case FaultDecline, FaultPending, FaultPendingThenFail, FaultLateFailure, FaultRequiresAction, FaultAbnormal,
		FaultForget,
		FaultListExtra, FaultListMissing, FaultListAmount, FaultListStatus, FaultListFee, FaultListSettlement, FaultListError500:
		return mannerRefund
	}
	return mannerRefund
}

// doesNothing reports whether the request is answered, or not, without any work.
func (f Fault) doesNothing() bool {
	switch f.Name {
	case FaultTimeoutBefore, FaultError500, FaultError503, FaultRateLimit, FaultBadRequest, FaultLookupError500:
		return true
	case FaultTimeoutAfterSuccess, FaultError500AfterSuccess, FaultGarbage, FaultDrop, FaultSlow, FaultHidden,
		FaultLateMove, FaultForget, FaultDecline, FaultPending, FaultPendingThenFail, FaultLateFailure, FaultRequiresAction, FaultAbnormal,
		FaultListExtra, FaultListMissing, FaultListAmount, FaultListStatus, FaultListFee, FaultListSettlement, FaultListError500:
		return false
	}
	return false
}
