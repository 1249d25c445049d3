package ledgertest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// SpentRequest is a request of an order that was paid with stored value of a kind: the payment p1, called sv_<order>.
func SpentRequest(order string, kind refund.PaymentKind) refund.Cancellation {
	c := Request(order, "c1", 1)
	p := &c.Order.Payments[0]
	p.Kind, p.Provider, p.ProviderReference = kind, refund.StoredProvider, "sv_"+order
	return c
}

// Spent holds a refund of one unit of such an order, and begins to pay it.
func (d *Desk) Spent(order string, kind refund.PaymentKind) refund.Instruction {
	d.T.Helper()
	c := SpentRequest(order, kind)
	d.Propose(c, Units(1))
	return d.Begin(c.ID()).Instruction
}

// Moved asks the book to give value back.
func (d *Desk) Moved(in refund.Instruction) refund.StoredMovement {
	d.T.Helper()
	m, err := d.Store.MoveStored(d.ctx, in)
	d.no(err)
	return m
}

// Set sets the state of an instrument of the merchant m1.
func (d *Desk) Set(kind refund.PaymentKind, instrument string, state refund.StoredState) {
	d.T.Helper()
	d.no(d.Store.SetStoredState(d.ctx, changed(kind, instrument, state)))
}

func changed(kind refund.PaymentKind, instrument string, state refund.StoredState) refund.StoredChange {
	of := refund.StoredInstrument{Merchant: "m1", Kind: kind, Instrument: instrument}
	return refund.StoredChange{StoredInstrument: of, State: state, Cause: refund.Cause{Actor: "anna", Reason: "lost"}}
}

// Freeze freezes a gift card that line 1 of an order of the merchant m1 bought.
func (d *Desk) Freeze(card string, order refund.OrderID, unspentMinor int64) {
	d.T.Helper()
	d.no(d.Store.FreezeCard(d.ctx, freezing(card, order, unspentMinor)))
}

func freezing(card string, order refund.OrderID, unspentMinor int64) refund.CardFreeze {
	return refund.CardFreeze{Merchant: "m1", Card: card, Order: order, Line: "1", UnspentMinor: unspentMinor, Cause: refund.Cause{Actor: "shop", Reason: "it is given back"}}
}

// CardIs fails unless a gift card of the merchant m1 is in a state: what it is asked to take tells.
func (d *Desk) CardIs(card string, want refund.StoredState) {
	d.T.Helper()
	c := SpentRequest("card-"+card, refund.PaymentGiftCard)
	c.Order.Payments[0].InstrumentID = card
	d.Propose(c, Units(1))
	d.asked++
	m := d.Moved(refund.Instruction{
		Key: fmt.Sprintf("card-%s-%d", card, d.asked), Refund: c.ID(), Leg: "1", Provider: refund.StoredProvider, Reference: "sv_card-" + card, AmountMinor: 1, Currency: "CNY",
	})
	same(d.T, "card "+card, strings.ToUpper(m.Outcome.Reason), string(want))
}

