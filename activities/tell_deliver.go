package activities

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.temporal.io/sdk/activity"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// deliver tells all channels that are left at the same time, and returns when each has answered or the time is
// over. A channel that has not answered counts as not told: it remembers ids, so that a retry tells nobody twice. The
// error is for retrying: what a channel says may quote an address, and Temporal's history is not the
// place for one.
func (t Tellers) deliver(ctx context.Context, in Telling, done refund.Delivery) (refund.Delivery, error) {
	in.Notice = t.Expecting(ctx, in.Notice)
	out := t.withEveryChannel(in.Notice, done)
	message, skipped, unread := t.render(ctx, in)
	if skipped != "" {
		skipAll(out.Channels, skipped)
	}
	to := t.Channels
	if unread != nil { // other systems are told all the same: they get nothing that is sealed
		log(ctx, in.Notice, "the keys", unread)
		to = nil
	}
	errs := t.ask(ctx, in.Notice, to, message, &out)
	for who, err := range errs {
		log(ctx, in.Notice, who, withoutContact(err, message.To))
	}
	left := untold(out)
	if len(left) == 0 {
		out.Problem = ""
		return out, nil
	}
	out.Problem = "not told yet: " + strings.Join(left, ", ")
	if unread != nil {
		out.Problem = "not told yet: the keys are away"
	}
	return out, errors.New(out.Problem)
}

// answer is how one channel answered; channel is its place in the list, -1 the status topic.
type answer struct {
	channel int
	err     error
}

// ask tells those channels that are left and the status topic, records which were told, and returns the errors of the
// others by name.
func (t Tellers) ask(ctx context.Context, n refund.Notice, to []messaging.Channel, m messaging.Message, out *refund.Delivery) map[string]error {
	answers := make(chan answer, len(to)+1)
	waiting := 0
	for i, channel := range to { // out.Channels begins with them, in their sequence
		if c := out.Channels[i]; c.Told || c.Skipped != "" {
			continue
		}
		waiting++
		go func() { answers <- answer{i, channel.Deliver(ctx, m)} }()
	}
	if !out.StatusTold {
		waiting++
		go func() { answers <- answer{-1, t.Status.Publish(ctx, n)} }()
	}
	return collect(ctx, waiting, answers, out)
}

// collect writes answers down until all are there or the time is over.
func collect(ctx context.Context, waiting int, answers <-chan answer, out *refund.Delivery) map[string]error {
	errs := map[string]error{}
	for ; waiting > 0; waiting-- {
		select {
		case a := <-answers:
			write(a, out, errs)
			continue
		default:
		}
		select {
		case a := <-answers:
			write(a, out, errs)
		case <-ctx.Done():
			errs["time"] = fmt.Errorf("%d did not answer: %w", waiting, ctx.Err())
			return errs
		}
	}
	return errs
}

func log(ctx context.Context, n refund.Notice, who string, err any) {
	activity.GetLogger(ctx).Warn("not told", "refund", n.Refund, "kind", n.Kind, "who", who, "error", err)
}

// render opens what is sealed and puts it into words. skipped says why there will never be any: the customer was
// erased, or nobody has words for it. The error is for retrying.
func (t Tellers) render(ctx context.Context, in Telling) (m messaging.Message, skipped string, err error) {
	to, err := t.Vault.OpenContact(ctx, in.Contact)
	switch {
	case privacy.IsErased(err):
		return m, skippedErased, nil
	case err != nil:
		return m, "", err
	}
	notice, err := privacy.Open(ctx, t.Vault, in.Notice)
	if err != nil {
		return m, "", err
	}
	page, err := t.page(ctx, in.Notice, to)
	if err != nil {
		return m, "", err
	}
	m, unsaid := messaging.Renderer{Speak: t.Speak, Links: t.Links, Page: page}.Render(notice, to)
	if unsaid != nil {
		log(ctx, in.Notice, "the texts", unsaid)
		return m, skippedNoWords, nil
	}
	return m, "", nil
}

// withoutContact is an error for the log: what a channel says may quote the address it was given.
func withoutContact(err error, to refund.Contact) string {
	words := err.Error()
	for _, contact := range []string{to.Email, to.Phone, to.PushToken} {
		if contact != "" {
			words = regexp.MustCompile("(?i)"+regexp.QuoteMeta(contact)).ReplaceAllLiteralString(words, "[contact]")
		}
	}
	return words
}
