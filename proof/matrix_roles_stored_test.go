package proof_test

import (
	"context"
	"errors"
	"sync"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/refund"
)

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
