package proof_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/starter/event"
)

func simulatorRole() role {
	return role{title: "simulator", name: "simulator", act: actSimulator, gone: map[paymenttest.Situation]string{
		paymenttest.StoredError:  "the simulator keeps no error under a key",
		paymenttest.SplitsCoupon: "the simulator has no coupons of its own",
		succeedsLate:             "what has failed at the simulator stays so",
		refundsAlone:             "nobody but makegood refunds at the simulator",
		signs:                    "the simulator notifies nobody: a payment service in front does, on a topic",
		expires:                  "the simulator's authorisations do not expire",
	}}
}

func actSimulator(s *stage) *actor {
	const reference = "ch_1"
	server, err := simulator.New(simulator.Config{BookPath: filepath.Join(s.TempDir(), "book.jsonl"), Now: s.now})
	s.must(err)
	web := httptest.NewServer(server)
	s.Cleanup(func() { server.Release(); web.Close(); _ = server.Close() })
	line := newFront(s.T, web.URL)
	terms := inHaste(adapter.DefaultTerms(), callMax)
	terms.RemembersKeys = 24 * time.Hour // its fault forgets them
	provider, err := adapter.New(adapter.Config{BaseURL: line.url, Terms: terms})
	s.must(err)
	refunds := func() []simulator.Refund {
		all, err := simulator.ReadRefunds(context.Background(), web.URL, reference)
		s.must(err)
		return all
	}
	return &actor{
		provider: provider, front: line, reference: reference, authorisation: reference, kind: refund.PaymentCard,
		arrange: func(of paymenttest.Situation) {
			s.must(simulator.SetFaults(context.Background(), web.URL, reference, faultsFor(of)...))
		},
		moved: func() (int64, int) {
			book, err := simulator.ReadBook(context.Background(), web.URL)
			s.must(err)
			return book.For(reference)
		},
		voids:        func() int { return voidsThatStand(s, web.URL, reference) },
		step:         func() { refunds() },
		records:      func() []record { return recordsOfSimulator(refunds()) },
		passTime:     func() {}, // its clock is the story's
		forgetsAfter: terms.RemembersKeys,
		captured: func(authorisedMinor, capturedMinor int64) {
			charge := simulator.Charge{Reference: reference, AmountMinor: capturedMinor, AuthorizedMinor: authorisedMinor, Currency: "CNY"}
			s.must(simulator.RegisterCharge(context.Background(), web.URL, charge))
		},
	}
}

func voidsThatStand(s *stage, url, reference string) (count int) {
	voids, err := simulator.ReadVoids(context.Background(), url, reference)
	s.must(err)
	for _, void := range voids {
		if void.Status == simulator.StatusVoided {
			count++
		}
	}
	return count
}

// faultsFor are the simulator's faults that make a situation.
func faultsFor(of paymenttest.Situation) []simulator.Fault {
	minute := time.Minute.Milliseconds()
	all := map[paymenttest.Situation][]simulator.Fault{
		paymenttest.UnknownAfterMoving:  {{Name: simulator.FaultTimeoutAfterSuccess}},
		paymenttest.UnknownBeforeMoving: {{Name: simulator.FaultTimeoutBefore}},
		paymenttest.DeclinesInstrument:  {{Name: simulator.FaultDecline, Class: simulator.ClassInstrument}},
		paymenttest.DeclinesBalance:     {{Name: simulator.FaultDecline, Class: simulator.ClassBalance}},
		paymenttest.DeclinesDisputed:    {{Name: simulator.FaultDecline, Class: simulator.ClassDisputed}},
		paymenttest.DeclinesExceeds:     {{Name: simulator.FaultDecline, Class: simulator.ClassExceeds}},
		paymenttest.DeclinesOther:       {{Name: simulator.FaultDecline}},
		paymenttest.FailsLate:           {{Name: simulator.FaultLateFailure, DelayMS: minute}},
		paymenttest.RefusesInstruction:  {{Name: simulator.FaultBadRequest, Times: simulator.TimesAlways}},
		paymenttest.ForgetsKey:          {{Name: simulator.FaultTimeoutAfterSuccess}, {Name: simulator.FaultForget, DelayMS: minute}},
		paymenttest.ErrorAfterMoving:    {{Name: simulator.FaultError500AfterSuccess}},
		paymenttest.ErrorBeforeMoving:   {{Name: simulator.FaultError503}},
		paymenttest.GarbageAfterMoving:  {{Name: simulator.FaultGarbage}},
		paymenttest.SlowAfterMoving:     {{Name: simulator.FaultSlow, DelayMS: 2 * callMax.Milliseconds()}},
		paymenttest.IsRateLimited:       {{Name: simulator.FaultRateLimit, DelayMS: 2000}},
	}
	return all[of]
}

// recordsOfSimulator is what a payment service in front says of the simulator's refunds.
func recordsOfSimulator(all []simulator.Refund) (out []record) {
	kinds := map[simulator.Status]refund.OutcomeKind{simulator.StatusSettled: refund.OutcomeSettled, simulator.StatusFailed: refund.OutcomeFailed}
	for _, r := range all {
		if kind := kinds[r.Status]; kind != "" {
			in := refund.Instruction{Key: r.Key, Reference: r.Reference, AmountMinor: r.AmountMinor, Currency: refund.Currency(r.Currency)}
			at := r.CreatedAt
			if kind == refund.OutcomeFailed {
				at = at.Add(time.Minute)
			}
			out = append(out, refundUpdated(r.ID, in, kind, at))
		}
	}
	return out
}

