package sqlstore

import (
	"context"
	"errors"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// DecideRefund implements ledger.Cases. The order of checks is MONEY's: the claim, the pinned snapshot, the
// rules, what they propose. Nothing is held before the last check has passed.
func (s *Store) DecideRefund(ctx context.Context, in refund.Decide, rules ledger.Rules) (out refund.Decided, err error) {
	err = s.write(ctx, "decide "+string(in.Cancellation.ID()), func(t *tx) error {
		out, err = t.decideRefund(in, rules)
		return err
	})
	return out, err
}

func (t *tx) decideRefund(in refund.Decide, rules ledger.Rules) (refund.Decided, error) {
	c, err := t.lockCase(in.Cancellation.ID())
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		return t.decideNew(in, rules)
	case err != nil:
		return refund.Decided{}, err
	}
	return t.decideKnown(c, in, rules)
}

// decideNew claims the key, registers the order and what was captured for it, and asks the rules.
func (t *tx) decideNew(in refund.Decide, rules ledger.Rules) (refund.Decided, error) {
	reg, err := t.register(in.Cancellation)
	if err != nil {
		return refund.Decided{}, err
	}
	if err := t.bookWaitingOf(in.Cancellation.Order.Payments); err != nil {
		return refund.Decided{}, err
	}
	c, err := newCase(in, reg)
	if err != nil {
		return refund.Decided{}, err
	}
	c.acting = in.Witnessed.Subject
	cause := refund.Cause{Actor: in.Cancellation.RequestedBy, Reason: string(in.Cancellation.Reason)}
	c.note(event{Name: "Received", Key: keyOpened, To: refund.StatusReceived, Cause: cause})
	c.status, c.since = refund.StatusReceived, micros(t.now)
	c.noteGrowth(reg)
	if err := t.decideAsked(c, in.Witnessed, reg, rules); err != nil {
		return refund.Decided{}, err
	}
	if err := t.save(c); err != nil {
		return refund.Decided{}, err
	}
	if err := t.claimMessages(c, in.Claims); err != nil {
		return refund.Decided{}, err
	}
	standing, err := t.finish(c)
	return decided(refund.DecidedNew, reg.differences, standing), err
}

// decideAsked asks the rules about a new request, and holds what they propose to the limit of a machine that asks. A
// request whose door's word is not believed waits for a person.
func (t *tx) decideAsked(c *caseRow, who refund.Witnessed, reg registered, rules ledger.Rules) error {
	why := refund.Cause{Reason: strings.Join(first(reg.differences, refund.DifferencesMax), "; ")}
	if who.Problem != nil {
		if err := t.become(c, refund.StatusAssessing, event{Name: "Assessing", Cause: why}); err != nil {
			return err
		}
		return t.park(c, *who.Problem, refund.ActorMakegood)
	}
	machine, is := asking(c, who.Subject)
	if !is {
		return t.decideFirst(c, reg, rules, why)
	}
	c.asks = &machine
	if err := t.decideFirst(c, reg, rules, why); err != nil {
		return err
	}
	return t.keepAsked(machine, c)
}

func newCase(in refund.Decide, reg registered) (*caseRow, error) {
	differ, err := text(reg.differences)
	if err != nil {
		return nil, err
	}
	c := in.Cancellation
	return &caseRow{cancellation: &c, link: in.Link, caseColumns: caseColumns{
		id: c.ID(), merchant: c.Merchant, order: c.Key.Order, customer: c.Order.Customer.CustomerID, currency: c.Order.Currency,
		requestedBy: c.RequestedBy, digest: in.Digest, runID: in.RunID, market: reg.order.Market, differences: differ,
		offer: refund.OfferNone,
	}}, nil
}

// decided is the answer about a request that is new to the run that asks, or was claimed before.
func decided(result refund.DecideResult, differences []string, s refund.Standing) refund.Decided {
	if result == refund.DecidedNew && len(differences) > 0 {
		result = refund.DecidedOrderMismatch
	}
	out := refund.Decided{Result: result, Standing: s}
	for _, text := range first(differences, refund.DifferencesMax) {
		out.Differences = append(out.Differences, refund.Cut(text, refund.ReasonBytesMax))
	}
	return out
}

