package adyen

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// Facts implements payment.Receiver.
func (r Receiver) Facts(body []byte) ([]refund.Fact, error) {
	items, err := itemsIn(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", payment.ErrUnreadable, err)
	}
	var facts []refund.Fact
	for _, i := range items {
		of, err := r.ofItem(i)
		if err != nil {
			return nil, fmt.Errorf("%w: %s of %s: %w", payment.ErrUnreadable, i.Event, i.Psp, err)
		}
		facts = append(facts, of...)
	}
	return facts, nil
}

func (r Receiver) ofItem(i item) ([]refund.Fact, error) {
	if stages, isDispute := stages[i.Event]; isDispute {
		return r.ofDispute(i, stages)
	}
	switch i.Event {
	case eventReversal:
		if keyIn(i.Reference) == "" && i.movedNothing() {
			return nil, nil
		}
		return r.ofRefund(i)
	case eventCancellation:
		if keyIn(i.Reference) == "" {
			return nil, nil // an authorisation that was given back by hand moved nothing
		}
		return r.ofRefund(i)
	case eventRefund, eventRefundFailed, eventReversed:
		return r.ofRefund(i)
	}
	return nil, nil
}

// movedNothing reports whether a reversal cancelled, or was refused.
func (i item) movedNothing() bool {
	return i.Success == no || i.additional("modification.action") == "cancel"
}

// fact is what an item's facts have in common, checked to be there. Its id is the event of the modification or the
// dispute: Adyen calls a second one of the same a duplicate.
func (r Receiver) fact(i item, kind refund.FactKind, state ...string) (refund.Fact, int64, error) {
	if i.Psp == "" || i.Original == "" {
		return refund.Fact{}, 0, errors.New("it names no payment (the setting \"include the originalReference\")")
	}
	at, err := time.Parse(time.RFC3339, i.Date)
	if err != nil {
		return refund.Fact{}, 0, err
	}
	if !i.Amount.Currency.Valid() {
		return refund.Fact{}, 0, fmt.Errorf("%q is no currency in use", i.Amount.Currency)
	}
	minor, err := ofAdyen.Minor(i.Amount.Value, i.Amount.Currency)
	f := refund.Fact{
		ID: strings.Join(append([]string{i.Psp, i.Event}, state...), "/"), Kind: kind, Provider: r.Name, Account: i.Account,
		Reference: i.Original, OccurredAt: at.UTC(),
	}
	return f, minor, err
}

const (
	eventRefund       = "REFUND"
	eventRefundFailed = "REFUND_FAILED"
	eventReversed     = "REFUNDED_REVERSED"
	eventReversal     = "CANCEL_OR_REFUND"
	eventCancellation = "CANCELLATION"
	yes, no           = "true", "false"
)

func (r Receiver) ofRefund(i item) ([]refund.Fact, error) {
	if i.Success != yes && i.Success != no {
		return nil, fmt.Errorf("its success is %q", i.Success)
	}
	f, minor, err := r.fact(i, refund.FactRefund, i.Success)
	if err != nil {
		return nil, err
	}
	moved := minor
	outcome, minor, err := i.outcome(minor)
	if err != nil {
		return nil, err
	}
	asked := f
	outcome.ProviderRefundID = i.Psp
	f.Refund = &refund.RefundFact{Key: keyIn(i.Reference), ProviderRefundID: i.Psp, AmountMinor: minor, Currency: i.Amount.Currency, Outcome: outcome}
	if outcome.Kind == refund.OutcomeAbnormal {
		return []refund.Fact{f, unasked(asked, moved, i.Amount.Currency)}, nil
	}
	return []refund.Fact{f}, nil
}

// unasked is the refund that a reversal of ours made: nobody had asked for it, and it is booked as one made elsewhere,
// under an id of its own, since the reversal's is the void's.
func unasked(f refund.Fact, minor int64, currency refund.Currency) refund.Fact {
	f.ID += "/refund"
	id, _, _ := strings.Cut(f.ID, "/")
	f.Refund = &refund.RefundFact{
		ProviderRefundID: id + "/refund", AmountMinor: minor, Currency: currency, Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: id + "/refund"},
	}
	return f
}

