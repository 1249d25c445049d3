package refund

// Seen binds an act to how its sender saw the refund. The zero Seen binds it to nothing.
type Seen struct {
	// ExpectedVersion is the refund's version (Standing.Version) that the sender looked at. Where the refund has moved
	// since, the act is refused (STALE_VIEW); a refused act of somebody else does not move it. 0: whatever it is.
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// ID is the id or key under which an act is kept, so that a repetition has the first answer; empty: it has none.
func (a Act) ID() DecisionID {
	switch a.Kind {
	case ActDecide:
		return a.Decision.DecisionID
	case ActWithdraw:
		return a.Withdrawal.Key
	case ActResolve:
		return a.Resolution.ResolutionID
	case ActClear:
		return a.Clearing.ClearingID
	case ActLookNow:
		return a.LookNow.Key
	case ActAssign:
		return a.Assignment.Key
	case ActAsk:
		return a.Question.InfoID
	case ActAnswer:
		return a.Reply.Key
	case ActInspect:
		return a.Inspection.InspectionID
	case ActAppeal:
		return a.Appeal.AppealID
	case ActChoose:
		return a.Choice.Key
	case ActAnswerOffer:
		return a.OfferReply.Key
	}
	panic("refund: act of an unknown kind: " + string(a.Kind))
}

// Seen is how the act's sender saw the refund, to be read or set.
func (a Act) Seen() *Seen {
	switch a.Kind {
	case ActDecide:
		return &a.Decision.Seen
	case ActWithdraw:
		return &a.Withdrawal.Seen
	case ActResolve:
		return &a.Resolution.Seen
	case ActClear:
		return &a.Clearing.Seen
	case ActLookNow:
		return &a.LookNow.Seen
	case ActAssign:
		return &a.Assignment.Seen
	case ActAsk:
		return &a.Question.Seen
	case ActAnswer:
		return &a.Reply.Seen
	case ActInspect:
		return &a.Inspection.Seen
	case ActAppeal:
		return &a.Appeal.Seen
	case ActChoose:
		return &a.Choice.Seen
	case ActAnswerOffer:
		return &a.OfferReply.Seen
	}
	panic("refund: act of an unknown kind: " + string(a.Kind))
}
