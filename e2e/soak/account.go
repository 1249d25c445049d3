package soak

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Place is a record's topic/partition/offset.
type Place string

// Published is an event at the place its producer was told. Aborted: its transaction was given up.
type Published struct {
	Event
	Place   Place
	Aborted bool
}

// Workflow is a refund's run as Temporal lists it, and the place of the record it was started for.
type Workflow struct {
	ID    refund.ID
	Place Place
}

// Letter is a record of the dead-letter topic.
type Letter struct {
	Place  Place
	Reason string
}

// Word is a starter's line about one delivery of one record. Lines are written at once, so those of a
// process that was killed are there too, but for the last.
type Word struct {
	Process string
	Place   Place
	// Result is started, redelivered or duplicate, or refused for any dead letter.
	Result string
}

// Facts are what was found outside of makegood's processes, and the lines they left.
type Facts struct {
	Published []Published
	// Committed are the places that a reader of committed records finds in the topic.
	Committed []Place
	Workflows []Workflow
	Letters   []Letter
	Words     []Word
	// Killed are the processes that could not finish what they had begun.
	Killed map[string]bool
}

// Sum is the account of a run. Each event that happened is one of Started, Duplicates, Conflicts and Refused.
type Sum struct {
	Events, Started, Duplicates, Conflicts, Refused int
	// Aborted events were published and never happened.
	Aborted int
	// Deliveries are what starters handled: each event once, and Redeliveries.
	Deliveries, Redeliveries int
	// Unforced are redeliveries of events of which no process that was killed said anything.
	Unforced int
	// CutOff are deliveries that a kill ended between what they did and their line.
	CutOff int
	// Said is what the starters' lines come to, by result.
	Said map[string]int
}

// Account holds the facts against each other, record by record, and returns every contradiction. What became
// of a record follows from the facts alone:
//
//   - started: its place is in the memo of a workflow;
//   - conflict, refused: it is the original of a dead letter, with reason CONFLICT or another;
//   - duplicate: neither, and its request has a workflow that was started for the same body.
//
// A delivery leaves a line, or was cut off by a kill and left a workflow, or a dead letter, without one.
// Deliveries of a record after the first are redeliveries.
func Account(f Facts) (Sum, []string) {
	a := newAccounts(f)
	for _, p := range f.Published {
		a.record(p)
	}
	a.leftovers()
	if s := a.sum; s.Events != s.Started+s.Duplicates+s.Conflicts+s.Refused {
		a.say("%d events are not %d started + %d duplicates + %d conflicts + %d refused", s.Events, s.Started, s.Duplicates, s.Conflicts, s.Refused)
	}
	a.sum.Redeliveries = a.sum.Deliveries - a.sum.Events
	return a.sum, a.problems
}

// accounts are the facts by place and by request. What a record explains is taken out.
type accounts struct {
	sum       Sum
	problems  []string
	committed map[Place]bool
	// runs are a request's workflows.
	runs    map[refund.ID][]Workflow
	started map[Place][]Workflow
	letters map[Place][]Letter
	words   map[Place]map[string]int
	bodies  map[Place]string
	// forced are the places of which a process that was killed had said something.
	forced map[Place]bool
}

func newAccounts(f Facts) *accounts {
	a := &accounts{
		sum: Sum{Said: map[string]int{}}, committed: map[Place]bool{}, runs: map[refund.ID][]Workflow{}, started: map[Place][]Workflow{},
		letters: map[Place][]Letter{}, words: map[Place]map[string]int{}, bodies: map[Place]string{}, forced: map[Place]bool{},
	}
	for _, place := range f.Committed {
		if a.committed[place] {
			a.say("%s was read twice", place)
		}
		a.committed[place] = true
	}
	for _, w := range f.Workflows {
		a.runs[w.ID], a.started[w.Place] = append(a.runs[w.ID], w), append(a.started[w.Place], w)
	}
	for _, l := range f.Letters {
		a.letters[l.Place] = append(a.letters[l.Place], l)
	}
	for _, p := range f.Published {
		a.bodies[p.Place] = p.Body
	}
	for _, w := range f.Words {
		a.count(w)
		a.forced[w.Place] = a.forced[w.Place] || f.Killed[w.Process]
	}
	return a
}

func (a *accounts) count(w Word) {
	if a.words[w.Place] == nil {
		a.words[w.Place] = map[string]int{}
	}
	a.words[w.Place][w.Result]++
	a.sum.Said[w.Result]++
}

func (a *accounts) say(format string, args ...any) {
	a.problems = append(a.problems, fmt.Sprintf(format, args...))
}

// leftovers are facts that no published record explains.
func (a *accounts) leftovers() {
	for place := range a.committed {
		a.say("%s is in the topic, and nobody published it", place)
	}
	for place, of := range a.started {
		a.say("%s was started for %s, which is no event that happened", of[0].ID, place)
	}
	for place, of := range a.letters {
		a.say("%s is a dead letter (%s), and no event that happened", place, of[0].Reason)
	}
	for place, of := range a.words {
		a.say("%s was handled (%v), and is no event that happened", place, of)
	}
	for id, runs := range a.runs {
		if len(runs) > 1 {
			a.say("%s has %d runs", id, len(runs))
		}
	}
	slices.Sort(a.problems)
}