// outcome is what became of a modification, and the money it is about. A refund that Adyen has processed counts as
// settled, though the scheme may still reject it: that is told as a failure.
func (i item) outcome(minor int64) (refund.Outcome, int64, error) {
	reason := wire.Clipped(i.Reason)
	switch i.Event {
	case eventRefundFailed:
		return refund.Outcome{Kind: refund.OutcomeFailed, Reason: cmp.Or(reason, "rejected by the scheme")}, minor, nil
	case eventReversed:
		return refund.Outcome{Kind: refund.OutcomeFailed, Reason: cmp.Or(reason, "it came back")}, minor, nil
	case eventReversal:
		return i.reversal(minor)
	case eventCancellation:
		minor = 0
	}
	if i.Success == no {
		return refund.Outcome{Kind: refund.OutcomeFailed, Reason: cmp.Or(reason, "refused")}, minor, nil
	}
	return refund.Outcome{Kind: refund.OutcomeSettled}, minor, nil
}

// reversal is what became of one. makegood reverses what was never captured, as a void, whose amount is 0: that it was
// refunded instead moved money nobody had reckoned with: it is told beside the void, and a person has to see to both.
func (i item) reversal(minor int64) (refund.Outcome, int64, error) {
	own, action := keyIn(i.Reference) != "", i.additional("modification.action")
	switch {
	case i.Success == no:
		return refund.Outcome{Kind: refund.OutcomeFailed, Reason: cmp.Or(wire.Clipped(i.Reason), "refused")}, 0, nil
	case action == "cancel":
		return refund.Outcome{Kind: refund.OutcomeSettled}, 0, nil
	case action == "refund" && own:
		return refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: "the payment had been captured: the reversal refunded " + refund.FormatAmount(minor, i.Amount.Currency)}, 0, nil
	case action == "refund":
		return refund.Outcome{Kind: refund.OutcomeSettled}, minor, nil
	}
	return refund.Outcome{}, 0, fmt.Errorf("it does not say whether it cancelled or refunded (%q)", action)
}

// stages are what a dispute's events say, in their order. From the notification of a chargeback on refunds have to
// stop, though the funds leave with the chargeback itself, within days. A second chargeback takes the funds again and
// is the last word. PREARBITRATION_OPEN, INFORMATION_SUPPLIED and the like move nothing.
var stages = map[string][]refund.DisputeStage{
	"REQUEST_FOR_INFORMATION":           {refund.DisputeInquiry},
	"NOTIFICATION_OF_CHARGEBACK":        {refund.DisputeOpened},
	"DISPUTE_OPENED_WITH_CHARGEBACK":    {refund.DisputeOpened},
	"CHARGEBACK":                        {refund.DisputeOpened},
	"CHARGEBACK_REVERSED":               {refund.DisputeWon},
	"ISSUER_RESPONSE_TIMEFRAME_EXPIRED": {refund.DisputeWon},
	"PREARBITRATION_WON":                {refund.DisputeWon},
	"SCHEME_ARBITRATION_WON":            {refund.DisputeWon},
	"SECOND_CHARGEBACK":                 {refund.DisputeOpened, refund.DisputeLost},
	"PREARBITRATION_LOST":               {refund.DisputeLost},
	"SCHEME_ARBITRATION_LOST":           {refund.DisputeLost},
	"DISPUTE_DEFENSE_PERIOD_ENDED":      {refund.DisputeLost},
}

func (r Receiver) ofDispute(i item, stages []refund.DisputeStage) ([]refund.Fact, error) {
	var facts []refund.Fact
	for _, stage := range stages {
		f, minor, err := r.fact(i, refund.FactDispute, string(stage))
		if err != nil {
			return nil, err
		}
		f.Dispute = &refund.DisputeFact{
			DisputeID: i.Psp, Stage: stage, AmountMinor: minor, Currency: i.Amount.Currency, Reason: wire.Clipped(i.Reason), EvidenceDueAt: i.defensePeriodEnd(),
		}
		facts = append(facts, f)
	}
	return facts, nil
}

// defensePeriodEnd is until when an answer is taken; nil: it does not say.
func (i item) defensePeriodEnd() *time.Time {
	at, err := time.Parse(time.RFC3339, i.additional("defensePeriodEndsAt"))
	if err != nil {
		return nil
	}
	at = at.UTC()
	return &at
}
