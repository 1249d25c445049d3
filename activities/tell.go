package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/privacy"
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
	// Pages makes links to customers' pages; nil: there are none.
	Pages *messaging.Pages
	// Speak says how an amount was computed in the customer's language; nil: as it is stored.
	Speak messaging.Speak
	// Deliveries keeps what could not be told at once; nil: nobody does.
	Deliveries ledger.Deliveries
	// Messages keeps what is told, and explains amounts.
	Messages ledger.Messages
	// Vault opens contact data and texts; nil: they were never sealed.
	Vault *privacy.Vault
	// Clock is UTC.
	Clock func() time.Time
}

// Contacts finds a refund's contact data where it lives: in the workflow's input, and nowhere
// else in Temporal.
type Contacts interface {
	Contact(ctx context.Context, workflowID, runID string) (refund.Contact, error)
}

// Telling is a notice with the contact it goes to, both sealed. It is the input of a local activity only, which
// Temporal does not record.
type Telling struct {
	Notice  refund.Notice  `json:"notice"`
	Contact refund.Contact `json:"contact"`
}

// Undelivered is a notice that has not reached all its channels yet; it carries no contact data.
type Undelivered struct {
	Notice   refund.Notice   `json:"notice"`
	Delivery refund.Delivery `json:"delivery"`
}

const (
	// tellMax leaves of Tell's second what it takes to say who was told.
	tellMax = 700 * time.Millisecond
	// deliverMax leaves as much of DeliverNotice's attempt.
	deliverMax = 25 * time.Second
)

// Tell tries once to tell the customer and the status topic, and says who was told. A channel
// that was not reached is an answer, never an error: DeliverNotice takes over, also where the ledger could not
// explain the amount, or store the claim of the message.
func (t Tellers) Tell(ctx context.Context, in Telling) (refund.Delivery, error) {
	ctx, cancel := context.WithTimeout(ctx, tellMax)
	defer cancel()
	err := t.claim(ctx, in.Notice)
	if err == nil {
		in.Notice, err = t.explained(ctx, in.Notice)
	}
	if err != nil {
		log(ctx, in.Notice, "ledger", err)
		return refund.Delivery{Problem: "not told yet: the ledger is away"}, nil
	}
	delivery, _ := t.deliver(ctx, in, refund.Delivery{})
	return delivery, nil
}

// claim keeps in the ledger that a message is going to be told. It may have been before: by the
// transaction that it tells of, or by a try that came to nothing.
func (t Tellers) claim(ctx context.Context, n refund.Notice) error {
	if n.Claimed {
		return nil
	}
	names := make([]string, len(t.Channels))
	for i, channel := range t.Channels {
		names[i] = channel.Name()
	}
	claim := refund.MessageClaim{MessageID: n.MessageID(), Kind: n.Kind, Channels: names}
	if _, err := t.Messages.ClaimMessage(ctx, n.Refund, claim); err != nil {
		return fmt.Errorf("claim %s: %w", claim.MessageID, err)
	}
	return nil
}

// explained adds what the story does not carry: how the amount was computed and what a credit note says of it,
// what has to come back, and what was found of it.
func (t Tellers) explained(ctx context.Context, n refund.Notice) (refund.Notice, error) {
	if n.AssessmentHash == "" {
		return n, nil
	}
	explanation, err := t.Messages.Explanation(ctx, n.Refund, n.AssessmentHash)
	if err != nil {
		return n, fmt.Errorf("explain %s: %w", n.MessageID(), err)
	}
	return explainedBy(n, explanation), nil
}

func explainedBy(n refund.Notice, explanation refund.Explanation) refund.Notice {
	n.Explained, n.Inspected = &explanation, explanation.Inspected
	if a := explanation.Assessment; a != nil && n.Kind.Credits() {
		n.CreditNote = a.CreditNote
	}
	if goods := explanation.Goods; goods != nil && !n.GoodsSent {
		n.Goods, n.GoodsFirst = goods.Lines, goods.First
	}
	return n
}

// DeliverNotice retries the channels that have not been told, until its time is over. Its heartbeats carry
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
		err = errors.Join(t.claim(ctx, in.Notice), t.note(ctx, in.Notice, done, false))
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
	if n, err = t.explained(ctx, n); err != nil {
		return done, err
	}
	ctx, cancel := context.WithTimeout(ctx, deliverMax)
	defer cancel()
	return t.deliver(ctx, Telling{Notice: n, Contact: contact}, done)
}
