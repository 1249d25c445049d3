package sqlstore

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// BookFact implements ledger.Facts. What a fact is about is looked for without a lock; the order and its payments are
// locked before it is booked, and looked at again.
func (s *Store) BookFact(ctx context.Context, in refund.Fact) (out refund.FactBooked, err error) {
	if err := in.Check(); err != nil {
		return out, err
	}
	err = s.write(ctx, "fact "+in.ID+" of "+in.Provider, func(t *tx) error {
		out, err = t.bookFact(in)
		return err
	})
	return out, err
}

// BookWaiting implements ledger.Facts.
func (s *Store) BookWaiting(ctx context.Context, limitMax int) ([]refund.FactBooked, error) {
	var waiting []refund.Fact
	err := s.read(ctx, "waiting facts", func(t *tx) (err error) {
		waiting, err = t.waitingOfKnown(limitMax)
		return err
	})
	var out []refund.FactBooked
	for _, f := range waiting {
		if err != nil {
			break
		}
		var booked refund.FactBooked
		if booked, err = s.BookFact(ctx, f); err == nil && booked.Result != refund.FactWaits {
			out = append(out, booked)
		}
	}
	return out, err
}

func (t *tx) bookFact(f refund.Fact) (refund.FactBooked, error) {
	if out, known, err := t.knownFact(f); err != nil || known {
		return out, err
	}
	defer func(before time.Time) { t.occurred = before }(t.occurred) // what else the transaction books did not happen then
	t.occurred = f.OccurredAt
	payments, err := t.paymentsNamed(f)
	if err != nil {
		return refund.FactBooked{}, err
	}
	if len(payments) == 0 {
		return t.keepFact(f, refund.FactBooked{Result: refund.FactWaits})
	}
	if f.Kind == refund.FactRefund {
		own, err := t.legNamed(payments, f)
		if err != nil {
			return refund.FactBooked{}, err
		}
		if own != nil {
			return t.bookOfRefund(*own, f)
		}
	}
	return t.bookOfPayment(payments[0], f)
}

// bookOfRefund books a fact about a leg of makegood's.
func (t *tx) bookOfRefund(own ownLeg, f refund.Fact) (refund.FactBooked, error) {
	c, err := t.lockCase(own.refund)
	if err != nil {
		return refund.FactBooked{}, err
	}
	if out, known, err := t.knownFact(f); err != nil || known { // somebody booked it while the order was waited for
		return out, err
	}
	l, err := t.legOf(c, own.leg)
	if err != nil {
		return refund.FactBooked{}, err
	}
	if l.begunAt.Valid && micros(t.occurred) < l.begunAt.Int64 { // a provider's clock is behind: no answer comes before its question
		t.occurred = fromMicros(l.begunAt.Int64)
	}
	out, err := t.bookOwn(c, l, f)
	if err != nil {
		return out, err
	}
	standing, err := t.finish(c)
	if err != nil {
		return out, err
	}
	out.Refund, out.Leg, out.Standing = c.id, l.LegID, &standing
	return t.keepFact(f, out)
}

// bookOfPayment books a fact about a payment that an order has named, and about no leg of makegood's.
func (t *tx) bookOfPayment(p *paymentRow, f refund.Fact) (out refund.FactBooked, err error) {
	if err := t.lockPayment(p); err != nil {
		return out, err
	}
	if out, known, err := t.knownFact(f); err != nil || known {
		return out, err
	}
	switch f.Kind {
	case refund.FactRefund:
		maybe, err := t.mayBeOwn(p, f)
		if err != nil {
			return out, err
		}
		if maybe {
			return t.keepFact(f, refund.FactBooked{Result: refund.FactWaits})
		}
		if out, err = t.outside(p, f); err != nil {
			return out, err
		}
	case refund.FactDispute:
		if out, err = t.dispute(p, f); err != nil {
			return out, err
		}
	}
	return t.keepFact(f, out)
}
