package starter

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// HistoryFilter is the filter of client.Client's GetWorkflowHistory.
type HistoryFilter = enums.HistoryEventFilterType

// correctionsMax bounds how often one leg is corrected by a workflow of its own.
const correctionsMax = 100

// tellStory tells the refund's open workflow that a fact was booked, so that it reads the standing. Where none is open
// and a leg that was paid has failed, one is started that corrects it.
func (w *Webhooks) tellStory(ctx context.Context, booked refund.FactBooked, fact refund.ProviderFact) error {
	if booked.Refund == "" || booked.Standing == nil {
		return nil
	}
	open, err := w.signal(ctx, string(booked.Refund), fact)
	if err != nil || open || booked.Standing.Closed {
		return err
	}
	bounced := bouncedLegs(booked)
	for _, leg := range bounced {
		first := refund.Correction{Leg: leg, Number: 1}
		if open, err := w.signal(ctx, first.WorkflowID(booked.Refund), fact); err != nil || open {
			return err
		}
	}
	if len(bounced) == 0 {
		return nil
	}
	return w.correct(ctx, booked.Refund, bounced[0], fact)
}

// bouncedLegs are the legs that were paid and failed, the one that the fact is about first. It may be held back by a
// dispute that is open.
func bouncedLegs(booked refund.FactBooked) (out []refund.LegID) {
	for _, leg := range booked.Standing.Legs {
		failed := leg.Status == refund.LegLateFailed || booked.LateFailed && leg.LegID == booked.Leg && leg.Status == refund.LegHeld
		switch {
		case !failed:
		case leg.LegID == booked.Leg:
			out = append([]refund.LegID{leg.LegID}, out...)
		default:
			out = append(out, leg.LegID)
		}
	}
	return out
}

// signal reports whether a workflow of the id is open, and has been told.
func (w *Webhooks) signal(ctx context.Context, id string, fact refund.ProviderFact) (open bool, err error) {
	err = w.config.Stories.SignalWorkflow(ctx, id, "", refund.SignalProviderFact, fact)
	var gone *serviceerror.NotFound
	switch {
	case errors.As(err, &gone):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("tell %s of a fact: %w", id, err)
	}
	return true, nil
}

// correct starts the workflow that corrects a leg. An earlier correction of the leg that is open is told instead; one
// that has ended is followed by the next.
func (w *Webhooks) correct(ctx context.Context, id refund.ID, leg refund.LegID, fact refund.ProviderFact) error {
	request, err := w.requestOf(ctx, id)
	if err != nil {
		return err
	}
	for number := 1; number <= correctionsMax; number++ {
		request.Correction = &refund.Correction{Leg: leg, Number: number}
		_, err := w.config.Stories.ExecuteWorkflow(ctx, w.correctionOptions(request), refund.WorkflowName, request)
		var exists *serviceerror.WorkflowExecutionAlreadyStarted
		if err == nil {
			w.counts.corrections.Inc()
			return nil
		}
		if !errors.As(err, &exists) {
			return fmt.Errorf("start %s: %w", request.WorkflowID(), err)
		}
		if open, err := w.signal(ctx, request.WorkflowID(), fact); err != nil || open {
			return err
		}
	}
	return fmt.Errorf("%s: leg %s was corrected %d times, and its case is open", id, leg, correctionsMax)
}

func (w *Webhooks) correctionOptions(r refund.Request) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: r.WorkflowID(), TaskQueue: w.config.TaskQueue,
		WorkflowIDReusePolicy:                    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy:                 enums.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		Memo:                                     map[string]any{refund.MemoDigest: r.Digest},
		TypedSearchAttributes:                    attributes(r.Cancellation),
		StaticSummary:                            string(foreign.MDf("Order %s · a paid refund came back: leg %s", r.Cancellation.Key.Order, foreign.MD(r.Correction.Leg))),
		StaticDetails:                            details(r.Cancellation),
	}
}

// requestOf is what the refund's own workflow began with. Temporal forgets it after its retention; the ledger has the
// request without the contact, and channels that need none still tell the customer.
func (w *Webhooks) requestOf(ctx context.Context, id refund.ID) (refund.Request, error) {
	var r refund.Request
	history := w.config.Stories.GetWorkflowHistory(ctx, string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	if history.HasNext() {
		first, err := history.Next()
		var gone *serviceerror.NotFound
		switch {
		case errors.As(err, &gone):
		case err != nil:
			return r, fmt.Errorf("read what %s began with: %w", id, err)
		default:
			err := w.config.Converter.FromPayloads(first.GetWorkflowExecutionStartedEventAttributes().GetInput(), &r)
			if err != nil {
				return r, fmt.Errorf("read what %s began with: %w", id, err)
			}
			r.Continued = nil
			return r, nil
		}
	}
	kept, err := w.config.Books.Case(ctx, id)
	if err != nil {
		return r, fmt.Errorf("read the request of %s: %w", id, err)
	}
	return refund.Request{Cancellation: kept.Cancellation, Digest: kept.Digest}, nil
}
