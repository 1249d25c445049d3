package paymenttest

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Situation is how a provider treats the next new key of a payment reference. For a void, "moves the
// money" and "settles" mean that the authorisation is cancelled.
type Situation string

// The situations an implementation must be able to arrange.
const (
	UnknownAfterMoving  Situation = "moves the money and does not answer"
	UnknownBeforeMoving Situation = "does nothing and does not answer"
	DeclinesInstrument  Situation = "declines: instrument"
	DeclinesBalance     Situation = "declines: balance"
	DeclinesDisputed    Situation = "declines: disputed"
	DeclinesExceeds     Situation = "declines: exceeds"
	DeclinesOther       Situation = "declines: other"
	PendsThenSettles    Situation = "pends and settles at the second look-up"
	PendsThenFails      Situation = "pends and fails at the second look-up"
	FailsLate           Situation = "settles and has failed at the first look-up"
	RequiresAction      Situation = "requires action"
	IsAbnormal          Situation = "is abnormal"
	RefusesInstruction  Situation = "refuses the instruction itself, every time"
	ForgetsKey          Situation = "settles, and forgets the key after a while"
	IsRateLimited       Situation = "limits the rate once, for two seconds"
	ErrorAfterMoving    Situation = "moves the money and answers with a 5xx"
	ErrorBeforeMoving   Situation = "does nothing and answers with a 5xx, once"
	StoredError         Situation = "does nothing and answers with a 5xx under this key for ever"
	GarbageAfterMoving  Situation = "moves the money and answers with what is no answer"
	SlowAfterMoving     Situation = "moves the money and answers after the call's deadline"
	SplitsCoupon        Situation = "settles, and takes 500 back as a coupon of its own"
	// Voids is a situation that only Lacks: the provider has nothing that is voided.
	Voids Situation = "voids an authorisation"
)

// Rig is one provider under test.
type Rig struct {
	Provider payment.Provider
	// Unreachable is the same kind of provider with nobody at its address.
	Unreachable payment.Provider
	// Arrange sets up a situation for a payment reference.
	Arrange func(t *testing.T, reference string, s Situation)
	// PassTime lets the time pass after which a provider forgets a key.
	PassTime func(t *testing.T)
	// Moved counts, in the provider's own book, the net minor units that moved for a reference, and
	// how often money went out.
	Moved func(t *testing.T, reference string) (minor int64, count int)
	// Voided counts, in the provider's own book, the voids of a reference that stand.
	Voided func(t *testing.T, reference string) int
	// Traits are what differs from provider to provider.
	Traits Traits
	// Receiver reads what Notifications has: the provider's notifications of all that happened to a reference,
	// signed, oldest first, each as often as the provider sends it. nil: the provider sends none.
	Receiver      payment.Receiver
	Notifications func(t *testing.T, reference string) []Notification
	// Outside makes a refund in the provider's dashboard; nil: nobody can, and there is no Receiver.
	Outside func(t *testing.T, reference string, minor int64)
	// Advance takes what was asked of a reference one step on in its truth, as a look-up does elsewhere; for ToldOnly.
	Advance func(t *testing.T, reference string)
	// BreakList has the list fail at a reference's refunds from now on; nil: the list has no wire that could break.
	BreakList func(t *testing.T, reference string)
	// Now is the clock of the adapter; nil: the machine's. Who lists late needs one on which the refunds of now are listed.
	Now func() time.Time
	// Dispute brings a dispute of 4500 on a payment to a stage; nil: the provider has none.
	Dispute func(t *testing.T, reference string, stage refund.DisputeStage)
}

// Notification is one HTTP request of a provider.
type Notification struct {
	Header http.Header
	Body   []byte
}

// Traits are what a provider's documentation says of it. The zero Traits are the simulator's.
type Traits struct {
	// Reference is the payment the cases are about; VoidReference the authorisation. Empty: ch_conformance.
	Reference, VoidReference string
	// Currency is what the amounts are in; empty: CNY.
	Currency refund.Currency
	// Lacks are the situations there are none of, each with the reason; their cases are left out.
	Lacks map[Situation]string
	// ToldOnly: the provider has no look-up. What became of a refund is notified, as the rig's Advance has it go on.
	ToldOnly bool
	// ForgetsDeclines: the provider keeps nothing of what it declined, and does not know its key.
	ForgetsDeclines bool
	// FindsForgotten: a look-up goes by something else than the key, and finds a refund whose key is forgotten.
	FindsForgotten bool
	// FindsVoidsByState: a look-up of a void goes by the authorisation's state, whatever the key.
	FindsVoidsByState bool
	// SettlesLater: a refund that was accepted is Pending first, and settled at its first look-up.
	SettlesLater bool
	// TellsAccounts: the list of one account has nothing of another's.
	TellsAccounts bool
	// LookupProves: no send is answered with Settled, a repeated one neither: a look-up alone proves that.
	LookupProves bool
}

// RunConformance holds an implementation of payment.Provider to what every one must do. setup makes
// a fresh rig for each case.
func RunConformance(t *testing.T, setup func(t *testing.T) Rig) {
	for _, c := range slices.Concat(cases(), wireCases(), voidCases(), listCases(), factCases()) {
		t.Run(c.name, func(t *testing.T) {
			s := &stage{T: t, Rig: setup(t)}
			if why := c.leftOut(s.Rig); why != "" {
				t.Log("left out: " + why)
				return
			}
			c.run(s)
		})
	}
}

type conformanceCase struct {
	name string
	run  func(s *stage)
	// needs are the situations it is about.
	needs []Situation
	// unless says why it says nothing about a provider; nil: it holds for all.
	unless func(r Rig) string
}