// storedCases: the book of stored value keeps a movement under each key, and refuses what an instrument does not take.
func storedCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a key moves value once, and is found with what was asked": func(t *testing.T, d *Desk) {
			in := d.Spent("o1", refund.PaymentGiftCard)
			_, known, err := d.Store.StoredMovement(d.ctx, in.Key)
			d.no(err)
			same(t, "known before", known, false)
			first := d.Moved(in)
			same(t, "outcome", first.Outcome, refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: ledger.StoredID(first.ID)})
			asked := in
			asked.PaymentReference = "" // the leg's reference is what the value went back to
			same(t, "asked", first.Instruction, asked)
			same(t, "card", first.Instrument, "sv_o1")
			other := in
			other.AmountMinor = 1
			equal(t, "again, whatever the body", d.Moved(other), first)
			found, known, err := d.Store.StoredMovement(d.ctx, in.Key)
			d.no(err)
			same(t, "known after", known, true)
			equal(t, "found", found, first)
		},
		"a key that is asked for at once moves value once":              movedAtOnce,
		"the book is listed by account, period and reference, in pages": listedBook,
		"the last state that was set of an instrument counts, whatever others there are": func(t *testing.T, d *Desk) {
			in := d.Spent("o1", refund.PaymentGiftCard)
			d.Set(refund.PaymentGiftCard, "sv_o2", refund.StoredFrozen)
			d.Set(refund.PaymentPoints, "sv_o1", refund.StoredRetired)
			d.Set(refund.PaymentGiftCard, "sv_o1", refund.StoredFrozen)
			m := d.Moved(in)
			same(t, "frozen", m.Outcome.Class, refund.DeclinedInstrument)
			same(t, "why", m.Outcome.Reason, "frozen")
			d.Set(refund.PaymentGiftCard, "sv_o1", refund.StoredOpen)
			equal(t, "the same key stays declined", d.Moved(in), m)
			in.Key = "another"
			same(t, "another key", d.Moved(in).Outcome.Kind, refund.OutcomeSettled)
		},
		"a programme of points is retired by its name": func(t *testing.T, d *Desk) {
			c, p := SpentRequest("o1", refund.PaymentPoints), Units(1)
			p.Assessment.Legs[0].Units = &refund.Units{Asset: "PTS:club", Amount: 750}
			d.Propose(c, p)
			d.Set(refund.PaymentPoints, "club", refund.StoredRetired)
			m := d.Moved(d.Begin(c.ID()).Instruction)
			same(t, "outcome", m.Outcome.Reason, "retired")
			same(t, "programme", m.Instrument, "club")
		},
		"a card that has expired by its order's word takes nothing, a coupon is the policy's": func(t *testing.T, d *Desk) {
			for order, c := range map[string]struct {
				kind refund.PaymentKind
				want refund.OutcomeKind
			}{"o1": {refund.PaymentGiftCard, refund.OutcomeDeclined}, "o2": {refund.PaymentStoreCredit, refund.OutcomeDeclined}, "o3": {refund.PaymentCoupon, refund.OutcomeSettled}} {
				request := SpentRequest(order, c.kind)
				until := d.Clock.Now().Add(time.Minute)
				request.Order.Payments[0].ExpiresAt = &until
				d.Propose(request, Units(1))
				in := d.Begin(request.ID()).Instruction
				before := in
				before.Key, before.AmountMinor = "before "+order, 100
				same(t, "before", d.Moved(before).Outcome.Kind, refund.OutcomeSettled)
				d.Clock.Advance(time.Minute)
				same(t, order, d.Moved(in).Outcome.Kind, c.want)
			}
		},
		"no more goes back than was taken": func(t *testing.T, d *Desk) {
			in := d.Spent("o1", refund.PaymentStoreCredit)
			in.Key, in.AmountMinor = "k1", capturedMinor-1
			same(t, "all but one", d.Moved(in).Outcome.Kind, refund.OutcomeSettled)
			in.Key, in.AmountMinor = "k2", 2
			same(t, "two more", d.Moved(in).Outcome.Class, refund.DeclinedExceeds)
			in.Key, in.AmountMinor = "k3", 1
			same(t, "one more", d.Moved(in).Outcome.Kind, refund.OutcomeSettled)
		},
		"an instruction about no stored value is refused, and not kept": func(t *testing.T, d *Desk) {
			in := d.Spent("o1", refund.PaymentCard)
			m := d.Moved(in)
			same(t, "class", m.Outcome.Class, refund.DeclinedInstruction)
			same(t, "kept", m.ID, int64(0))
			_, known, err := d.Store.StoredMovement(d.ctx, in.Key)
			d.no(err)
			same(t, "known", known, false)
		},
		"a state that nobody sets is a bug": func(t *testing.T, d *Desk) {
			nobody, voided, card := changed(refund.PaymentGiftCard, "g1", refund.StoredFrozen), changed(refund.PaymentGiftCard, "g1", refund.StoredVoided), changed(refund.PaymentCard, "g1", refund.StoredFrozen)
			nobody.Cause.Actor = ""
			for name, in := range map[string]refund.StoredChange{"by nobody": nobody, "voided by hand": voided, "of a bank's card": card} {
				if err := d.Store.SetStoredState(d.ctx, in); !errors.Is(err, ledger.ErrInvariant) {
					t.Errorf("%s: got %v, want ErrInvariant", name, err)
				}
			}
		},
		"a card is frozen once, and before its line's refund is recognised": func(t *testing.T, d *Desk) {
			d.Freeze("g1", "o1", 7000)
			d.Freeze("g1", "o1", 7000)
			for name, in := range map[string]refund.CardFreeze{"another rest": freezing("g1", "o1", 6000), "another order": freezing("g1", "o2", 7000)} {
				if problem, _ := refund.ProblemIn(d.Store.FreezeCard(d.ctx, in)); problem.Code != refund.CodeConflict {
					t.Errorf("%s: got %+v", name, problem)
				}
			}
			id := d.Sent("o3", "c1", 1)
			if problem, _ := refund.ProblemIn(d.Store.FreezeCard(d.ctx, freezing("g3", "o3", 1))); problem.Code != refund.CodeWrongState {
				t.Errorf("after %s was begun: got %+v", id, problem)
			}
			broken(t, d.Store.FreezeCard(d.ctx, freezing("", "o4", 1)))
			broken(t, d.Store.FreezeCard(d.ctx, freezing("g4", "o4", -1)))
		},
		"balances are what the books gave back, by customer, card and programme": storedBalances,
	}
}

