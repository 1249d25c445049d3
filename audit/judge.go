package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// code is stable: scripts may rely on it.
type code string

// The findings' codes.
const (
	codePostingNotZero     code = "POSTING_NOT_ZERO"
	codeBalanceDiffers     code = "BALANCE_DIFFERS"
	codeControlEquation    code = "CONTROL_EQUATION"
	codeOpenNegative       code = "OPEN_NEGATIVE"
	codeMovedDiffers       code = "MOVED_DIFFERS"
	codeMovedAboveCaptured code = "MOVED_ABOVE_CAPTURED"
	codeMovedUnknown       code = "MOVED_UNKNOWN"
	codeMovedTwice         code = "MOVED_TWICE"
	codeMovedOtherAmount   code = "MOVED_OTHER_AMOUNT"
	codeMovedOtherPayment  code = "MOVED_OTHER_PAYMENT"
	codeLineOverclaimed    code = "LINE_OVERCLAIMED"
	codeLineOverpaid       code = "LINE_OVERPAID"
	codeLineUnknown        code = "LINE_UNKNOWN"
	codeClosedWithMoney    code = "CLOSED_WITH_MONEY"
	codeRefundReturned     code = "REFUND_RETURNED_DIFFERS"
	codeProposalUnreadable code = "PROPOSAL_UNREADABLE"
	codeComponentsDiffer   code = "COMPONENTS_DIFFER"
	codeLegsDiffer         code = "LEGS_DIFFER"
	codeStepsDiffer        code = "STEPS_DIFFER"
	codeClaimsDiffer       code = "CLAIMS_DIFFER"
	codeReplacedLegLives   code = "REPLACED_LEG_LIVES"
	codeSubstituteDiffers  code = "SUBSTITUTE_DIFFERS"
	codeLegCarried         code = "LEG_CARRIED_DIFFERS"
	codeBudgetDiffers      code = "BUDGET_DIFFERS"
	codeFundDiffers        code = "FUND_DIFFERS"
	codeBudgetHeld         code = "BUDGET_HELD_DIFFERS"
	codeBudgetSpent        code = "BUDGET_SPENT_DIFFERS"
	codeOfferDiffers       code = "OFFER_DIFFERS"
	codeOfferIssued        code = "OFFER_ISSUED_DIFFERS"
	codeAdjustmentPaid     code = "ADJUSTMENT_PAID"
	codeNotAgreed          code = "NOT_AGREED"
	codeAgreedByAuthor     code = "AGREED_BY_AUTHOR"
	codePayableDiffers     code = "PAYABLE_DIFFERS"
	codeRecognisedDiffers  code = "RECOGNISED_DIFFERS"
	codeSellersDiffer      code = "SELLERS_DIFFER"
	codeCommissionDiffers  code = "COMMISSION_DIFFERS"
	codePointsDiffer       code = "POINTS_DIFFER"
	codePointsExceed       code = "POINTS_EXCEED"
	codePointsBelowZero    code = "POINTS_BELOW_ZERO"
	codeDisputeDiffers     code = "DISPUTE_DIFFERS"
	codeDisputeCurrency    code = "DISPUTE_OTHER_CURRENCY"
	codeAttributionDiffers code = "ATTRIBUTION_DIFFERS"
	codeTrailMissing       code = "TRAIL_MISSING"
	codeTrailBroken        code = "TRAIL_BROKEN"
	codeTrailBackwards     code = "TRAIL_BACKWARDS"
)

// finding is a promise that does not hold. Subject is the posting, payment, key, line or refund.
type finding struct {
	Code    code   `json:"code"`
	Subject string `json:"subject"`
	Detail  string `json:"detail"`
}

func found(c code, subject, format string, args ...any) finding {
	return finding{Code: c, Subject: printable(subject), Detail: printable(fmt.Sprintf(format, args...))}
}

// printable makes one line of a text that the books quote: an event or a person wrote it, and it could move the
// terminal's cursor, or pass for another finding.
func printable(text string) string {
	quoted := strconv.QuoteToGraphic(text)
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(quoted[1 : len(quoted)-1])
}

// check is one promise, computed from the evidence alone.
type check func(evidence) []finding

func checks() []check {
	return []check{
		postingsSumToZero, balancesAreTheirEntries, controlEquationHolds,
		movedIsReturned, keysMovedOnce, keysMoveTheirLegs,
		linesAreNotOverclaimed, closedHoldsNothing, settledIsReturned, proposalsSum, explanationsAgree,
		substitutesStandForOne, legsAreCarriedOnce, budgetsAddUp, fundsAddUp, offersAreIssuedOnce,
		adjustmentsAreGone, paidIsAgreed, recognitionIsTheProposals,
		sellersBearTheirLines, commissionIsInProportion, pointsAreBooked, pointsAreInProportion,
		disputesAreTaken, outsideIsAttributed, trailsMoveForward,
	}
}

// judge runs every check; the findings are in a stable order.
func judge(e evidence) []finding {
	e.totals, e.rows = totalsOf(e.entries), indexOf(e.books)
	var all []finding
	for _, c := range checks() {
		all = append(all, c(e)...)
	}
	slices.SortStableFunc(all, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Subject, b.Subject))
	})
	return all
}

// sums adds up amounts by key.
type sums[K cmp.Ordered] map[K]int64

func (s sums[K]) keys() []K { return slices.Sorted(maps.Keys(s)) }