// leftOut is why a case says nothing about a provider; empty: it runs.
func (c conformanceCase) leftOut(r Rig) string {
	for _, s := range c.needs {
		if why, lacks := r.Traits.Lacks[s]; lacks {
			return string(s) + ": " + why
		}
	}
	if c.unless != nil {
		return c.unless(r)
	}
	return ""
}

// stage is a rig in a running case.
type stage struct {
	*testing.T
	Rig
}

// reference is the payment every case is about.
func (s *stage) reference() string { return cmp.Or(s.Traits.Reference, "ch_conformance") }

// voided is the authorisation every case of a void is about.
func (s *stage) voided() string { return cmp.Or(s.Traits.VoidReference, s.reference()) }

// instruction asks for 4500 under a key.
func (s *stage) instruction(key string) payment.Instruction {
	return payment.Instruction{
		Key: key, Refund: "refund/m/o/r", Leg: "leg-1", Provider: "any", Account: "acct_1",
		Reference: s.reference(), AmountMinor: 4500, Currency: cmp.Or(s.Traits.Currency, "CNY"),
	}
}

func (s *stage) arrange(situation Situation) {
	s.Helper()
	s.Arrange(s.T, s.reference(), situation)
}

// settled sends, and looks up where the provider settles later; it returns what settled.
func (s *stage) settled(in payment.Instruction) refund.Outcome {
	s.Helper()
	if !s.Traits.SettlesLater {
		return s.send(in, refund.OutcomeSettled)
	}
	s.send(in, refund.OutcomePending)
	return s.lookUp(in, refund.OutcomeSettled)
}

// again sends what settled once more: it settles again, or a look-up alone would prove that.
func (s *stage) again(in payment.Instruction) refund.Outcome {
	s.Helper()
	if s.Traits.LookupProves {
		return s.send(in, refund.OutcomePending)
	}
	return s.send(in, refund.OutcomeSettled)
}

// send asks for a refund and wants an outcome of a kind.
func (s *stage) send(in payment.Instruction, want refund.OutcomeKind) refund.Outcome {
	s.Helper()
	got, err := s.Provider.Refund(s.Context(), in)
	if err != nil || got.Kind != want {
		s.Fatalf("refund under %s: got %+v, %v; want %s", in.Key, got, err, want)
	}
	return got
}

// lookUp asks for a key and wants an outcome of a kind.
func (s *stage) lookUp(in payment.Instruction, want refund.OutcomeKind) refund.Outcome {
	s.Helper()
	if s.Traits.ToldOnly {
		s.Advance(s.T, in.Reference)
		return s.told(in, want)
	}
	got, err := s.Provider.Lookup(s.Context(), in)
	if err != nil || got.Absent || got.Outcome.Kind != want {
		s.Fatalf("look-up of %s: got %+v, %v; want %s", in.Key, got, err, want)
	}
	return got.Outcome
}

// told wants the last notification of a key to be of a kind; of what is pending there may be none.
func (s *stage) told(in payment.Instruction, want refund.OutcomeKind) refund.Outcome {
	s.Helper()
	s.wantRepeatable(in)
	last := refund.Outcome{Kind: refund.OutcomePending}
	for _, f := range s.facts(in.Reference) {
		if f.Refund != nil && f.Refund.Key == in.Key {
			last = f.Refund.Outcome
		}
	}
	if last.Kind != want {
		s.Fatalf("notified of %s: %+v; want %s", in.Key, last, want)
	}
	return last
}

// wantRepeatable holds a provider without look-ups to saying so.
func (s *stage) wantRepeatable(in payment.Instruction) {
	s.Helper()
	got, err := s.Provider.Lookup(s.Context(), in)
	if err != nil || got.Absent || !got.Repeatable || got.Outcome.Kind != refund.OutcomeUnknown || got.Outcome.Reason == "" {
		s.Fatalf("look-up of %s: got %+v, %v; want unknown and repeatable", in.Key, got, err)
	}
}

// wantAbsent looks a key up that the provider must not know.
func (s *stage) wantAbsent(in payment.Instruction) {
	s.Helper()
	if s.Traits.ToldOnly {
		s.wantRepeatable(in)
		return
	}
	got, err := s.Provider.Lookup(s.Context(), in)
	if err != nil || !got.Absent {
		s.Fatalf("look-up of %s: got %+v, %v; want absent", in.Key, got, err)
	}
}

// wantMoved holds the provider's book to an exact sum and count.
func (s *stage) wantMoved(minor int64, count int) {
	s.Helper()
	gotMinor, gotCount := s.Moved(s.T, s.reference())
	if gotMinor != minor || gotCount != count {
		s.Errorf("moved %d in %d movements, want %d in %d", gotMinor, gotCount, minor, count)
	}
}

// wantOtherBody sends a key again with another body: nothing moves by it, and a person has to ask.
func (s *stage) wantOtherBody(in payment.Instruction) {
	s.Helper()
	if got := s.send(in, refund.OutcomeAbnormal); got.Reason == "" {
		s.Errorf("refund under %s: no reason in %+v", in.Key, got)
	}
	if !s.Traits.ToldOnly {
		s.lookUp(in, refund.OutcomeAbnormal)
	}
}

// firstKind is what a good send answers: settled, or pending where the provider settles later.
func (s *stage) firstKind() refund.OutcomeKind {
	if s.Traits.SettlesLater {
		return refund.OutcomePending
	}
	return refund.OutcomeSettled
}

// wantBad wants an ErrBadInstruction with a code.
func (s *stage) wantBad(in payment.Instruction, code refund.Code) {
	s.Helper()
	got, err := s.Provider.Refund(s.Context(), in)
	problem, ok := refund.ProblemIn(err)
	if !errors.Is(err, payment.ErrBadInstruction) || !ok || problem.Code != code {
		s.Errorf("got %+v, %v; want a bad instruction with %s", got, err, code)
	}
}
