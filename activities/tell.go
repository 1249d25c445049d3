package activities

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Tellers are the doors to the customer and to other systems.
type Tellers struct {
	// Channels are told side by side, each a message once.
	Channels []messaging.Channel
	Status   messaging.StatusTopic
	Contacts Contacts
	// Expect says how long money takes; nil: a table does.
	Expect Expecter
	// Links make and check the links that answer offers; nil: messages ask for an answer in words, and
	// no token is good.
	Links *messaging.Links
	// Speak says how an amount was computed in the customer's language; nil: as it is stored.
	Speak messaging.Speak
	// Deliveries keeps what could not be told at once; nil: nobody does.
	Deliveries ledger.Deliveries
	// Clock is UTC.
	Clock func() time.Time
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

const (
	// tellMax leaves of Tell's two seconds what it takes to say who was told.
	tellMax = 1500 * time.Millisecond
	// deliverMax leaves as much of DeliverNotice's attempt.
	deliverMax = 25 * time.Second
)

// Tell tries once to tell the customer and the status topic, and says who was told. Not reaching
// somebody is an answer, never an error: the patient activity takes over.
func (t Tellers) Tell(ctx context.Context, in Telling) (refund.Delivery, error) {
	ctx, cancel := context.WithTimeout(ctx, tellMax)
	defer cancel()
	delivery, _ := t.deliver(ctx, in, refund.Delivery{})
	return delivery, nil
}

// DeliverNotice tells whoever has not been told, again and again, within its time. Its heartbeats carry
// who was told, so that another attempt does not tell them again.
func (t Tellers) DeliverNotice(ctx context.Context, in Undelivered) (refund.Delivery, error) {
	done, err := progress(ctx, in)
	if err != nil {
		return in.Delivery, err
	}
	if activity.GetInfo(ctx).Attempt == 1 {
		t.noteStart(ctx, in.Notice, done)
	}
	done, err = t.deliverRest(ctx, in.Notice, done)
	activity.RecordHeartbeat(ctx, done)
	if err == nil {
		err = t.note(ctx, in.Notice, done, false)
	}
	if err != nil {
		return done, untoldYet{done, err}
	}
	return done, nil
}

// progress is who was told by the attempts before this one.
func progress(ctx context.Context, in Undelivered) (refund.Delivery, error) {
	if !activity.HasHeartbeatDetails(ctx) {
		return in.Delivery, nil
	}
	var done refund.Delivery
	if err := activity.GetHeartbeatDetails(ctx, &done); err != nil {
		return done, fmt.Errorf("read progress of %s: %w", in.Notice.MessageID(), err)
	}
	return done, nil
}

func (t Tellers) deliverRest(ctx context.Context, n refund.Notice, done refund.Delivery) (refund.Delivery, error) {
	if done.Complete() {
		return done, nil
	}
	info := activity.GetInfo(ctx)
	contact, err := t.Contacts.Contact(ctx, info.WorkflowExecution.ID, info.WorkflowExecution.RunID)
	if err != nil {
		return done, fmt.Errorf("read contact of %s: %w", n.Refund, err)
	}
	ctx, cancel := context.WithTimeout(ctx, deliverMax)
	defer cancel()
	return t.deliver(ctx, Telling{Notice: n, Contact: contact}, done)
}
