package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Hooks keeps the events that endpoints are told by webhook, and how far each has been told. Every worker of the ledger
// sees it. Times are the ledger's own.
type Hooks interface {
	// KeepHookEvent keeps an event and owes it to endpoints, in one transaction. One that was kept before changes
	// nothing, whatever endpoints there are by now.
	KeepHookEvent(ctx context.Context, in refund.HookEvent, endpoints []string) error
	// ClaimHooks takes events that are due for an endpoint, those first that are due longest. An endpoint that is off or
	// paused has none, and one whose last try failed has one at most.
	ClaimHooks(ctx context.Context, in refund.HookClaim) (refund.HookClaimed, error)
	// EndHook says what became of an event that was claimed. It counts only from the attempt that has the claim.
	EndHook(ctx context.Context, in refund.HookEnd) error
	// ActOnHooks switches an endpoint on or off, or owes it events again (HookReplay), also those that it was never
	// owed, and keeps who did it and why. It returns how many events are owed again. Events that are not known are
	// passed over. A person whom reviewers.yaml does not know is refused (a refund.Problem), and nothing is changed.
	ActOnHooks(ctx context.Context, in HookActed) (int, error)
	// PruneHooks forgets old events.
	PruneHooks(ctx context.Context, in refund.HookPrune) (refund.HooksPruned, error)
}

// HookActed is an act on an endpoint.
type HookActed struct {
	Endpoint string
	Act      refund.HookAct
	// EventIDs are those to replay: at most HookReplayMax.
	EventIDs []string
	Cause    refund.Cause
	// Authority is what is known of who acts.
	Authority refund.Authority
	// Acting is how it is known who acts; the zero Subject: it is asserted.
	Acting refund.Subject
}

// HookReplayMax bounds how many events are replayed in one transaction.
const HookReplayMax = 500

// HookReader answers what people ask of the webhooks. It locks nothing.
type HookReader interface {
	// HookEndpoints says how every endpoint stands that the ledger has heard of, by name.
	HookEndpoints(ctx context.Context) ([]refund.HookEndpoint, error)
	// HookDeliveries lists events by endpoint, newest first.
	HookDeliveries(ctx context.Context, filter HookFilter) ([]refund.HookDelivery, error)
	// HookEvents lists events themselves, oldest first, after an event; their bodies are left out.
	HookEvents(ctx context.Context, filter HookEventFilter) ([]refund.HookEvent, error)
}

// HookFilter selects deliveries. Zero values select all; LimitMax 0 means 1000.
type HookFilter struct {
	Endpoint string
	State    refund.HookState
	EventID  string
	Refund   refund.ID
	LimitMax int
}

// HookEventFilter selects events that were kept in [Since, Until); a zero Until is open. EventID selects one. After is the
// last event of the page before. LimitMax 0 means HookReplayMax.
type HookEventFilter struct {
	Since, Until time.Time
	EventID      string
	After        *refund.HookEvent
	LimitMax     int
}
