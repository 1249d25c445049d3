package simulator

import (
	"cmp"
	"slices"
)

// Book is what really moved, added up from the movements alone, never from statuses.
type Book struct {
	// MovedMinor is the net sum by currency, in minor units.
	MovedMinor map[string]int64 `json:"moved_minor"`
	// MovementCount counts movements out; ReversalCount those that came back (late failures).
	MovementCount int `json:"movement_count"`
	ReversalCount int `json:"reversal_count"`
	RefundCount   int `json:"refund_count"`
	VoidCount     int `json:"void_count"`
	// StatusCounts counts refunds and voids by status.
	StatusCounts map[Status]int `json:"status_counts"`
	// References lists every reference with a movement, sorted by reference, account and currency.
	References []ReferenceTotal `json:"references"`
	// MovedTwice lists the keys that moved money out more than once without its coming back: a key
	// that was sent again after it had been forgotten, or a bug of the simulator.
	MovedTwice []string `json:"moved_twice,omitempty"`
}

// ReferenceTotal is what moved for one payment reference of one account in one currency.
type ReferenceTotal struct {
	Reference     string `json:"reference"`
	Account       string `json:"account,omitempty"`
	Currency      string `json:"currency_code"`
	MovedMinor    int64  `json:"moved_minor"`
	MovementCount int    `json:"movement_count"`
	ReversalCount int    `json:"reversal_count,omitempty"`
}

// For returns the total of a reference, summed over accounts and currencies, and how often money went out.
func (b Book) For(reference string) (movedMinor int64, movementCount int) {
	for _, total := range b.References {
		if total.Reference == reference {
			movedMinor += total.MovedMinor
			movementCount += total.MovementCount
		}
	}
	return movedMinor, movementCount
}

// totals adds up the book after letting the time do its work.
func (b *book) totals() (Book, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.advanceDue(); err != nil {
		return Book{}, err
	}
	sum := addUp(b.state.movements)
	for _, r := range b.state.refunds {
		sum.count(r.Refund)
	}
	return sum, nil
}

// count counts a refund or a void; the money is counted by movements.
func (b *Book) count(r Refund) {
	b.StatusCounts[r.Status]++
	if r.Kind == KindVoid {
		b.VoidCount++
		return
	}
	b.RefundCount++
}

type referenceKey struct{ reference, account, currency string }

// addUp sums movements.
func addUp(movements []movement) Book {
	sum := Book{MovedMinor: map[string]int64{}, StatusCounts: map[Status]int{}, References: []ReferenceTotal{}}
	references := map[referenceKey]*ReferenceTotal{}
	net := map[string]int{}
	for _, m := range movements {
		at := referenceKey{m.Reference, m.Account, m.Currency}
		if references[at] == nil {
			references[at] = &ReferenceTotal{Reference: m.Reference, Account: m.Account, Currency: m.Currency}
		}
		net[m.Key] += sum.add(m, references[at])
		if net[m.Key] == 2 && m.Key != "" {
			sum.MovedTwice = append(sum.MovedTwice, m.Key)
		}
	}
	for _, total := range references {
		sum.References = append(sum.References, *total)
	}
	slices.SortFunc(sum.References, func(a, b ReferenceTotal) int {
		return cmp.Or(cmp.Compare(a.Reference, b.Reference), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Currency, b.Currency))
	})
	return sum
}

// add counts one movement; it returns 1 for money that went out and -1 for money that came back.
func (b *Book) add(m movement, total *ReferenceTotal) int {
	b.MovedMinor[m.Currency] += m.AmountMinor
	total.MovedMinor += m.AmountMinor
	if m.AmountMinor < 0 {
		b.ReversalCount++
		total.ReversalCount++
		return -1
	}
	b.MovementCount++
	total.MovementCount++
	return 1
}

// faultSets lists the faults that were set, by reference.
func (b *book) faultSets() []faultSet {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := []faultSet{}
	for reference, faults := range b.state.faults {
		list = append(list, faultSet{Reference: reference, Faults: faults})
	}
	slices.SortFunc(list, func(a, b faultSet) int { return cmp.Compare(a.Reference, b.Reference) })
	return list
}
