package refund

import (
	"slices"
	"strings"
	"time"
)

// HookEvent is something that happened, as endpoints of other systems are told of it, by webhook.
type HookEvent struct {
	// ID is derived from what it says (webhook-id): the same on each try, and on a replay.
	ID string `json:"id"`
	// Refund and Merchant are empty where it is about a whole account: HookReconciled.
	Refund   ID         `json:"refund,omitempty"`
	Merchant MerchantID `json:"merchant_id,omitempty"`
	// Type is HookType of a notice, or HookReconciled.
	Type string `json:"type"`
	// Body is the JSON that is posted. It has no personal data.
	Body string `json:"-"`
	// Traceparent leads the trace on in which it happened (W3C); empty: it was not traced.
	Traceparent string `json:"-"`
	// OccurredAt is when it happened, KeptAt when the ledger was told; UTC.
	OccurredAt time.Time `json:"occurred_at"`
	KeptAt     time.Time `json:"kept_at"`
}

// hookTypes begins every type of an event.
const hookTypes = "refund."

// HookType is the type of the event that tells a notice, such as refund.refunded.
func HookType(kind NoticeKind) string { return hookTypes + string(kind) }

// HookReconciled is the type of the event that says how a reconciliation of an account ended. It is of no merchant, so that
// only an endpoint of every merchant is told of it.
const HookReconciled = "reconciliation.finished"

// HookTypes are all types of events.
func HookTypes() []string {
	out := []string{HookReconciled}
	for _, kind := range NoticeKinds() {
		out = append(out, HookType(kind))
	}
	return out
}

// HookTarget says of which events an endpoint is told.
type HookTarget struct {
	// Name is the endpoint's own, and stays the same while its address or its secrets change.
	Name string `json:"endpoint"`
	// Merchants are whose events it is told of, Types of which types; "*" is all, and a type may end in ".*".
	Merchants []string `json:"merchants"`
	Types     []string `json:"events"`
}

// everything stands for all merchants, or all types.
const everything = "*"

// Wants reports whether the endpoint is told of an event of a merchant and a type.
func (h HookTarget) Wants(merchant MerchantID, kind string) bool {
	whose := slices.ContainsFunc(h.Merchants, func(own string) bool { return own == everything || own == string(merchant) })
	return whose && slices.ContainsFunc(h.Types, func(own string) bool { return typeMatches(own, kind) })
}

func typeMatches(pattern, kind string) bool {
	group, grouped := strings.CutSuffix(pattern, everything)
	return pattern == kind || grouped && (group == "" || strings.HasSuffix(group, ".") && strings.HasPrefix(kind, group))
}

// HookState is how far an endpoint has been told of an event.
type HookState string

// The states.
const (
	// HookWaiting: it is told as soon as it is due.
	HookWaiting HookState = "Waiting"
	// HookTold: the endpoint has taken it.
	HookTold HookState = "Told"
	// HookGivenUp: every try failed, and nobody tries any more until it is replayed.
	HookGivenUp HookState = "GivenUp"
)

// HookDelivery is an event for an endpoint.
type HookDelivery struct {
	Endpoint string    `json:"endpoint"`
	Event    HookEvent `json:"event"`
	State    HookState `json:"state"`
	// TryCount is how often it was tried, since it was last replayed; OwedAt is when that was, or when it was kept.
	TryCount int       `json:"try_count"`
	OwedAt   time.Time `json:"owed_at"`
	// DueAt is when it is tried next, or was last.
	DueAt time.Time `json:"due_at"`
	// ToldAt is when the endpoint took it, the last time that it did; Problem is why the last try failed.
	ToldAt  *time.Time `json:"told_at,omitempty"`
	Problem string     `json:"problem,omitempty"`
}

// HookClaim asks for events that are due for an endpoint.
type HookClaim struct {
	Endpoint string
	// Attempt is random: what was claimed is told apart by it.
	Attempt string
	// CountMax bounds how many are claimed; of an endpoint whose last try failed it is one.
	CountMax int
	// ClaimMax is how long the attempt may take. A claim that is older was left by a crash, and is claimed anew.
	ClaimMax time.Duration
}

// HookClaimed are events that one attempt tells.
type HookClaimed struct {
	Deliveries []HookDelivery
	// FailureCount is how many tries at the endpoint have failed since one was taken.
	FailureCount int
}

// HookEnd says what became of telling an event.
type HookEnd struct {
	Endpoint, EventID, Attempt string
	// State is HookTold, HookGivenUp, or HookWaiting: try again after Pause.
	State HookState
	Pause time.Duration
	// Problem is why it was not taken, in words without an address.
	Problem string
	// Untouched: the endpoint was not asked, so that it counts as no try.
	Untouched bool
	// Unwanted: the endpoint does not want such an event any more. It is not owed it any more, and State does not count.
	Unwanted bool
	// EndpointPause is for how long nothing else is tried at the endpoint; 0: others are tried.
	EndpointPause time.Duration
	// Gone: the endpoint wants nothing any more (410); it is switched off, and the event waits.
	Gone bool
}

// HookAct is what a person does to an endpoint.
type HookAct string

// The acts.
const (
	// HookSwitchOn lets an endpoint be told again, at once.
	HookSwitchOn HookAct = "ON"
	// HookSwitchOff keeps an endpoint from being told; its events wait.
	HookSwitchOff HookAct = "OFF"
	// HookReplay tells events again.
	HookReplay HookAct = "REPLAY"
)

// HookEndpoint is how an endpoint stands.
type HookEndpoint struct {
	Name string `json:"endpoint"`
	// Off: it is told nothing, since when, why and by whom.
	Off       bool       `json:"off"`
	Reason    string     `json:"reason,omitempty"`
	ChangedBy Person     `json:"changed_by,omitempty"`
	ChangedAt *time.Time `json:"changed_at,omitempty"`
	// ChangedVerified is how it is known who that was, ChangedSubject who that is in a verifier's words.
	ChangedVerified Verification `json:"changed_verified,omitempty"`
	ChangedSubject  SubjectID    `json:"changed_subject,omitempty"`
	// FailureCount is how many tries have failed since one was taken; Problem is why the last one did.
	FailureCount int    `json:"failure_count"`
	Problem      string `json:"problem,omitempty"`
	// ToldAt and FailedAt are the last try that was taken, and the last that failed.
	ToldAt   *time.Time `json:"told_at,omitempty"`
	FailedAt *time.Time `json:"failed_at,omitempty"`
	// PausedUntil is until when nothing is tried there; nil: it is not paused.
	PausedUntil *time.Time `json:"paused_until,omitempty"`
	// WaitingCount events wait for it, one since WaitingSince and none for longer; GivenUpCount were given up.
	WaitingCount int64      `json:"waiting_count"`
	WaitingSince *time.Time `json:"waiting_since,omitempty"`
	GivenUpCount int64      `json:"given_up_count"`
}

// HookPrune says which events are forgotten: those kept longer than KeepFor ago, with all that is known of them, but for
// those that an endpoint is owed since later, by a replay.
type HookPrune struct {
	KeepFor time.Duration
	// CountMax bounds how many are forgotten at once.
	CountMax int
}

// HooksPruned is what was forgotten.
type HooksPruned struct {
	Count int
	// Untold is how many of them still waited for an endpoint, by its name.
	Untold map[string]int
}
