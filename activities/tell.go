package activities

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"go.temporal.io/sdk/activity"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Tellers are the doors to the customer and to other systems.
type Tellers struct {
	Channel  messaging.Channel
	Status   messaging.StatusTopic
	Contacts Contacts
}

// Contacts finds a refund's contact data where it lives: in the workflow's input, and nowhere
// else in Temporal.
type Contacts interface {
	Contact(ctx context.Context, workflowID, runID string) (refund.Contact, error)
}

// Telling is a notice with the contact it goes to. It is the input of a local activity only,
// which Temporal does not record.
type Telling struct {
	Notice  refund.Notice  `json:"notice"`
	Contact refund.Contact `json:"contact"`
}

// Undelivered is a notice that somebody has not heard yet; it carries no contact data.
type Undelivered struct {
	Notice   refund.Notice   `json:"notice"`
	Delivery refund.Delivery `json:"delivery"`
}

// Tell tries once to tell the customer and the status topic, and says who was told. Not reaching
// somebody is an answer, never an error: the patient activity takes over.
func (t Tellers) Tell(ctx context.Context, in Telling) (refund.Delivery, error) {
	delivery, _ := t.deliver(ctx, in, refund.Delivery{})
	return delivery, nil
}

// DeliverNotice tells whoever has not been told, again and again, within its time.
func (t Tellers) DeliverNotice(ctx context.Context, in Undelivered) (refund.Delivery, error) {
	info := activity.GetInfo(ctx)
	contact, err := t.Contacts.Contact(ctx, info.WorkflowExecution.ID, info.WorkflowExecution.RunID)
	if err != nil {
		return in.Delivery, fmt.Errorf("read contact of %s: %w", in.Notice.Refund, err)
	}
	done := in.Delivery
	if activity.HasHeartbeatDetails(ctx) {
		if err := activity.GetHeartbeatDetails(ctx, &done); err != nil {
			return in.Delivery, fmt.Errorf("read progress of %s: %w", in.Notice.MessageID(), err)
		}
	}
	done, err = t.deliver(ctx, Telling{Notice: in.Notice, Contact: contact}, done)
	activity.RecordHeartbeat(ctx, done)
	return done, err
}

// errCustomerNotTold stands in Temporal's history for whatever the channel said: a channel's
// error may quote an address, and history is not the place for one.
var errCustomerNotTold = errors.New("the customer's message is not delivered yet")

// deliver tells both sides at once; the error is for retrying and names no contact data.
func (t Tellers) deliver(ctx context.Context, in Telling, done refund.Delivery) (refund.Delivery, error) {
	var wait sync.WaitGroup
	var customerErr, statusErr error
	if !done.CustomerTold {
		wait.Go(func() { customerErr = t.tellCustomer(ctx, in) })
	}
	if !done.StatusTold {
		wait.Go(func() { statusErr = t.Status.Publish(ctx, in.Notice) })
	}
	wait.Wait()
	out := refund.Delivery{CustomerTold: customerErr == nil, StatusTold: statusErr == nil}
	if errors.Is(customerErr, messaging.ErrNoAddress) {
		out.CustomerTold, out.Problem, customerErr = true, "no address", nil
	}
	if customerErr != nil {
		activity.GetLogger(ctx).Warn("customer message not delivered", "refund", in.Notice.Refund, "kind", in.Notice.Kind, "error", customerErr)
		customerErr = errCustomerNotTold
	}
	return out, errors.Join(customerErr, statusErr)
}

// tellCustomer renders and delivers.
func (t Tellers) tellCustomer(ctx context.Context, in Telling) error {
	message, err := messaging.Render(in.Notice, in.Contact)
	if err != nil {
		return fmt.Errorf("render %s: %w", in.Notice.MessageID(), err)
	}
	return t.Channel.Deliver(ctx, message)
}
