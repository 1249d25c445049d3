package simulator

import (
	"sync"
	"time"
)

// book is the simulator's memory: one lock, one file, one state. Every change is on disk before
// its answer is given.
type book struct {
	mu      sync.Mutex
	journal *journal
	state   *state
	now     func() time.Time
}

// openBook reads the file at path and returns how many torn bytes were cut off its end.
func openBook(path string, now func() time.Time) (*book, int64, error) {
	b := &book{state: newState(), now: now}
	journal, torn, err := openJournal(path, b.state.apply)
	if err != nil {
		return nil, 0, err
	}
	b.journal = journal
	return b, torn, nil
}

// write puts an entry on disk and then into the state.
func (b *book) write(e entry) error {
	e.At = b.now().UTC()
	if err := b.journal.append(e); err != nil {
		return err
	}
	return b.state.apply(e)
}

// send answers a POST of a refund or a void: at most one movement for a key, whatever the faults.
func (b *book) send(q request) (reply, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	known, isKnown := b.state.byKey(q.Key, b.now())
	if isKnown && !q.sameBody(known.Refund) {
		return reply{manner: mannerConflict}, nil
	}
	fault, use, err := b.state.faultAt(q.Reference, doorSend)
	if isKnown {
		return b.sendAgain(known, fault, use)
	}
	if fault.doesNothing() {
		return replyUnder(fault, Refund{}), b.write(entry{Spent: use})
	}
	problem := ""
	if err != nil {
		problem = err.Error()
	}
	// What is wrong with the reference's faults, the send door has said.
	forget, forgets, _ := b.state.faultAt(q.Reference, doorKeep)
	s := b.scene(q.Reference, fault, problem)
	s.forget = forget
	r, moved := decide(q, s)
	return replyUnder(fault, r.Refund), b.write(entry{Refund: &r, Movement: moved, Spent: use, Forgets: forgets})
}

// sendAgain answers a repeated key with what it made; only faults of the answer apply. Where the money
// has still to move, the answer waits for it as the first one does.
func (b *book) sendAgain(known record, fault Fault, use *spending) (reply, error) {
	if fault.decides() {
		fault, use = Fault{}, nil
	}
	now := b.now()
	r, err := b.advance(known, occasion{now: now}, use)
	if r.hidden(now) && r.Ahead != nil {
		return reply{manner: mannerLateMove, refund: r.Refund, delay: r.HiddenUntil.Sub(now)}, err
	}
	return replyUnder(fault, r.Refund), err
}

// moveNow brings a refund whose money moves late to its end.
func (b *book) moveNow(id string) (Refund, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	known, now := b.state.refunds[id], b.now()
	if known.Ahead != nil && known.Ahead.At != nil && now.Before(*known.Ahead.At) {
		now, known.HiddenUntil = *known.Ahead.At, nil
	}
	r, err := b.advance(known, occasion{now: now}, nil)
	return r.Refund, err
}

func replyUnder(f Fault, r Refund) reply {
	return reply{manner: mannerOf(f), refund: r, delay: f.delayOrDefault()}
}

// scene gathers what a decision is made on.
func (b *book) scene(reference string, fault Fault, problem string) scene {
	s := scene{
		id: b.state.nextID(), now: b.now().UTC(), fault: fault, referenceProblem: problem,
		engagedMinor: b.state.engaged[reference],
	}
	if charge, ok := b.state.charges[reference]; ok {
		s.charge = &charge
	}
	return s
}

// lookUp answers a question for a key.
func (b *book) lookUp(key string) (reply, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	known, ok := b.state.byKey(key, now)
	if !ok || known.hidden(now) {
		return reply{manner: mannerNotFound}, nil
	}
	// A reference that names unknown faults has none at this door.
	fault, use, _ := b.state.faultAt(known.Reference, doorLookup)
	if fault.doesNothing() {
		return replyUnder(fault, Refund{}), b.write(entry{Spent: use})
	}
	r, err := b.advance(known, occasion{now: now, lookedUp: true}, nil)
	return reply{manner: mannerRefund, refund: r.Refund}, err
}

// advance lets an occasion change a refund, and writes what came of it, if anything did.
func (b *book) advance(known record, on occasion, use *spending) (record, error) {
	r, moved, changed := step(known, on)
	e := entry{Spent: use, Movement: moved}
	if changed {
		e.Refund = &r
	}
	if !changed && use == nil {
		return r, nil
	}
	return r, b.write(e)
}

// advanceDue lets the time change all refunds that wait for it.
func (b *book) advanceDue() error {
	for id := range b.state.waiting {
		known := b.state.refunds[id]
		if known.Ahead.At == nil {
			continue
		}
		if _, err := b.advance(known, occasion{now: b.now()}, nil); err != nil {
			return err
		}
	}
	return nil
}

// setCharge registers what was captured on a reference.
func (b *book) setCharge(c Charge) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write(entry{Charge: &c})
}

// setFaults replaces the faults of a reference.
func (b *book) setFaults(set faultSet) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write(entry{Faults: &set})
}

func (b *book) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.journal.close()
}
