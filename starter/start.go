package starter

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/serviceerror"

	"github.com/makegood/makegood/refund"
)

// intent is a refund that shall be under way. place is the record's.
type intent struct {
	request refund.Request
	place   string
}

// start starts the refund's workflow, or finds out what the one that exists means. Every error is
// Temporal's, and a reason to try again.
func (in *intake) start(ctx context.Context, i intent) (result, error) {
	id := i.request.Cancellation.ID()
	_, err := in.config.Temporal.ExecuteWorkflow(ctx, in.options(i), refund.WorkflowName, i.request)
	var exists *serviceerror.WorkflowExecutionAlreadyStarted
	switch {
	case err == nil:
		return resultStarted, nil
	case errors.As(err, &exists):
		return in.compare(ctx, i)
	}
	return "", fmt.Errorf("start %s: %w", id, err)
}

// compare asks the workflow that exists for its memo.
func (in *intake) compare(ctx context.Context, i intent) (result, error) {
	id := i.request.Cancellation.ID()
	description, err := in.config.Temporal.DescribeWorkflowExecution(ctx, string(id), "")
	if err != nil {
		return "", fmt.Errorf("describe %s: %w", id, err)
	}
	fields := description.GetWorkflowExecutionInfo().GetMemo().GetFields()
	var first memo
	for key, into := range map[string]*string{refund.MemoDigest: &first.digest, refund.MemoPlace: &first.place} {
		payload, ok := fields[key]
		if !ok {
			continue
		}
		if err := in.config.Converter.FromPayload(payload, into); err != nil {
			return "", fmt.Errorf("read memo %s of %s: %w", key, id, err)
		}
	}
	return compare(first, memo{digest: i.request.Digest, place: i.place}), nil
}
