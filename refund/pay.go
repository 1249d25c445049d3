package refund

import "time"

// Begin asks for the right to send a leg: the gate (leg state, stops, approval, kill switch). It takes
// the leg's lease: until CallTimeout and SettlingDelay have passed on the database's clock no other
// attempt sends, raises the generation, releases, substitutes or clears "not paid" (DESIGN section 2).
type Begin struct {
	Refund ID    `json:"refund"`
	Leg    LegID `json:"leg_id"`
	// Attempt names the attempt that asks: another one has another id.
	Attempt       string        `json:"attempt"`
	CallTimeout   time.Duration `json:"call_timeout"`
	SettlingDelay time.Duration `json:"settling_delay"`
	Cause         Cause         `json:"cause"`
}

// BeginResult is the answer to Begin and to Resend.
type BeginResult string

// The results.
const (
	// BeginSend: the leg is Sending, and its lease is the attempt's: send the instruction.
	BeginSend BeginResult = "Send"
	// BeginLookUp: the leg may have been sent before: look up before anything else.
	BeginLookUp BeginResult = "LookUp"
	// BeginNotNow: another attempt holds the lease until Begun.Until: nothing may be sent before.
	BeginNotNow BeginResult = "NotNow"
	// BeginDone: the leg is decided, or a person has to act on it: nothing is to be sent.
	BeginDone BeginResult = "Done"
	// BeginStopped: a stop forbids it for now; Code says which. The leg waits, and is asked again.
	BeginStopped BeginResult = "Stopped"
)

// Begun is the answer. Instruction is made in the transaction from the pinned payment, never from an
// event or from history.
type Begun struct {
	Result      BeginResult `json:"result"`
	Instruction Instruction `json:"instruction,omitzero"`
	Generation  int         `json:"generation,omitempty"`
	// FirstSentAt is when the generation was first sent; nil: it has not been.
	FirstSentAt *time.Time `json:"first_sent_at,omitempty"`
	// Until is the end of the lease: the attempt's own, or the one that forbids.
	Until  *time.Time `json:"until,omitempty"`
	Code   Code       `json:"code,omitempty"`
	Detail string     `json:"detail,omitempty"`
	// Via is set for a leg that no provider moves (store credit): it is settled by the ledger's word.
	Via      string   `json:"via,omitempty"`
	Standing Standing `json:"standing"`
}

// Resend asks the same gate for the right to send the same key and amount again, on the evidence of a
// look-up that answered "absent". Before the lease ends the answer is BeginNotNow.
type Resend struct {
	Begin
	Generation int `json:"generation"`
}

// Record reports what a provider said of a leg. Facts are always booked, whichever attempt reports them.
// Declined, NotSent, Failed and Unknown count only from the lease's holder, or after the lease.
type Record struct {
	Refund     ID      `json:"refund"`
	Leg        LegID   `json:"leg_id"`
	Generation int     `json:"generation"`
	Attempt    string  `json:"attempt"`
	Outcome    Outcome `json:"outcome"`
	Cause      Cause   `json:"cause"`
	// Claims are the messages that tell that it is refunded, stored when by this outcome it is.
	Claims []MessageClaim `json:"claims,omitempty"`
}

// Recorded is the answer. NotNow: the outcome does not count yet, because another attempt holds the
// lease until then.
type Recorded struct {
	NotNow   *time.Time `json:"not_now,omitempty"`
	Standing Standing   `json:"standing"`
}

// PayLeg asks to lead one leg on: through the gate, to its provider, and into the books.
type PayLeg struct {
	Refund ID    `json:"refund"`
	Leg    LegID `json:"leg_id"`
	// Provider is the pinned payment's, as the standing names it: it says how long a call may take. Whom the
	// money goes to is the gate's word alone.
	Provider string `json:"provider,omitempty"`
	// Routed: the story goes by LegPaid.Queue also where a regular activity answers it.
	Routed bool `json:"routed,omitempty"`
	// Claims are the messages that tell the end (Record).
	Claims []MessageClaim `json:"claims,omitempty"`
	// Regular: a local activity sends nothing, whoever the provider is, and only names the provider's task queue.
	Regular bool `json:"regular,omitempty"`
}

// LegPaid is how far the leg has come. Silence is a value: the leg is Unknown then.
type LegPaid struct {
	Standing Standing `json:"standing"`
	// Slow: nothing was touched, because the provider is not one for a first try in a local activity, or it was not to be
	// one (PayLeg.Regular).
	Slow bool `json:"slow,omitempty"`
	// Queue, with Slow, is the task queue of the provider's own; empty: it has none.
	Queue string `json:"queue,omitempty"`
	// NextSeconds is when to ask again while the leg is undecided, stopped or leased; 0: at no time.
	NextSeconds int64 `json:"next_seconds,omitempty"`
}

// LookTurn is the next time a leg is asked about, and how often it has been. StoppedSince is since when a stop
// has kept it from being sent, UnansweredSince when its provider was asked first of those times it did not answer;
// zero: nothing does, and it did.
type LookTurn struct {
	At              time.Time `json:"at"`
	Count           int       `json:"count"`
	StoppedSince    time.Time `json:"stopped_since,omitzero"`
	UnansweredSince time.Time `json:"unanswered_since,omitzero"`
	// Queue is the task queue of the provider's own, on which the leg is asked about; empty: the refund's.
	Queue string `json:"queue,omitempty"`
}
