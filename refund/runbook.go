package refund

import "strings"

// Codes of what stops a leg, or is wrong around a refund, beside those of refused input.
const (
	// CodePaymentStopped: a dispute, an excess or a manual hold stops the payment.
	CodePaymentStopped Code = "PAYMENT_STOPPED"
	// CodeReturnedByDispute: the payment's dispute was lost, so the customer may have the money by it.
	CodeReturnedByDispute Code = "RETURNED_BY_DISPUTE"
	// CodeKillSwitch: an operator stopped every payout, or those of a provider or a merchant.
	CodeKillSwitch Code = "KILL_SWITCH"
	// CodeCircuitOpen: the payment's provider does not answer, so nothing new is sent to it for now.
	CodeCircuitOpen Code = "CIRCUIT_OPEN"
	// CodeFundShort: the reserve fund of the payment's provider account has too little free.
	CodeFundShort Code = "FUND_SHORT"
	// CodeNotApproved: the ledger has no approval of what is about to be sent.
	CodeNotApproved Code = "NOT_APPROVED"
	// CodeNoAdapter: no worker can ask the payment's provider.
	CodeNoAdapter Code = "NO_ADAPTER"
	// CodeLateFailed: a leg had settled and then failed.
	CodeLateFailed Code = "LATE_FAILED"
	// CodeDeclinedInstruction: the provider refused the instruction itself; a retry would repeat it.
	CodeDeclinedInstruction = Code(declined + DeclinedInstruction)
	// CodeDeclinedInstrument, CodeDeclinedDisputed, CodeDeclinedExceeds: the card or account cannot take the money
	// back, its payment is disputed, or the provider says that it is more than can be refunded.
	CodeDeclinedInstrument = Code(declined + DeclinedInstrument)
	CodeDeclinedDisputed   = Code(declined + DeclinedDisputed)
	CodeDeclinedExceeds    = Code(declined + DeclinedExceeds)
	// CodeDeclinedBalance: the merchant's balance at the provider is too low; the leg is tried again by itself.
	CodeDeclinedBalance = Code(declined + DeclinedBalance)
)

// RunbookFolder is where the runbooks lie in makegood's repository, and RunbookIndex the page that
// lists them.
const (
	RunbookFolder = "docs/runbooks/"
	RunbookIndex  = "README.md"
)

// declined is the code of a leg that its provider declined, by the decline's class.
const declined = "DECLINED_"

