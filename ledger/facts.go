package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Facts books what providers, banks and payment services say happened. Facts are always booked, whoever asked for
// them; what exceeds the capture stops the payment and is shown (promises 1 and 6).
type Facts interface {
	// KeepNotification stores a verified notification as it came, before anything is made of it. It reports false
	// for one that was kept before: the same bytes of the same provider.
	KeepNotification(ctx context.Context, in Notification) (first bool, err error)
	// OpenNotifications lists those whose facts are not booked yet, oldest first.
	OpenNotifications(ctx context.Context, limitMax int) ([]Notification, error)
	// NotificationDone keeps what became of one: booked, or that it cannot be read.
	NotificationDone(ctx context.Context, id string, problem string) error
	// EmptyNotifications takes the bytes and headers out of at most limitMax notifications that were done before a time,
	// oldest first: they may name a person. That they came, when, and what became of them stays, so that one that is
	// repeated is known. The time has to be NotificationDaysMin ago, or it is ErrInvariant; the database refuses it too.
	EmptyNotifications(ctx context.Context, doneBefore time.Time, limitMax int) (count int64, err error)
	// BookFact books a fact once for its id, in one transaction, whichever way and in whichever sequence facts are
	// heard. Of a payment that no order has named yet it is kept, and booked when the payment is learned.
	// A fact that says too little is a refund.Problem with refund.CodeBadFact.
	BookFact(ctx context.Context, in refund.Fact) (refund.FactBooked, error)
	// BookWaiting books facts that wait although their payment is known: an order named it in the moment in which they
	// were heard, or a leg they may be about has its answer by now. It takes the oldest first, and answers for each
	// that waits no longer.
	BookWaiting(ctx context.Context, limitMax int) ([]refund.FactBooked, error)
}

// NotificationDaysMin is how long a notification is kept as it came at least: providers repeat one for some days, and a
// fault in how it was read has to be found meanwhile.
const NotificationDaysMin = 7

// Notification is what a provider sent, byte for byte.
type Notification struct {
	// ID is a hash of provider and body.
	ID       string
	Provider string
	Header   map[string]string
	Body     []byte
	At       time.Time
	Problem  string
}