func movedAtOnce(t *testing.T, d *Desk) {
	in := d.Spent("o1", refund.PaymentGiftCard)
	var group sync.WaitGroup
	ids := make([]int64, 8)
	for i := range ids {
		group.Go(func() { ids[i] = d.Moved(in).ID })
	}
	group.Wait()
	for _, id := range ids {
		same(t, "id", id, ids[0])
	}
	all, err := d.Store.StoredMovements(d.ctx, refund.StoredQuery{})
	d.no(err)
	same(t, "kept", len(all), 1)
}

func listedBook(t *testing.T, d *Desk) {
	var keys []string
	var ids []int64
	for _, order := range []string{"o1", "o2", "o3"} {
		in := d.Spent(order, refund.PaymentStoreCredit)
		m := d.Moved(in)
		keys, ids = append(keys, m.Instruction.Key), append(ids, m.ID)
		d.Clock.Advance(time.Hour)
	}
	now := d.Clock.Now()
	for what, c := range map[string]struct {
		q    refund.StoredQuery
		want []string
	}{
		"all":              {refund.StoredQuery{}, keys},
		"an hour":          {refund.StoredQuery{From: now.Add(-2 * time.Hour), To: now.Add(-time.Hour)}, keys[1:2]},
		"a reference":      {refund.StoredQuery{Reference: "sv_o3"}, keys[2:]},
		"another account":  {refund.StoredQuery{Account: "acct_2"}, nil},
		"a page":           {refund.StoredQuery{LimitMax: 2}, keys[:2]},
		"after the second": {refund.StoredQuery{After: ids[1], From: now.Add(-24 * time.Hour)}, keys[2:]},
	} {
		all, err := d.Store.StoredMovements(d.ctx, c.q)
		d.no(err)
		var got []string
		for _, m := range all {
			got = append(got, m.Instruction.Key)
		}
		equal(t, what, got, c.want)
	}
}

// settle has the book give the value back, and books its answer.
func (d *Desk) settleStored(in refund.Instruction) {
	d.T.Helper()
	d.RecordAs(in.Refund, in.Leg, 1, "a1", d.Moved(in).Outcome)
}

func storedBalances(t *testing.T, d *Desk) {
	d.settleStored(d.Spent("o1", refund.PaymentStoreCredit))
	d.settleStored(d.Spent("o2", refund.PaymentGiftCard))
	c, p := SpentRequest("o3", refund.PaymentPoints), Units(1)
	p.Assessment.Legs[0].Units = &refund.Units{Asset: "PTS:club", Amount: 750}
	d.Propose(c, p)
	d.settleStored(d.Begin(c.ID()).Instruction)
	d.Set(refund.PaymentGiftCard, "sv_o2", refund.StoredFrozen)
	credit := ledger.StoredBalance{Kind: refund.PaymentStoreCredit, Customer: "42", Asset: "CNY", Amount: unitMinor}
	card := ledger.StoredBalance{Kind: refund.PaymentGiftCard, Instrument: "sv_o2", Asset: "GFT:sv_o2", Amount: unitMinor, State: refund.StoredFrozen}
	points := ledger.StoredBalance{Kind: refund.PaymentPoints, Instrument: "club", Customer: "42", Asset: "PTS:club", Amount: 750}
	for what, c := range map[string]struct {
		filter ledger.StoredFilter
		want   []ledger.StoredBalance
	}{
		"all":              {ledger.StoredFilter{Merchant: "m1"}, []ledger.StoredBalance{credit, card, points}},
		"a customer's":     {ledger.StoredFilter{Merchant: "m1", Customer: "42"}, []ledger.StoredBalance{credit, points}},
		"a card's":         {ledger.StoredFilter{Merchant: "m1", Instrument: "sv_o2"}, []ledger.StoredBalance{card}},
		"at most":          {ledger.StoredFilter{Merchant: "m1", LimitMax: 1}, []ledger.StoredBalance{credit}},
		"another customer": {ledger.StoredFilter{Merchant: "m1", Customer: "43"}, nil},
		"another merchant": {ledger.StoredFilter{Merchant: "m"}, nil},
	} {
		got, err := d.Store.StoredBalances(d.ctx, c.filter)
		d.no(err)
		if len(got) != 0 || len(c.want) != 0 {
			equal(t, what, got, c.want)
		}
	}
}
