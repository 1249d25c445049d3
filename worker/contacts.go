package worker

import (
	"context"
	"fmt"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"

	"github.com/makegood/makegood/refund"
)

// inputContacts reads contact data from where it lives: the input of the workflow, its first
// event.
type inputContacts struct {
	client    client.Client
	converter converter.DataConverter
}

// Contact implements activities.Contacts.
func (c inputContacts) Contact(ctx context.Context, workflowID, runID string) (refund.Contact, error) {
	history := c.client.GetWorkflowHistory(ctx, workflowID, runID, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	if !history.HasNext() {
		return refund.Contact{}, fmt.Errorf("worker: %s has no history", workflowID)
	}
	event, err := history.Next()
	if err != nil {
		return refund.Contact{}, fmt.Errorf("worker: first event of %s: %w", workflowID, err)
	}
	var in refund.Request
	payloads := event.GetWorkflowExecutionStartedEventAttributes().GetInput()
	if err := c.converter.FromPayloads(payloads, &in); err != nil {
		return refund.Contact{}, fmt.Errorf("worker: input of %s: %w", workflowID, err)
	}
	return in.Contact, nil
}
