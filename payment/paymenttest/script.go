package paymenttest

import (
	"slices"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Answer is how the Fake treats one new key: what the caller hears, and the truth, which look-ups
// find: each look-up goes one step on in it, the last step stays. Without a truth the provider never
// heard of the key. Money moves when a refund's truth comes to Settled, and back when it leaves it.
type Answer struct {
	Heard refund.Outcome
	Err   error
	Truth []refund.Outcome
	// Fault is by what nothing is heard, where Heard is Unknown; empty: the provider hangs up. Stored: it answers the
	// same under this key for ever.
	Fault  Fault
	Stored bool
	// Forgets: once time passes (Fake.PassTime), the key is as if it had never been used.
	Forgets bool
}

// Settles is the answer of a good day.
func Settles() Answer { return Says(refund.Outcome{Kind: refund.OutcomeSettled}) }

// Says hears the truth, and it stays.
func Says(o refund.Outcome) Answer { return Answer{Heard: o, Truth: []refund.Outcome{o}} }

// Declines says no.
func Declines(class refund.DeclineClass) Answer {
	return Says(refund.Outcome{Kind: refund.OutcomeDeclined, Class: class, Reason: "declined by the fake"})
}

// SaysBadInstruction is a 4xx to the instruction itself: the provider keeps nothing of it.
func SaysBadInstruction() Answer {
	return Answer{Heard: refund.Outcome{
		Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: "refused by the fake: charge too old",
	}}
}

// AndForgets is an answer whose key is forgotten once time passes: sent again, it moves money again.
func AndForgets(a Answer) Answer {
	a.Forgets = true
	return a
}

// SilentAfterMoving moves the money, and the caller hears nothing.
func SilentAfterMoving() Answer {
	return Answer{Heard: silence(), Truth: Settles().Truth}
}

// SilentBeforeMoving does nothing, and the caller hears nothing.
func SilentBeforeMoving() Answer { return Answer{Heard: silence()} }

func silence() refund.Outcome {
	return refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "the fake did not answer"}
}

// By is an answer nobody hears, by a fault.
func By(fault Fault, a Answer) Answer {
	a.Heard, a.Fault = silence(), fault
	return a
}

// StoresError keeps an error under the key, and moves nothing.
func StoresError() Answer {
	a := By(FaultError, Answer{})
	a.Stored = true
	return a
}

// SplitsCoupons settles, of which so many minor units were a coupon of the provider's own.
func SplitsCoupons(minor int64, in payment.Instruction) Answer {
	rest := in.AmountMinor - minor
	return Says(refund.Outcome{Kind: refund.OutcomeSettled, PayerMinor: &rest, Settlement: &refund.Settlement{AmountMinor: rest, Currency: in.Currency}})
}

// PendingThen accepts; the n-th look-up finds the end.
func PendingThen(end refund.Outcome, n int) Answer {
	pending := refund.Outcome{Kind: refund.OutcomePending}
	return Answer{Heard: pending, Truth: append(slices.Repeat([]refund.Outcome{pending}, n), end)}
}

// SettlesThenFails is a late failure, found by the first look-up.
func SettlesThenFails() Answer {
	settled := refund.Outcome{Kind: refund.OutcomeSettled}
	return Answer{Heard: settled, Truth: []refund.Outcome{settled, {Kind: refund.OutcomeFailed, Reason: "sent back"}}}
}

// LimitsRate asks for patience.
func LimitsRate(retryAfter time.Duration) Answer {
	return Answer{Err: payment.RateLimited{RetryAfter: retryAfter}}
}

// Script sets the answers to the next new keys of a payment reference; after them all settle.
func (f *Fake) Script(reference string, answers ...Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.scripts[reference] = answers
}

// AcceptOnly has every new key be pending first: it goes on by the reference's next step, whatever was scripted.
func (f *Fake) AcceptOnly() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.acceptsOnly = true
}

// onlyAccepted puts a pending state before what moves at once.
func onlyAccepted(a Answer) Answer {
	pending := refund.Outcome{Kind: refund.OutcomePending}
	if len(a.Truth) > 0 && a.Truth[0].Kind == refund.OutcomeSettled {
		a.Truth = append([]refund.Outcome{pending}, a.Truth...)
	}
	if a.Heard.Kind == refund.OutcomeSettled {
		a.Heard = pending
	}
	return a
}

// MuteLookups leaves the next look-ups of a reference without an answer.
func (f *Fake) MuteLookups(reference string, times int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mute[reference] = times
}

// SetUnreachable takes the provider off the network, or brings it back.
func (f *Fake) SetUnreachable(unreachable bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unreachable = unreachable
}

// PassTime lets the time pass after which the keys of answers that forget are unknown.
func (f *Fake) PassTime() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, k := range f.known {
		if k.forgets {
			delete(f.known, key)
		}
	}
}

// Movements returns what moved, in order.
func (f *Fake) Movements() []Movement {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.movements)
}

// Moved returns the net minor units that moved for a reference, and how often money went out.
func (f *Fake) Moved(reference string) (minor int64, count int) {
	for _, m := range f.Movements() {
		if m.Reference != reference {
			continue
		}
		minor += m.AmountMinor
		if m.AmountMinor > 0 {
			count++
		}
	}
	return minor, count
}

// MovedMinor returns the net minor units that moved, by currency.
func (f *Fake) MovedMinor() map[refund.Currency]int64 {
	sums := map[refund.Currency]int64{}
	for _, m := range f.Movements() {
		sums[m.Currency] += m.AmountMinor
	}
	return sums
}

// Voided counts the voids of a reference that stand.
func (f *Fake) Voided(reference string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	count := 0
	for _, k := range f.known {
		if k.in.Void && k.in.Reference == reference && k.now().Kind == refund.OutcomeSettled {
			count++
		}
	}
	return count
}

// Asked returns the refunds and voids that reached the provider, in order.
func (f *Fake) Asked() []payment.Instruction {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

// LookedUp returns the look-ups that were answered, in order.
func (f *Fake) LookedUp() []payment.Instruction {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.lookedUp)
}
