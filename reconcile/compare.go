package reconcile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

func (r rank) compare(other rank) int {
	if r.otherID != other.otherID {
		if other.otherID {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(r.generation, other.generation), cmp.Compare(r.at, other.at), strings.Compare(r.id, other.id))
}

// Input is both sides of a comparison. Legs and Outside may have more than the period's: they are found, and not counted.
type Input struct {
	// Period is what is counted; Read what of the list was read, and ReadAt when.
	Period, Read ledger.Period
	ReadAt       time.Time
	// Lease is for how long after its begin a leg may still be sent.
	Lease time.Duration
	// CompleteAt is from when on the list has everything up to a time.
	CompleteAt func(to time.Time) time.Time
	// BySettlement: the list has a refund only once it has moved the balance.
	BySettlement bool
	Legs         []ledger.ProviderLeg
	Outside      []ledger.OutsideRefund
	Listed       []payment.Listed
}

// Difference is an item with what it was found in.
type Difference struct {
	ledger.ReconcileItem
	// Of and Listed are what it is about; nil: that side does not have it.
	Of     *ledger.ProviderLeg
	Listed *payment.Listed
}

// Lesson is a settled leg of which the list says something that the books do not: a settlement, a fee, or the bank's
// reference.
type Lesson struct {
	Leg    ledger.ProviderLeg
	Listed payment.Listed
}

// Comparison is what was found.
type Comparison struct {
	Differences []Difference
	Lessons     []Lesson
	Sums        []ledger.ReconcileSum
	// Legs and Listed count what was compared on each side, Matched where both say the same.
	Legs, Listed, Matched int64
}

// Compare holds the books against a list. It decides nothing and asks nobody.
func Compare(in Input) Comparison {
	in.Listed = slices.SortedFunc(slices.Values(in.Listed), func(a, b payment.Listed) int { // a list has no set sequence
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), strings.Compare(a.ProviderRefundID, b.ProviderRefundID), strings.Compare(a.Key, b.Key))
	})
	c := &comparison{in: in, matches: match(in), sums: sums{}}
	for i := range in.Legs {
		if inPeriod(in.Period, in.Legs[i].CountedAt()) {
			c.leg(i)
		}
	}
	for i := range in.Outside {
		c.outside(i)
	}
	for _, i := range c.matches.nobodys {
		c.extra(i)
	}
	c.out.Sums = c.sums.sorted()
	slices.SortStableFunc(c.out.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(kindPlace(a.Kind), kindPlace(b.Kind)), a.At.Compare(b.At), strings.Compare(string(a.Refund), string(b.Refund)),
			strings.Compare(a.ProviderRefundID, b.ProviderRefundID))
	})
	return c.out
}

func kindPlace(k ledger.ReconcileKind) int { return slices.Index(ledger.ReconcileKinds(), k) }

func inPeriod(p ledger.Period, at time.Time) bool { return !at.Before(p.From) && at.Before(p.To) }

type comparison struct {
	in      Input
	matches matches
	sums    sums
	out     Comparison
}

// leg compares a leg that is counted with what is listed for it.
func (c *comparison) leg(i int) {
	l := &c.in.Legs[i]
	own, others := c.matches.ownAndOthers(c.in, i)
	if own < 0 && progressOf(*l) == notMoved && l.ExtraMinor == 0 {
		return // nothing has moved on either side
	}
	c.out.Legs++
	c.sums.books(ledger.MeasureRefunded, legSide(*l))
	if own < 0 {
		c.absent(l)
	} else {
		c.pair(l, &c.in.Listed[own])
	}
	extra := l.ExtraMinor
	if l.Status != refund.LegSettled {
		extra -= ownMoved(*l)
	}
	for _, other := range others {
		extra -= c.double(l, other, extra)
	}
	c.unlistedExtra(l, extra)
}

