package paymenttest

import (
	"context"
	"slices"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Fault is by what a server that stands on a Fake lets its caller hear nothing.
type Fault string

// The faults. FaultSlow answers after the caller's deadline.
const (
	FaultHangUp  Fault = ""
	FaultError   Fault = "5xx"
	FaultGarbage Fault = "garbage"
	FaultSlow    Fault = "slow"
)

// Heard is what a server that stands on a Fake has to say: an outcome, or an error of the port; Unknown by Fault.
type Heard struct {
	Outcome refund.Outcome
	Err     error
	Fault   Fault
}

// Serve is Refund for such a server. The error is payment.ErrBadInstruction.
func (f *Fake) Serve(ctx context.Context, in payment.Instruction) (Heard, error) {
	if err := payment.Check(in); err != nil {
		return Heard{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.unreachable || ctx.Err() != nil {
		return Heard{Outcome: refund.Outcome{Kind: refund.OutcomeNotSent, Reason: "the fake is unreachable"}}, nil
	}
	f.asked = append(f.asked, in)
	if again, ok := f.stored[in.Key]; ok {
		return again, nil
	}
	if k, ok := f.known[in.Key]; ok {
		return Heard{Outcome: k.answerTo(in)}, nil
	}
	return f.serveNew(in), nil
}

func (f *Fake) serveNew(in payment.Instruction) Heard {
	answer := f.next(in.Reference)
	f.keep(in, answer)
	heard := Heard{Outcome: answer.Heard, Err: answer.Err, Fault: answer.Fault}
	if k, ok := f.known[in.Key]; ok && answer.Heard.Kind != refund.OutcomeUnknown {
		heard.Outcome.ProviderRefundID = k.id
	}
	if answer.Stored {
		f.stored[in.Key] = heard
	}
	return heard
}

// Kept is one refund or void in the provider's own book, as it stands. One without a key was made elsewhere.
type Kept struct {
	ID          string
	Instruction payment.Instruction
	Outcome     refund.Outcome
	MadeAt      time.Time
	// ChangedAt is when it came to its Outcome.
	ChangedAt time.Time
}

func (k *kept) snapshot() Kept {
	return Kept{ID: k.id, Instruction: k.in, Outcome: k.now(), MadeAt: k.made, ChangedAt: k.changed}
}

// Book lists what the provider has, oldest first: of a reference, or all of it where that is empty. It forgets no
// key, and is no look-up.
func (f *Fake) Book(reference string) []Kept {
	f.mu.Lock()
	defer f.mu.Unlock()
	var book []Kept
	for _, k := range f.all {
		if reference == "" || k.in.Reference == reference {
			book = append(book, k.snapshot())
		}
	}
	return book
}

// Step is a look-up of all that a reference has: each goes one step on in its truth.
func (f *Fake) Step(reference string) []Kept {
	f.mu.Lock()
	for _, k := range f.all {
		if k.in.Reference == reference {
			f.step(k)
		}
	}
	f.mu.Unlock()
	return f.Book(reference)
}

// Become has all that a reference has come to a state now, whatever was scripted.
func (f *Fake) Become(reference string, o refund.Outcome) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, k := range f.all {
		if k.in.Reference == reference {
			k.truth = append(k.truth[:k.at+1], o)
			f.step(k)
		}
	}
}

// Told are the states that the refunds of a reference have taken, in their order: what a provider notifies of. Without a
// reference they are those of all.
func (f *Fake) Told(reference string) []Kept {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.told), func(k Kept) bool { return reference != "" && k.Instruction.Reference != reference })
}

// Outside makes a refund that nobody asked for under a key, as by hand in the provider's dashboard.
func (f *Fake) Outside(reference string, minor int64, currency refund.Currency) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.add(payment.Instruction{Reference: reference, AmountMinor: minor, Currency: currency}, Settles().Truth)
}

// AnswersTo are the answers to the next new keys that make a situation of the conformance suite.
func AnswersTo(s Situation) []Answer {
	switch s {
	case UnknownAfterMoving:
		return []Answer{SilentAfterMoving()}
	case UnknownBeforeMoving:
		return []Answer{SilentBeforeMoving()}
	case ErrorAfterMoving:
		return []Answer{By(FaultError, Settles())}
	case ErrorBeforeMoving:
		return []Answer{By(FaultError, Answer{})}
	case StoredError:
		return []Answer{StoresError()}
	case GarbageAfterMoving:
		return []Answer{By(FaultGarbage, Settles())}
	case SlowAfterMoving:
		return []Answer{By(FaultSlow, Settles())}
	case SplitsCoupon:
		return []Answer{SplitsCoupons(500, payment.Instruction{AmountMinor: 4500, Currency: "CNY"})}
	case RefusesInstruction:
		return slices.Repeat([]Answer{SaysBadInstruction()}, 10)
	case PendsThenSettles:
		return []Answer{PendingThen(refund.Outcome{Kind: refund.OutcomeSettled}, 2)}
	case PendsThenFails:
		return []Answer{PendingThen(refund.Outcome{Kind: refund.OutcomeFailed, Reason: "failed at the fake"}, 2)}
	case FailsLate:
		return []Answer{SettlesThenFails()}
	case RequiresAction:
		return []Answer{Says(refund.Outcome{Kind: refund.OutcomeRequiresAction})}
	case IsAbnormal:
		return []Answer{Says(refund.Outcome{Kind: refund.OutcomeAbnormal})}
	case ForgetsKey:
		return []Answer{AndForgets(Settles())}
	case IsRateLimited:
		return []Answer{LimitsRate(2 * time.Second)}
	case DeclinesInstrument, DeclinesBalance, DeclinesDisputed, DeclinesExceeds, DeclinesOther:
		return []Answer{Declines(declinedBy[s])}
	case Voids:
	}
	panic("paymenttest: no answer makes the situation " + string(s))
}

var declinedBy = map[Situation]refund.DeclineClass{
	DeclinesInstrument: refund.DeclinedInstrument, DeclinesBalance: refund.DeclinedBalance, DeclinesDisputed: refund.DeclinedDisputed,
	DeclinesExceeds: refund.DeclinedExceeds, DeclinesOther: refund.DeclinedOther,
}
