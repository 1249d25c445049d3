package activities

import "time"

// Timing bounds an activity. Local is the deadline of the one try as a local activity; 0: there is none.
// As a regular activity, Attempt bounds one try, Overall all of them, RetryDelayMax the pause between two.
// Every number has its reason here.
type Timing struct {
	Local         time.Duration
	Attempt       time.Duration
	Overall       time.Duration
	RetryDelay    time.Duration
	RetryDelayMax time.Duration
	// Heartbeat, when set, is how long a regular activity may be silent before its worker counts
	// as dead.
	Heartbeat time.Duration
}

// A workflow task is blocked while its local activities run: signals, updates and queries wait. The
// automatic path has a decision, a payment and two messages in one task: 1.5 + 2 + 2 * 1 = 5.5 s, with an
// act that comes meanwhile 7 s. That is the most; after one of them has failed, the others of the same
// task go as regular activities at once (workflows/call.go).
const (
	localLedgerMax = 1500 * time.Millisecond
	localPayMax    = 2 * time.Second
	localTellMax   = time.Second
)

// forever stands for "as long as it takes": the ledger being away delays a refund, never ends it.
// Temporal needs a number; a year outlasts every outage worth surviving.
const forever = 365 * 24 * time.Hour

// bugRetryDelay is how often a regular activity that failed by a bug is tried again: soon enough after a
// mended worker was deployed, rare enough to be no load.
const bugRetryDelay = 10 * time.Minute

// QueueWaitMax is how long an activity waits first on its provider's own queue for a worker: longer than a queue that is
// polled keeps it at the provider's rate on a usual day, and short enough for a customer whose refund lies on one that
// nobody polls.
const QueueWaitMax = 30 * time.Second

// A provider usually answers within a second and then no heartbeat is sent at all; a slow one costs
// a call to the server every third of the silence allowed.
const (
	heartbeatSilenceMax = 10 * time.Second
	heartbeatEvery      = heartbeatSilenceMax / 3
)

var (
	// A ledger transaction takes milliseconds. What takes longer waits for a lock, a checkpoint or a full
	// disk, and is to be seen in the Temporal UI; there a try has 10 s, and they never end.
	ledgerTiming = Timing{
		Local: localLedgerMax, Attempt: 10 * time.Second, Overall: forever, RetryDelay: 50 * time.Millisecond, RetryDelayMax: 30 * time.Second,
	}

	// The first telling gets a second: mail or Kafka being away never holds up a workflow task. The patient
	// telling takes over.
	tellTiming = Timing{Local: localTellMax}

	// The patient telling is retried for a day, at most every 10 minutes.
	deliverTiming = Timing{Attempt: 30 * time.Second, Overall: 24 * time.Hour, RetryDelay: time.Second, RetryDelayMax: 10 * time.Minute}

	// The local try is for providers that usually answer within a second (payment.QuickAnswerMax). A regular
	// attempt covers the gate, the provider's own call timeout, a look-up and a re-send. The first hour of
	// the ladder is activity retries (their delays come from the provider's terms); after that workflow timers
	// take over. A killed worker is noticed after 10 s of silence.
	payTiming = Timing{
		Local: localPayMax, Attempt: time.Minute, Overall: time.Hour, RetryDelay: time.Second, RetryDelayMax: 5 * time.Minute,
		Heartbeat: heartbeatSilenceMax,
	}

	// A look-up from a workflow timer is retried for ten minutes, then the next timer comes.
	lookTiming = Timing{
		Attempt: time.Minute, Overall: 10 * time.Minute, RetryDelay: time.Second, RetryDelayMax: time.Minute,
		Heartbeat: heartbeatSilenceMax,
	}

	// A look that a person asks for has one try; they ask again.
	lookOnceTiming = Timing{
		Attempt: time.Minute, Overall: time.Minute, RetryDelay: time.Minute, RetryDelayMax: time.Minute, Heartbeat: heartbeatSilenceMax,
	}
)

// How one attempt to pay spends its time.
const (
	// callEndsBefore is how long before its activity a provider's call ends: time to record what it said.
	callEndsBefore = 500 * time.Millisecond
	// recordMax bounds the recording, which goes on when the activity's own time is up.
	recordMax = 5 * time.Second
	// leaseMargin is what a lease has beside the call and the settling delay. When the gate took longer than
	// this, the lease no longer covers the call, and nothing is sent.
	leaseMargin = 2 * time.Second
	// pauseMax is how long a call may wait for its turn within its attempt; for a longer pause the attempt ends before
	// the gate is asked, and holds no lease meanwhile.
	pauseMax = time.Second
	// noAdapterDelay is when a leg is tried again whose provider this worker does not know: an adapter comes
	// with a deployment.
	noAdapterDelay = 15 * time.Minute
)