// pair compares a leg with its own listed refund.
func (c *comparison) pair(l *ledger.ProviderLeg, listed *payment.Listed) {
	c.out.Listed++
	books, theirs := legSide(*l), listedSide(*listed)
	c.sums.provider(ledger.MeasureRefunded, theirs)
	d := Difference{Of: l, Listed: listed, ReconcileItem: itemOf(l, listed, books, theirs)}
	switch {
	case books.Currency != theirs.Currency:
		d.Kind = ledger.ReconcileCurrency
	case books.AmountMinor != theirs.AmountMinor:
		d.Kind = ledger.ReconcileAmount
	case progressOf(*l) != progressSaid(listed.Outcome.Kind) || books.MovedMinor != theirs.MovedMinor:
		d.Kind = ledger.ReconcileState
	default:
		d.Kind = ledger.ReconcileMatched
	}
	before := len(c.out.Differences)
	if d.Kind != ledger.ReconcileMatched {
		c.add(d)
	}
	c.costs(l, listed, d.Kind == ledger.ReconcileMatched)
	if len(c.out.Differences) == before {
		c.out.Matched++
	}
}

// double is a further movement for a leg. It answers with what the books have of it as moved beside the leg's amount.
func (c *comparison) double(l *ledger.ProviderLeg, place int, extra int64) int64 {
	listed := &c.in.Listed[place]
	c.out.Listed++
	theirs := listedSide(*listed)
	c.sums.provider(ledger.MeasureRefunded, theirs)
	d := Difference{Of: l, Listed: listed, ReconcileItem: itemOf(l, listed, ledger.ReconcileSide{}, theirs)}
	d.Kind = ledger.ReconcileDouble
	if at, elsewhere := c.matches.bookedOutside[place]; elsewhere {
		o := c.in.Outside[at]
		d.Books, d.Known = outsideSide(o), true
		d.Open = o.AttributedAs == ""
		c.sums.books(ledger.MeasureRefunded, d.Books)
		c.add(d)
		return 0
	}
	used := min(max(extra, 0), listed.AmountMinor)
	if d.Known = used > 0; d.Known {
		d.Books = ledger.ReconcileSide{AmountMinor: used, MovedMinor: used, Currency: l.Currency, State: string(l.Status)}
	}
	c.sums.books(ledger.MeasureRefunded, d.Books)
	d.Open = true
	c.add(d)
	return used
}

// unlistedExtra is what the books have as moved beside the leg's amount, and the list does not.
func (c *comparison) unlistedExtra(l *ledger.ProviderLeg, extra int64) {
	if extra <= 0 {
		return
	}
	books := ledger.ReconcileSide{AmountMinor: extra, MovedMinor: extra, Currency: l.Currency, State: string(l.Status)}
	c.sums.books(ledger.MeasureRefunded, books)
	d := Difference{Of: l, ReconcileItem: itemOf(l, nil, books, ledger.ReconcileSide{})}
	d.Kind, d.Open, d.Detail = ledger.ReconcileMissing, true, "the books have a second movement for the leg, the list has one"
	c.add(d)
}

// add keeps an item, and counts it in the sums of items.
func (c *comparison) add(d Difference) {
	d.At = d.At.UTC()
	c.sums.item(d.ReconcileItem)
	c.out.Differences = append(c.out.Differences, d)
}

func itemOf(l *ledger.ProviderLeg, listed *payment.Listed, books, theirs ledger.ReconcileSide) ledger.ReconcileItem {
	item := ledger.ReconcileItem{Books: books, Provider: theirs, Open: true}
	if l != nil {
		item.Refund, item.Leg, item.Reference, item.At = l.Refund, l.Leg, l.Reference, l.CountedAt()
		item.Key, item.ProviderRefundID = l.Keys[len(l.Keys)-1], l.ProviderRefundID
	}
	if listed != nil {
		item.Key, item.ProviderRefundID = cmp.Or(listed.Key, item.Key), cmp.Or(listed.ProviderRefundID, item.ProviderRefundID)
		item.Reference = cmp.Or(item.Reference, listed.Reference)
		if l == nil {
			item.At = listed.CreatedAt
		}
	}
	return item
}