// runbooks are the pages by cause: what a refund is parked for, why a leg is not paid, and what
// operations are paged for. Two causes that are led on alike share a page.
var runbooks = map[Code]string{
	CodePayoutRefused:                   "payout-refused.md",
	CodeNotApproved:                     "payout-refused.md",
	CodeAssessmentMoved:                 "payout-refused.md",
	Code(declined + DeclinedOther):      "payout-refused.md",
	Code(declined + DeclinedInstrument): "instrument-declined.md",
	CodeDeclinedBalance:                 "balance-too-low.md",
	Code(declined + DeclinedDisputed):   "disputed.md",
	Code(declined + DeclinedExceeds):    "exceeds-at-provider.md",
	CodeDeclinedInstruction:             "bad-instruction.md",
	CodeAlreadyRefunded:                 "payout-refused.md",
	CodeElsewhereUnconfirmed:            "elsewhere-unconfirmed.md",
	CodePaymentStopped:                  "payment-stopped.md",
	CodeReturnedByDispute:               "dispute-lost.md",
	"DISPUTE_OPEN":                      "dispute-open.md",
	"DISPUTE_OTHER_CURRENCY":            "dispute-open.md",
	"OUTSIDE_UNATTRIBUTED":              "outside-refund.md",
	"ORDER_UNKNOWN":                     "withdrawal-waits.md",
	"EMAIL_UNKNOWN":                     "withdrawal-waits.md",
	"EMAIL_DIFFERS":                     "withdrawal-waits.md",
	"PART_UNCLEAR":                      "withdrawal-waits.md",
	CodeKillSwitch:                      "kill-switch.md",
	CodeCircuitOpen:                     "circuit-open.md",
	CodeFundShort:                       "fund-short.md",
	"FUND_BELOW_FORECAST":               "fund-short.md",
	CodeCapExceeded:                     "cap-exceeded.md",
	CodeCaptureExceeded:                 "cap-exceeded.md",
	CodeTooManyLegs:                     "not-supported.md",
	CodeMachineOverLimit:                "machine-over-limit.md",
	CodeAttestationRefused:              "machine-over-limit.md",
	CodeQuantityRefunded:                "quantity-already-refunded.md",
	CodeUnanswered:                      "unanswered.md",
	CodeOrderSnapshotDiffers:            "order-snapshot-differs.md",
	CodeAmountsDoNotAddUp:               "order-snapshot-differs.md",
	CodeUnknownLine:                     "order-snapshot-differs.md",
	CodeUnknownShipment:                 "order-snapshot-differs.md",
	CodeQuantityExceedsLine:             "order-snapshot-differs.md",
	CodeExchangeChosen:                  "exchange-chosen.md",
	CodeNotSupported:                    "not-supported.md",
	CodeMalformed:                       "not-supported.md",
	CodeNegativeAmount:                  "not-supported.md",
	CodeAmountOverflow:                  "not-supported.md",
	"PARTLY_ELIGIBLE":                   "not-supported.md",
	"UNKNOWN_TIME_ZONE":                 "not-supported.md",
	CodeLateFailed:                      "late-failure.md",
	CodeNoAdapter:                       "no-adapter.md",
	CodeWrongState:                      "abandoned.md",
	CodeAlreadySent:                     "unanswered.md",
	"LEG_STUCK":                         "unanswered.md",
	"NO_OPEN_WORKFLOW":                  "abandoned.md",
	"STORY_BEHIND":                      "abandoned.md",
	"OVERDUE":                           "review-overdue.md",
	"OVERDUE_BY_LAW":                    "due-by-law.md",
	"DUE_BY_LAW":                        "due-by-law.md",
	"UNDELIVERED":                       "messages-undelivered.md",
	"UNDELIVERABLE":                     "messages-undelivered.md",
	"PAYLOAD_KEY_UNKNOWN":               "payload-unreadable.md",
	"PAYLOAD_TAMPERED":                  "payload-unreadable.md",
	"WEBHOOK_FORGED":                    "notification-refused.md",
	"WEBHOOK_UNREADABLE":                "notification-refused.md",
	"FACTS_WAIT":                        "notification-refused.md",
	"FACT_DIFFERS":                      "notification-refused.md",
	CodeBadFact:                         "notification-refused.md",
	"DEAD_LETTERS":                      "dead-letters.md",
	"LEDGER_AWAY":                       "ledger-away.md",
	"INTAKE_HELD":                       "intake-held.md",
	"API_WRONG":                         "api-wrong.md",
	"DESK_WRONG":                        "desk-wrong.md",
	"RATE_LIMITED":                      "api-wrong.md",
	"TOO_MANY_CALLS":                    "api-wrong.md",
	"BODY_TOO_SLOW":                     "api-wrong.md",
	"INTAKE_STUCK":                      "intake-stuck.md",
	"POSITION_LOST":                     "intake-stuck.md",
	"KAFKA_WRONG":                       "intake-stuck.md",
	"TEMPORAL_WRONG":                    "line-wrong.md",
	"PROVIDER_WRONG":                    "line-wrong.md",
	"SMTP_WRONG":                        "line-wrong.md",
	"SMS_WRONG":                         "line-wrong.md",
	"PUSH_WRONG":                        "line-wrong.md",
	"WORKER_DOWN":                       "worker-down.md",
	"QUEUE_WITHOUT_WORKER":              "worker-down.md",
	"BUDGET_SHORT":                      "budget-short.md",
	"POLICY_UNCONFIRMED":                "policy-unconfirmed.md",
	"RECONCILE_LATE":                    "reconcile-late.md",
	"RECONCILE_DIFFERENCES":             "reconcile-differences.md",
	"ENDPOINTS_WRONG":                   "endpoint-not-told.md",
	"ENDPOINT_OFF":                      "endpoint-not-told.md",
	"ENDPOINT_BEHIND":                   "endpoint-not-told.md",
	"EVENTS_GIVEN_UP":                   "endpoint-not-told.md",
	"ENDPOINT_LEFT":                     "endpoint-not-told.md",
	"SCHEMA_NEWER":                      "upgrades.md",
	"NO_CURRENT_VERSION":                "worker-versions.md",
	"VERSION_WITHOUT_WORKER":            "worker-versions.md",
	"DOES_NOT_REPLAY":                   "worker-versions.md",
}

// Runbook is the page that says how a refund that waits because of code is led on, a file in
// RunbookFolder; the index for a code without a page.
func Runbook(code Code) string {
	if page, ok := runbooks[code]; ok {
		return page
	}
	return RunbookIndex
}

// Runbooks returns the page of every code that has one.
func Runbooks() map[Code]string {
	pages := make(map[Code]string, len(runbooks))
	for code, page := range runbooks {
		pages[code] = page
	}
	return pages
}

// CodeIn is the code a status reason or a gate's reason begins with: "PAYMENT_STOPPED: DISPUTED" has
// PAYMENT_STOPPED.
func CodeIn(reason string) Code {
	code, _, _ := strings.Cut(reason, ":")
	return Code(strings.TrimSpace(code))
}

// Runbook is the page for a leg that is not settled as it should be: by what the provider said, or by
// what stopped it. It is "" for a leg that takes its ordinary way.
func (l Leg) Runbook() string {
	switch l.Status {
	case LegRequiresAction, LegAbnormal, LegUnknown:
		if l.Outcome != nil && CodeIn(l.Outcome.Reason) == CodeNoAdapter {
			return Runbook(CodeNoAdapter)
		}
		return Runbook(CodeUnanswered)
	case LegLateFailed:
		return Runbook(CodeLateFailed)
	case LegHeld:
		return Runbook(Code(declined + DeclinedDisputed))
	case LegDeclined, LegFailed, LegNotSent:
		return l.refusedBook()
	case LegReserved:
		if l.Outcome == nil {
			return ""
		}
		return l.refusedBook()
	case LegSending, LegPending, LegSettled, LegReleased:
		return ""
	}
	return ""
}

// refusedBook is the page of why the leg is not paid, or that of all refused payouts.
func (l Leg) refusedBook() string {
	if page := Runbook(l.RefusalCode()); page != RunbookIndex {
		return page
	}
	return Runbook(CodePayoutRefused)
}
