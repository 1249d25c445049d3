package simulator

// lookupsDefault is the look-up at which a pending refund settles or fails, when its fault names
// neither look-ups nor a delay.
const lookupsDefault = 2

// goodEnd is the status in which a kind has done what was asked.
func goodEnd(k Kind) Status {
	if k == KindVoid {
		return StatusVoided
	}
	return StatusSettled
}

// firstStatus is the status a refund or a void starts with.
func firstStatus(k Kind, f Fault) Status {
	switch f.Name {
	case FaultPending, FaultPendingThenFail, FaultLateMove:
		return StatusPending
	case FaultRequiresAction:
		return StatusRequiresAction
	case FaultAbnormal:
		return StatusAbnormal
	case FaultDecline:
		return StatusDeclined
	case FaultTimeoutBefore, FaultTimeoutAfterSuccess, FaultError500, FaultError503, FaultError500AfterSuccess,
		FaultGarbage, FaultDrop, FaultSlow, FaultRateLimit, FaultHidden, FaultBadRequest, FaultForget, FaultLateFailure,
		FaultLookupError500,
		FaultListExtra, FaultListMissing, FaultListAmount, FaultListStatus, FaultListFee, FaultListSettlement, FaultListError500:
		return goodEnd(k)
	}
	return goodEnd(k)
}

// comesAfter is the change that will follow the first status, or nil.
func comesAfter(k Kind, s scene) *ahead {
	switch s.fault.Name {
	case FaultPending:
		return later(s, goodEnd(k), lookupsDefault)
	case FaultPendingThenFail:
		return later(s, StatusFailed, lookupsDefault)
	case FaultLateMove:
		return &ahead{To: goodEnd(k), At: s.after(s.fault)}
	case FaultLateFailure:
		return later(s, StatusFailed, 1)
	case FaultRequiresAction, FaultAbnormal:
		return later(s, goodEnd(k), 0)
	case FaultTimeoutBefore, FaultTimeoutAfterSuccess, FaultError500, FaultError503, FaultError500AfterSuccess,
		FaultGarbage, FaultDrop, FaultSlow, FaultRateLimit, FaultHidden, FaultBadRequest, FaultForget, FaultDecline,
		FaultLookupError500,
		FaultListExtra, FaultListMissing, FaultListAmount, FaultListStatus, FaultListFee, FaultListSettlement, FaultListError500:
		return nil
	}
	return nil
}

// later is a change after the fault's delay, or at its look-up; without either at the given
// look-up, and never when that is 0.
func later(s scene, to Status, lookups int) *ahead {
	if s.fault.DelayMS > 0 {
		at := s.now.Add(s.fault.delay())
		return &ahead{To: to, At: &at}
	}
	if s.fault.Lookups > 0 {
		lookups = s.fault.Lookups
	}
	if lookups == 0 {
		return nil
	}
	return &ahead{To: to, LookupsLeft: lookups}
}