// refundUpdated is a record of payments.refund-updated.v1.
func refundUpdated(id string, in refund.Instruction, kind refund.OutcomeKind, at time.Time) record {
	words := map[refund.OutcomeKind]string{
		refund.OutcomeSettled: "SETTLED", refund.OutcomePending: "PENDING", refund.OutcomeFailed: "FAILED", refund.OutcomeDeclined: "DECLINED",
	}
	fields := map[string]any{
		"provider_refund_id": id, "status": words[kind], "amount_minor": in.AmountMinor, "occurred_at": at.UTC().Format(time.RFC3339Nano),
	}
	if in.Key != "" {
		fields["key"] = in.Key
	}
	return record{topic: event.RefundUpdatedTopic, kind: event.RefundUpdatedType, fields: fields}
}

func storedRole() role {
	const decided, own = "a movement is decided in the transaction that makes it", "a merchant owes its own value, and nobody takes it back"
	const inside = "there is no wire between the adapter and its book"
	return role{title: "stored value", name: refund.StoredProvider, act: actStored, gone: map[paymenttest.Situation]string{
		paymenttest.DeclinesBalance: own, paymenttest.DeclinesDisputed: own, isDisputed: own, balanceIsShort: own,
		paymenttest.Voids: "value is taken when it is spent", paymenttest.DeclinesOther: "each refusal has a class",
		paymenttest.FailsLate: decided, succeedsLate: decided, notifies: decided, signs: decided,
		paymenttest.ForgetsKey:         "the book keeps its keys for good",
		paymenttest.IsRateLimited:      "it has no rate",
		paymenttest.StoredError:        "a transaction that fails leaves nothing under its key",
		paymenttest.GarbageAfterMoving: inside, hasWire: inside,
		paymenttest.SplitsCoupon: "nobody adds a coupon of its own",
		refundsAlone:             "the book is makegood's own",
	}}
}

// actStored asks the cell's own ledger, whose answers can be lost.
func actStored(s *stage) *actor {
	const account, reference = "acct_1", "gc_1"
	book := &lossyBook{Book: s.books}
	provider, err := storedvalue.New(book)
	s.must(err)
	instrument := refund.StoredInstrument{Merchant: "m-001", Kind: refund.PaymentGiftCard, Instrument: reference}
	return &actor{
		provider: provider, account: account, reference: reference, kind: refund.PaymentGiftCard,
		arrange: func(of paymenttest.Situation) { book.arrange(s, of, instrument) },
		moved: func() (minor int64, count int) {
			all, err := s.books.StoredMovements(context.Background(), refund.StoredQuery{Account: account, Reference: reference})
			s.must(err)
			for _, m := range all {
				if m.Outcome.Kind == refund.OutcomeSettled && m.Instruction.Key != spentElsewhere {
					minor, count = minor+m.Instruction.AmountMinor, count+1
				}
			}
			return minor, count
		},
	}
}

// spentElsewhere is the key of what leaves nothing to give back.
const spentElsewhere = "spent-elsewhere"

// lossyBook is the ledger's book, whose answers can be lost after it was written or before.
type lossyBook struct {
	storedvalue.Book
	mu                     sync.Mutex
	after, before, refuses bool
}

func (l *lossyBook) arrange(s *stage, of paymenttest.Situation, in refund.StoredInstrument) {
	l.mu.Lock()
	defer l.mu.Unlock()
	// The role lacks the others.
	//
	//exhaustive:ignore
	switch of {
	case paymenttest.UnknownAfterMoving, paymenttest.ErrorAfterMoving, paymenttest.SlowAfterMoving:
		l.after = true
	case paymenttest.UnknownBeforeMoving, paymenttest.ErrorBeforeMoving:
		l.before = true
	case paymenttest.RefusesInstruction:
		l.refuses = true
	case paymenttest.DeclinesInstrument:
		s.must(s.books.SetStoredState(context.Background(), refund.StoredChange{
			StoredInstrument: in, State: refund.StoredFrozen, Cause: refund.Cause{Actor: "ann", Reason: "stolen"},
		}))
	case paymenttest.DeclinesExceeds:
		s.gate.happensBeforeTheGate(func() { l.spend(s) })
	}
}

// spend gives the whole card back under another key.
func (l *lossyBook) spend(s *stage) {
	m, err := s.books.MoveStored(context.Background(), refund.Instruction{
		Key: spentElsewhere, Refund: s.id(), Leg: "1", Provider: refund.StoredProvider, Account: s.account, Reference: s.reference, AmountMinor: paidMinor, Currency: "CNY",
	})
	if err != nil || m.Outcome.Kind != refund.OutcomeSettled {
		s.Errorf("spent elsewhere: %+v, %v", m, err)
	}
}

func (l *lossyBook) take() (after, before, refuses bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	after, before = l.after, l.before
	l.after, l.before = false, false
	return after, before, l.refuses
}

var errLost = errors.New("the connection was lost")

func (l *lossyBook) MoveStored(ctx context.Context, in payment.Instruction) (refund.StoredMovement, error) {
	after, before, refuses := l.take()
	if before {
		return refund.StoredMovement{}, errLost
	}
	if refuses { // it is asked about a merchant who has no such value
		in.Refund = "refund/stranger/o/r"
	}
	m, err := l.Book.MoveStored(ctx, in)
	if after && err == nil {
		err = errLost
	}
	return m, err
}
