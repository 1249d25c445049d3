package refund

import "strings"

// Codes of what a refund waits for a person for, beside those of refused input.
const (
	// CodePayoutRefused: at least one leg could not be paid; each leg says why.
	CodePayoutRefused Code = "PAYOUT_REFUSED"
	// CodeHistoryKeepsMoving: other refunds of the order kept changing what is left of it.
	CodeHistoryKeepsMoving Code = "HISTORY_KEEPS_MOVING"
	// CodePaymentStopped: a dispute, an excess or a manual hold stops the payment.
	CodePaymentStopped Code = "PAYMENT_STOPPED"
	// CodeKillSwitch: an operator stopped every payout.
	CodeKillSwitch Code = "KILL_SWITCH"
	// CodeNotApproved: the ledger has no approval of what is about to be sent.
	CodeNotApproved Code = "NOT_APPROVED"
	// CodeUnanswered: a leg was sent, and its provider's final word is missing.
	CodeUnanswered Code = "UNANSWERED"
	// CodeLateFailure: a leg had settled and then failed.
	CodeLateFailure Code = "LATE_FAILURE"
	// CodeNoAdapter: no worker can ask the payment's provider.
	CodeNoAdapter Code = "NO_ADAPTER"
	// CodeOverdue: nobody decided within the service level.
	CodeOverdue Code = "OVERDUE"
)

// RunbookFolder is where the runbooks lie, and RunbookIndex the page that lists them.
const (
	RunbookFolder = "docs/runbooks/"
	RunbookIndex  = RunbookFolder + "README.md"
)

// runbook is the page of each cause: of what a refund parks for, of a leg that is not paid, and of
// what operations are paged for.
var runbook = map[Code]string{
	CodePayoutRefused:        "payout-refused",
	Code(DeclinedInstrument): "instrument-declined",
	Code(DeclinedBalance):    "balance-too-low",
	Code(DeclinedDisputed):   "disputed",
	Code(DeclinedExceeds):    "exceeds-at-provider",
	Code(DeclinedOther):      "payout-refused",
	CodePaymentStopped:       "payment-stopped",
	CodeKillSwitch:           "kill-switch",
	CodeNotApproved:          "payout-refused",
	CodeAssessmentMoved:      "payout-refused",
	CodeCapExceeded:          "cap-exceeded",
	CodeQuantityRefunded:     "quantity-already-refunded",
	CodeUnanswered:           "unanswered",
	CodeHistoryKeepsMoving:   "history-keeps-moving",
	CodeOrderSnapshotDiffers: "order-snapshot-differs",
	CodeAmountsDoNotAddUp:    "order-snapshot-differs",
	CodeUnknownLine:          "order-snapshot-differs",
	CodeQuantityExceedsLine:  "order-snapshot-differs",
	ReasonExchangeChosen:     "exchange-chosen",
	CodeNotSupported:         "not-supported",
	"PARTLY_ELIGIBLE":        "not-supported",
	"UNKNOWN_TIME_ZONE":      "not-supported",
	"PROVIDER_STEP":          "not-supported",
	CodeMalformed:            "not-supported",
	CodeNegativeAmount:       "not-supported",
	CodeAmountOverflow:       "not-supported",
	CodeLateFailure:          "late-failure",
	CodeNoAdapter:            "no-adapter",
	CodeOverdue:              "review-overdue",
	"MESSAGES_UNDELIVERED":   "messages-undelivered",
	"DEAD_LETTERS":           "dead-letters",
	"LEDGER_AWAY":            "ledger-away",
	"WORKER_DOWN":            "worker-down",
	CodeWrongState:           "abandoned",
	"NO_OPEN_WORKFLOW":       "abandoned",
	"BUDGET_SHORT":           "budget-short",
}

// Runbook is the page that says how a refund that waits because of code is led on, as a path in
// makegood's repository; the index for a code without a page of its own.
func Runbook(code Code) string {
	if page, ok := runbook[code]; ok {
		return RunbookFolder + page + ".md"
	}
	return RunbookIndex
}

// RunbookCodes lists every code that has a page, in no particular sequence.
func RunbookCodes() []Code {
	codes := make([]Code, 0, len(runbook))
	for code := range runbook {
		codes = append(codes, code)
	}
	return codes
}

// CodeIn is the code a status reason or a gate's reason begins with: "PAYMENT_STOPPED: DISPUTED" has
// PAYMENT_STOPPED.
func CodeIn(reason string) Code {
	code, _, _ := strings.Cut(reason, ":")
	return Code(strings.TrimSpace(code))
}

// Runbook is the page for a leg that is not settled as it should be: by what the provider said, or
// by what stopped it. It is "" for a leg that takes its ordinary way.
func (l Leg) Runbook() string {
	switch l.Status {
	case LegRequiresAction, LegAbnormal, LegUnknown:
		if l.Outcome != nil && CodeIn(l.Outcome.Reason) == CodeNoAdapter {
			return Runbook(CodeNoAdapter)
		}
		return Runbook(CodeUnanswered)
	case LegLateFailed:
		return Runbook(CodeLateFailure)
	case LegHeld:
		return Runbook(Code(DeclinedDisputed))
	case LegFailed:
		return Runbook(CodePayoutRefused)
	case LegDeclined:
		return l.refusalPage()
	case LegNotSent, LegReserved:
		if l.Outcome == nil {
			return ""
		}
		return l.refusalPage()
	case LegSending, LegPending, LegSettled, LegReleased:
		return ""
	}
	return ""
}

// refusalPage is the page of a class or a reason, and that of refused payouts without either.
func (l Leg) refusalPage() string {
	if l.Outcome == nil {
		return Runbook(CodePayoutRefused)
	}
	code := Code(l.Outcome.Class)
	if code == "" {
		code = CodeIn(l.Outcome.Reason)
	}
	if page := Runbook(code); page != RunbookIndex {
		return page
	}
	return Runbook(CodePayoutRefused)
}
