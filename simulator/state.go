package simulator

import "fmt"

// state is what the book's lines add up to. It changes by apply alone, live as in a replay.
type state struct {
	charges map[string]Charge
	faults  map[string][]Fault
	spent   map[spending]int
	// refunds are the refunds and the voids, by key.
	refunds map[string]record
	keys    []string
	// waiting are the keys of the refunds that will still change.
	waiting   map[string]struct{}
	movements []movement
	// engaged is what the refunds of a reference take of its charge, in minor units.
	engaged map[string]int64
}

func newState() *state {
	return &state{
		charges: map[string]Charge{}, faults: map[string][]Fault{}, spent: map[spending]int{},
		refunds: map[string]record{}, waiting: map[string]struct{}{}, engaged: map[string]int64{},
	}
}

func (s *state) apply(e entry) error {
	if e.Charge != nil {
		s.charges[e.Charge.Reference] = *e.Charge
	}
	if e.Faults != nil {
		s.faults[e.Faults.Reference] = e.Faults.Faults
		delete(s.spent, spending{Reference: e.Faults.Reference, Door: doorSend})
		delete(s.spent, spending{Reference: e.Faults.Reference, Door: doorLookup})
	}
	if e.Spent != nil {
		s.spent[*e.Spent]++
	}
	if e.Refund != nil {
		s.put(*e.Refund)
	}
	if e.Movement != nil {
		s.movements = append(s.movements, *e.Movement)
	}
	return nil
}

func (s *state) put(r record) {
	if r.Kind == "" { // a book from before there were voids
		r.Kind = KindRefund
	}
	before, known := s.refunds[r.Key]
	if !known {
		s.keys = append(s.keys, r.Key)
	} else {
		s.engaged[before.Reference] -= before.engaged()
	}
	s.engaged[r.Reference] += r.engaged()
	s.refunds[r.Key] = r
	delete(s.waiting, r.Key)
	if r.Ahead != nil {
		s.waiting[r.Key] = struct{}{}
	}
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

func (s *state) nextID() string { return fmt.Sprintf("sim_%08d", len(s.keys)+1) }
