package refund

// Status is where a refund stands (DESIGN section 4).
type Status string

// The refund's states.
const (
	StatusReceived         Status = "Received"
	StatusAssessing        Status = "Assessing"
	StatusAwaitingGoods    Status = "AwaitingGoods"
	StatusInspected        Status = "Inspected"
	StatusAwaitingApproval Status = "AwaitingApproval"
	// StatusNeedsInfo: a reviewer asked the customer something.
	StatusNeedsInfo       Status = "NeedsInfo"
	StatusPayingOut       Status = "PayingOut"
	StatusNeedsAttention  Status = "NeedsAttention"
	StatusRefunded        Status = "Refunded"
	StatusPartlyRefunded  Status = "PartlyRefunded"
	StatusRejected        Status = "Rejected"
	StatusWithdrawn       Status = "Withdrawn"
	StatusNothingToRefund Status = "NothingToRefund"
)

// Statuses lists every status in the order of the story.
func Statuses() []Status {
	return []Status{
		StatusReceived, StatusAssessing, StatusAwaitingGoods, StatusInspected, StatusAwaitingApproval,
		StatusNeedsInfo, StatusPayingOut, StatusNeedsAttention,
		StatusRefunded, StatusPartlyRefunded, StatusRejected, StatusWithdrawn, StatusNothingToRefund,
	}
}

// Final reports whether the refund's money story is over in this status.
func (s Status) Final() bool {
	switch s {
	case StatusRefunded, StatusPartlyRefunded, StatusRejected, StatusWithdrawn, StatusNothingToRefund:
		return true
	case StatusReceived, StatusAssessing, StatusAwaitingGoods, StatusInspected, StatusAwaitingApproval,
		StatusNeedsInfo, StatusPayingOut, StatusNeedsAttention:
		return false
	}
	return false
}

// LegStatus is where a leg stands.
type LegStatus string

// The leg's states.
const (
	LegReserved       LegStatus = "Reserved"
	LegSending        LegStatus = "Sending"
	LegSettled        LegStatus = "Settled"
	LegPending        LegStatus = "Pending"
	LegUnknown        LegStatus = "Unknown"
	LegDeclined       LegStatus = "Declined"
	LegNotSent        LegStatus = "NotSent"
	LegFailed         LegStatus = "Failed"
	LegRequiresAction LegStatus = "RequiresAction"
	LegAbnormal       LegStatus = "Abnormal"
	LegLateFailed     LegStatus = "LateFailed"
	LegHeld           LegStatus = "Held"
	LegReleased       LegStatus = "Released"
)

// Undecided reports whether the leg was sent and the provider's final word is missing: it uses
// headroom, may not be paid another way, and never times out into a failure.
func (s LegStatus) Undecided() bool {
	switch s {
	case LegSending, LegPending, LegUnknown, LegRequiresAction, LegAbnormal:
		return true
	case LegReserved, LegSettled, LegDeclined, LegNotSent, LegFailed, LegLateFailed, LegHeld, LegReleased:
		return false
	}
	return false
}

// Accepted reports whether the leg's provider has said that it has the request, without a final word.
func (s LegStatus) Accepted() bool {
	return s == LegPending || s == LegRequiresAction || s == LegAbnormal
}

// OfferStatus is where the compensation offer stands; it never hides the refund's own status.
type OfferStatus string

// The offer's states.
const (
	OfferNone     OfferStatus = "None"
	OfferOpen     OfferStatus = "Open"
	OfferAccepted OfferStatus = "Accepted"
	OfferDeclined OfferStatus = "Declined"
	OfferExpired  OfferStatus = "Expired"
)

// Meaning says in a few words what the status means.
func (s Status) Meaning() string {
	switch s {
	case StatusReceived:
		return "the event is here, nothing is claimed yet"
	case StatusAssessing:
		return "the rules say how much, and the money is held"
	case StatusAwaitingGoods:
		return "the goods have to come back first"
	case StatusInspected:
		return "what arrived is assessed"
	case StatusAwaitingApproval:
		return "people have to agree"
	case StatusNeedsInfo:
		return "the customer was asked something"
	case StatusPayingOut:
		return "money is on its way, or a leg is undecided"
	case StatusNeedsAttention:
		return "parked until a person resolves it"
	case StatusRefunded:
		return "all of it went back"
	case StatusPartlyRefunded:
		return "a part of it went back, the rest never will"
	case StatusRejected:
		return "refused; it may be appealed once for a while"
	case StatusWithdrawn:
		return "taken back before anything was sent"
	case StatusNothingToRefund:
		return "nothing was captured, or everything went back before"
	}
	return ""
}
