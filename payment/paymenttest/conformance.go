package paymenttest

import (
	"errors"
	"slices"
	"testing"

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
}

// RunConformance holds an implementation of payment.Provider to what every one must do. setup makes
// a fresh rig for each case.
func RunConformance(t *testing.T, setup func(t *testing.T) Rig) {
	for _, c := range slices.Concat(cases(), voidCases()) {
		t.Run(c.name, func(t *testing.T) { c.run(&stage{T: t, Rig: setup(t)}) })
	}
}

type conformanceCase struct {
	name string
	run  func(s *stage)
}

// stage is a rig in a running case.
type stage struct {
	*testing.T
	Rig
}

// reference is the payment every case is about.
const reference = "ch_conformance"

// instruction asks for 4500 CNY under a key.
func instruction(key string) payment.Instruction {
	return payment.Instruction{
		Key: key, Refund: "refund/m/o/r", Leg: "leg-1", Provider: "any", Account: "acct_1",
		Reference: reference, AmountMinor: 4500, Currency: "CNY",
	}
}

func (s *stage) arrange(situation Situation) {
	s.Helper()
	s.Arrange(s.T, reference, situation)
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
	got, err := s.Provider.Lookup(s.Context(), in)
	if err != nil || got.Absent || got.Outcome.Kind != want {
		s.Fatalf("look-up of %s: got %+v, %v; want %s", in.Key, got, err, want)
	}
	return got.Outcome
}

// wantAbsent looks a key up that the provider must not know.
func (s *stage) wantAbsent(in payment.Instruction) {
	s.Helper()
	got, err := s.Provider.Lookup(s.Context(), in)
	if err != nil || !got.Absent {
		s.Fatalf("look-up of %s: got %+v, %v; want absent", in.Key, got, err)
	}
}

// wantMoved holds the provider's book to an exact sum and count.
func (s *stage) wantMoved(minor int64, count int) {
	s.Helper()
	gotMinor, gotCount := s.Moved(s.T, reference)
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
	s.lookUp(in, refund.OutcomeAbnormal)
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
