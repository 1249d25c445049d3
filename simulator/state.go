package simulator

import (
	"fmt"
	"time"
)

// state is what the book's lines add up to. It changes by apply alone, live as in a replay.
type state struct {
	charges map[string]Charge
	faults  map[string][]Fault
	spent   map[spending]int
	// refunds are the refunds and the voids by id, and ids their sequence.
	refunds map[string]record
	ids     []string
	// keys are the ids of what each key made last: a forgotten key may make another refund.
	keys map[string]string
	// waiting are the ids of the refunds that will still change.
	waiting   map[string]struct{}
	movements []movement
	// engaged is what the refunds of a reference take of its charge, in minor units.
	engaged map[string]int64
}

func newState() *state {
	return &state{
		charges: map[string]Charge{}, faults: map[string][]Fault{}, spent: map[spending]int{},
		refunds: map[string]record{}, keys: map[string]string{}, waiting: map[string]struct{}{}, engaged: map[string]int64{},
	}
}

func (s *state) apply(e entry) error {
	if e.Charge != nil {
		s.charges[e.Charge.Reference] = *e.Charge
		for _, c := range e.Charge.Captures {
			s.charges[c.Reference] = Charge{Reference: c.Reference, AmountMinor: c.AmountMinor, Currency: e.Charge.Currency}
		}
	}
	if e.Faults != nil {
		s.faults[e.Faults.Reference] = e.Faults.Faults
		for _, at := range []door{doorSend, doorLookup, doorKeep} {
			delete(s.spent, spending{Reference: e.Faults.Reference, Door: at})
		}
	}
	for _, use := range []*spending{e.Spent, e.Forgets} {
		if use != nil {
			s.spent[*use]++
		}
	}
	if e.Refund != nil {
		s.put(*e.Refund)
	}
	if e.Movement != nil {
		s.movements = append(s.movements, e.movement())
	}
	return nil
}

func (s *state) put(r record) {
	if r.Kind == "" { // a book from before there were voids
		r.Kind = KindRefund
	}
	before, known := s.refunds[r.ID]
	if !known {
		s.ids = append(s.ids, r.ID)
		if r.Key != "" { // one that was made outside has none
			s.keys[r.Key] = r.ID
		}
	} else {
		s.engaged[before.Reference] -= before.engaged()
	}
	s.engaged[r.Reference] += r.engaged()
	s.refunds[r.ID] = r
	delete(s.waiting, r.ID)
	if r.Ahead != nil {
		s.waiting[r.ID] = struct{}{}
	}
}

// movement is the entry's movement. A book from before accounts were written has them in its refunds.
func (e entry) movement() movement {
	m := *e.Movement
	if m.Account == "" && e.Refund != nil {
		m.Account = e.Refund.Account
	}
	return m
}

// byKey returns what a key made, unless the key was forgotten.
func (s *state) byKey(key string, now time.Time) (record, bool) {
	r, made := s.refunds[s.keys[key]]
	return r, made && !r.forgotten(now)
}

// faultsOf are the faults of a reference that lists are told under: those that were set, else those in it.
func (s *state) faultsOf(reference string) []Fault {
	if faults, set := s.faults[reference]; set {
		return faults
	}
	faults, err := ParseReference(reference)
	if err != nil {
		return nil // its refunds were declined, and say why
	}
	return faults
}

// faultAt returns the next fault of a reference at a door, with the line that uses it up. A fault
// in the reference counts when none were set.
func (s *state) faultAt(reference string, at door) (Fault, *spending, error) {
	faults, set := s.faults[reference]
	if !set {
		var err error
		if faults, err = ParseReference(reference); err != nil {
			return Fault{}, nil, err
		}
	}
	use := spending{Reference: reference, Door: at}
	fault, ok := atDoor(faults, at, s.spent[use])
	if !ok {
		return Fault{}, nil, nil
	}
	return fault, &use, nil
}

func (s *state) nextID() string { return fmt.Sprintf("sim_%08d", len(s.ids)+1) }
