package proof_test

import (
	"context"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/payment/storedvalue/storedvaluetest"
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
	book := &storedvaluetest.Lossy{Book: s.books}
	provider, err := storedvalue.New(book)
	s.must(err)
	instrument := refund.StoredInstrument{Merchant: "m-001", Kind: refund.PaymentGiftCard, Instrument: reference}
	return &actor{
		provider: provider, account: account, reference: reference, kind: refund.PaymentGiftCard,
		arrange: func(of paymenttest.Situation) { arrangeStored(s, book, of, instrument) },
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

// arrangeStored sets up a situation of the ledger's book.
func arrangeStored(s *stage, book *storedvaluetest.Lossy, of paymenttest.Situation, in refund.StoredInstrument) {
	// The role lacks the others.
	//
	//exhaustive:ignore
	switch of {
	case paymenttest.UnknownAfterMoving, paymenttest.ErrorAfterMoving, paymenttest.SlowAfterMoving:
		book.Lose(true)
	case paymenttest.UnknownBeforeMoving, paymenttest.ErrorBeforeMoving:
		book.Lose(false)
	case paymenttest.RefusesInstruction:
		book.RefuseKind()
	case paymenttest.DeclinesInstrument:
		s.must(s.books.SetStoredState(context.Background(), refund.StoredChange{
			StoredInstrument: in, State: refund.StoredFrozen, Cause: refund.Cause{Actor: "ann", Reason: "stolen"},
		}))
	case paymenttest.DeclinesExceeds:
		s.gate.happensBeforeTheGate(func() { spendStored(s) })
	}
}

// spendStored gives the whole card back under another key.
func spendStored(s *stage) {
	m, err := s.books.MoveStored(context.Background(), refund.Instruction{
		Key: spentElsewhere, Refund: s.id(), Leg: "1", Provider: refund.StoredProvider, Account: s.account, Reference: s.reference, AmountMinor: paidMinor, Currency: "CNY",
	})
	if err != nil || m.Outcome.Kind != refund.OutcomeSettled {
		s.Errorf("spent elsewhere: %+v, %v", m, err)
	}
}
