package reconcile

import (
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// absent is a leg that the books say was sent or has settled, and that the list does not have.
func (c *comparison) absent(l *ledger.ProviderLeg) {
	d := Difference{Of: l, ReconcileItem: itemOf(l, nil, legSide(*l), ledger.ReconcileSide{})}
	d.Kind, d.Detail = c.whyAbsent(l)
	d.Open = d.Kind != ledger.ReconcileNotDue
	c.add(d)
}

// whyAbsent: before its list has to be complete, that something is not listed proves nothing.
func (c *comparison) whyAbsent(l *ledger.ProviderLeg) (ledger.ReconcileKind, string) {
	latest := l.BegunAt
	if l.SettledAt != nil && l.SettledAt.After(latest) {
		latest = *l.SettledAt
	}
	latest = latest.Add(c.in.Lease)
	complete := c.in.CompleteAt(latest)
	switch {
	case c.in.BySettlement && progressOf(*l) == underWay:
		return ledger.ReconcileNotDue, "the list has a refund only once it has moved the balance"
	case l.LeasedUntil != nil && l.LeasedUntil.After(c.in.ReadAt) && progressOf(*l) == underWay:
		return ledger.ReconcileNotDue, "it may still be on its way"
	case complete.After(c.in.ReadAt):
		return ledger.ReconcileNotDue, "the list has to have it from " + shown(complete) + " on"
	case latest.After(c.in.Read.To):
		return ledger.ReconcileNotDue, "the list was read until " + shown(c.in.Read.To)
	case l.BegunAt.Before(c.in.Read.From):
		return ledger.ReconcileBeyond, "it was sent at " + shown(l.BegunAt) + ", before the list that was read begins"
	}
	return ledger.ReconcileMissing, ""
}

func shown(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// outside compares a refund made elsewhere that is listed in the period. One that the list does not have is not looked
// for: when its provider made it is not known.
func (c *comparison) outside(i int) {
	o := c.in.Outside[i]
	for _, at := range c.matches.ofOutside[i] {
		listed := &c.in.Listed[at]
		if !inPeriod(c.in.Period, listed.CreatedAt) {
			continue
		}
		c.out.Listed++
		books, theirs := outsideSide(o), listedSide(*listed)
		c.sums.books(ledger.MeasureRefunded, books)
		c.sums.provider(ledger.MeasureRefunded, theirs)
		d := Difference{Listed: listed, ReconcileItem: itemOf(nil, listed, books, theirs)}
		d.Reference, d.Known = o.Payment.Reference, true
		switch {
		case books.Currency != theirs.Currency:
			d.Kind = ledger.ReconcileCurrency
		case books.AmountMinor != theirs.AmountMinor:
			d.Kind = ledger.ReconcileAmount
		case progressSaid(o.Outcome) != progressSaid(listed.Outcome.Kind):
			d.Kind = ledger.ReconcileState
		case o.AttributedAs == "" && o.TakenMinor > 0:
			d.Kind, d.Detail = ledger.ReconcileExtra, "nobody has said yet what it was for"
		default:
			c.out.Matched++
			continue
		}
		c.add(d)
	}
}

// extra is a refund that the books do not know at all. One that moved nothing takes nothing.
func (c *comparison) extra(i int) {
	listed := &c.in.Listed[i]
	if !inPeriod(c.in.Period, listed.CreatedAt) || progressSaid(listed.Outcome.Kind) == notMoved {
		return
	}
	c.out.Listed++
	theirs := listedSide(*listed)
	c.sums.provider(ledger.MeasureRefunded, theirs)
	d := Difference{Listed: listed, ReconcileItem: itemOf(nil, listed, ledger.ReconcileSide{}, theirs)}
	d.Kind = ledger.ReconcileExtra
	c.add(d)
}

// costs compares settlement and fee of a leg that its provider has settled, as far as the list says them. compared: the
// books have settled the same amount, so that both sides can be summed.
func (c *comparison) costs(l *ledger.ProviderLeg, listed *payment.Listed, compared bool) {
	if listed.Outcome.Kind != refund.OutcomeSettled || listed.Currency != l.Currency || listed.AmountMinor != l.AmountMinor {
		return
	}
	news := listed.Outcome.BankReference != "" && listed.Outcome.BankReference != l.BankReference
	booked := refund.Settlement{AmountMinor: l.AmountMinor, Currency: l.Currency}
	if l.Settlement != nil {
		booked = *l.Settlement
	}
	if said := listed.Outcome.Settlement; said != nil {
		news = c.cost(ledger.ReconcileSettlement, costed{l, listed, booked, *said, compared}) || news
	}
	if listed.FeeCurrency != "" {
		fee := refund.Settlement{Currency: listed.FeeCurrency}
		if l.Fee != nil {
			fee = *l.Fee
		}
		said := refund.Settlement{AmountMinor: listed.FeeMinor, Currency: listed.FeeCurrency}
		news = c.cost(ledger.ReconcileFee, costed{l, listed, fee, said, compared}) || news
	}
	if news {
		c.out.Lessons = append(c.out.Lessons, Lesson{Leg: *l, Listed: *listed})
	}
}

// costed is what a leg cost by both sides.
type costed struct {
	leg          *ledger.ProviderLeg
	listed       *payment.Listed
	booked, said refund.Settlement
	compared     bool
}

// cost reports whether both sides differ; it is an item where they can be compared.
func (c *comparison) cost(kind ledger.ReconcileKind, of costed) bool {
	books, theirs := costSide(of.booked), costSide(of.said)
	if of.compared {
		c.sums.books(kind.Measure(), books)
		c.sums.provider(kind.Measure(), theirs)
	}
	if of.booked == of.said {
		return false
	}
	if of.compared {
		d := Difference{Of: of.leg, Listed: of.listed, ReconcileItem: itemOf(of.leg, of.listed, books, theirs)}
		d.Kind = kind
		c.add(d)
	}
	return true
}