// decideKnown answers a claim that exists: what was stored counts, and the rules are not asked again. Only a
// request that an older version claimed without asking them is decided now.
func (t *tx) decideKnown(c *caseRow, in refund.Decide, rules ledger.Rules) (refund.Decided, error) {
	if c.digest != in.Digest {
		if err := t.noteConflict(c, in); err != nil {
			return refund.Decided{}, err
		}
		standing, err := t.finish(c)
		return decided(refund.DecidedConflict, nil, standing), err
	}
	reg, err := t.registered(c)
	if err != nil {
		return refund.Decided{}, err
	}
	if judging := c.status == refund.StatusReceived || c.status == refund.StatusAssessing; judging && c.disposition == "" && !c.closed {
		if err := t.decideFirst(c, reg, rules, refund.Cause{Reason: "claimed earlier"}); err != nil {
			return refund.Decided{}, err
		}
	}
	standing, err := t.finish(c)
	if c.runID != in.RunID {
		return decided(refund.DecidedSame, nil, standing), err
	}
	return decided(refund.DecidedNew, reg.differences, standing), err
}

// noteConflict keeps, once for each other body, that it came.
func (t *tx) noteConflict(c *caseRow, in refund.Decide) error {
	key := "conflict/" + in.Digest
	known, err := t.recorded(c.id, key)
	if err != nil || known {
		return err
	}
	cause := refund.Cause{Actor: in.Cancellation.RequestedBy, Reason: string(refund.CodeConflict)}
	c.note(event{Name: "ConflictingRequest", Key: key, Cause: cause})
	return nil
}

// decideFirst asks the rules about a request of which nothing is held, and holds what they propose. When they
// have no answer, or the order has less left than they propose, the refund waits for a person, and nothing is
// stored that would stand in the way of another try.
func (t *tx) decideFirst(c *caseRow, reg registered, rules ledger.Rules, why refund.Cause) error {
	cancellation, err := t.cancellationOf(c)
	if err != nil {
		return err
	}
	if err := t.become(c, refund.StatusAssessing, event{Name: "Assessing", Cause: why}); err != nil {
		return err
	}
	if reg.overflows {
		return t.park(c, refund.Problem{Code: refund.CodeAmountOverflow, Detail: "the payments of the order would sum to more than any order may come to"}, refund.ActorMakegood)
	}
	h, err := t.past(c, reg, own{})
	if err != nil {
		return err
	}
	p, err := rules.Decide(cancellation, h.OrderHistory)
	if problem, ok := refund.ProblemIn(err); ok {
		return t.park(c, problem, refund.ActorMakegood)
	}
	if err != nil {
		return err
	}
	switch p.Assessment.Disposition {
	case refund.DispositionPay:
		if c.asks != nil {
			problem, err := t.askedBy(*c.asks, c, p.Assessment.TotalMinor)
			if err != nil {
				return err
			}
			if problem != nil {
				return t.park(c, *problem, refund.ActorMakegood)
			}
		}
		return t.holdFirst(c, p, h)
	case refund.DispositionNothing:
		return t.storeAndEnd(c, p, refund.StatusNothingToRefund)
	case refund.DispositionReject:
		return t.storeAndEnd(c, p, refund.StatusRejected)
	case refund.DispositionAttention:
		return t.park(c, unanswerable(p.Assessment), refund.ActorMakegood)
	}
	return invariant("disposition %q", p.Assessment.Disposition)
}

// unanswerable is what the rules could not answer, by the first of their reasons.
func unanswerable(a refund.Assessment) refund.Problem {
	code := refund.CodeNotSupported
	if len(a.Reasons) > 0 {
		code = refund.Code(a.Reasons[0])
	}
	return refund.Problem{Code: code, Detail: "the rules have no answer: " + strings.Join(a.Reasons, " ")}
}
