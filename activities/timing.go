package activities

import "time"

// Timing bounds an activity: Attempt for one try, Overall for all of them, RetryDelayMax between
// two. Every number has its reason here.
type Timing struct {
	Attempt       time.Duration
	Overall       time.Duration
	RetryDelay    time.Duration
	RetryDelayMax time.Duration
	AttemptsMax   int32
	// Heartbeat, when set, is how long a regular activity may be silent before its worker counts
	// as dead.
	Heartbeat time.Duration
}

// forever stands for "as long as it takes": the ledger being away delays a refund, never ends it.
// Temporal needs a number; a year outlasts every outage worth surviving.
const forever = 365 * 24 * time.Hour

// A provider usually answers within a second and then no heartbeat is sent at all; a slow one costs
// a call to the server every third of the silence allowed.
const (
	heartbeatSilenceMax = 10 * time.Second
	heartbeatEvery      = heartbeatSilenceMax / 3
)

var (
	// A ledger transaction takes milliseconds; 5 s covers a checkpoint and lock waits and leaves
	// room in the 10 s workflow task. Retries start quickly (a busy lock) and end at 30 s.
	ledgerTiming = Timing{Attempt: 5 * time.Second, Overall: forever, RetryDelay: 50 * time.Millisecond, RetryDelayMax: 30 * time.Second}

	// The first telling gets 2 s in all: mail or Kafka being away never holds up a workflow task.
	tellTiming = Timing{Attempt: 2 * time.Second, Overall: 2 * time.Second, RetryDelay: time.Second, RetryDelayMax: time.Second, AttemptsMax: 1}

	// The patient telling is retried for a day, at most every 10 minutes.
	deliverTiming = Timing{Attempt: 30 * time.Second, Overall: 24 * time.Hour, RetryDelay: time.Second, RetryDelayMax: 10 * time.Minute}

	// The payment's attempt covers the provider's own call timeout, a look-up and a re-send. The
	// first hour of the ladder is activity retries (their delays come from the provider's terms);
	// after that workflow timers take over. A killed worker is noticed after 10 s of silence, and
	// the next attempt looks up before it sends.
	paymentTiming = Timing{
		Attempt: time.Minute, Overall: time.Hour, RetryDelay: time.Second, RetryDelayMax: 5 * time.Minute,
		Heartbeat: heartbeatSilenceMax,
	}

	// A look-up from a workflow timer is retried for ten minutes, then the next timer comes.
	lookUpTiming = Timing{
		Attempt: time.Minute, Overall: 10 * time.Minute, RetryDelay: time.Second, RetryDelayMax: time.Minute,
		Heartbeat: heartbeatSilenceMax,
	}
)
