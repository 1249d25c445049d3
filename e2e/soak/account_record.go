package soak

// The results of a starter's lines.
const (
	wordStarted     = "started"
	wordRedelivered = "redelivered"
	wordDuplicate   = "duplicate"
	wordRefused     = "refused"
)

// conflictReason is the dead letter's of another body under a known key.
const conflictReason = "CONFLICT"

// record accounts for one published record, and takes its facts out.
func (a *accounts) record(p Published) {
	if p.Aborted {
		a.sum.Aborted++
		return // whatever is found of it is left over
	}
	a.sum.Events++
	if !a.committed[p.Place] {
		a.say("%s was published, and is not in the topic", p.Place)
	}
	delete(a.committed, p.Place)
	switch {
	case p.Refusal != "":
		a.sum.Refused++
		a.refused(p, p.Refusal)
	case len(a.started[p.Place]) > 0:
		a.sum.Started++
		a.begun(p)
	case len(a.letters[p.Place]) > 0:
		a.sum.Conflicts++
		a.conflict(p)
	default:
		a.sum.Duplicates++
		a.duplicate(p)
	}
	delete(a.words, p.Place)
}

// refused: nothing is left of the record but dead letters with one reason.
func (a *accounts) refused(p Published, reason string) {
	letters, words := a.letters[p.Place], a.words[p.Place]
	delete(a.letters, p.Place)
	if len(letters) == 0 {
		a.say("%s should be a dead letter (%s), and is none", p.Place, reason)
	}
	for _, l := range letters {
		if l.Reason != reason {
			a.say("%s is a dead letter for %s, want %s", p.Place, l.Reason, reason)
		}
	}
	if words[wordRefused] > len(letters) {
		a.say("%s was refused %d times by the starters' words, and has %d dead letters", p.Place, words[wordRefused], len(letters))
	}
	a.only(p, wordRefused)
	a.delivered(p, len(letters), words[wordRefused])
}

// begun: the record's workflow is of its own request, and nothing else is left of the record.
func (a *accounts) begun(p Published) {
	for _, w := range a.started[p.Place] {
		if w.ID != p.Refund {
			a.say("%s was started for %s, which is of %s", w.ID, p.Place, p.Refund)
		}
	}
	if len(a.letters[p.Place]) > 0 {
		a.say("%s has both a workflow and a dead letter", p.Place)
	}
	delete(a.letters, p.Place)
	delete(a.started, p.Place)
	words := a.words[p.Place]
	if words[wordStarted] > 1 {
		a.say("%s was started %d times by the starters' words", p.Place, words[wordStarted])
	}
	if words[wordStarted]+words[wordRedelivered] == 0 {
		a.say("%s has a workflow, and its offset was committed without a word", p.Place)
	}
	a.only(p, wordStarted, wordRedelivered)
	a.delivered(p, 1+words[wordRedelivered], words[wordStarted]+words[wordRedelivered])
}

// conflict: the request was started for another body.
func (a *accounts) conflict(p Published) {
	for _, w := range a.runs[p.Refund] {
		if a.bodies[w.Place] == p.Body {
			a.say("%s is a conflict, and %s was started for the same body", p.Place, p.Refund)
		}
	}
	if len(a.runs[p.Refund]) == 0 {
		a.say("%s is a conflict, and %s has no workflow: it is lost", p.Place, p.Refund)
	}
	a.refused(p, conflictReason)
}

// duplicate: the request was started for the same body, by another record.
func (a *accounts) duplicate(p Published) {
	words := a.words[p.Place]
	if len(a.runs[p.Refund]) == 0 {
		a.say("%s has neither a workflow nor a dead letter: it is lost", p.Place)
	}
	for _, w := range a.runs[p.Refund] {
		if a.bodies[w.Place] != p.Body {
			a.say("%s has another body than %s was started for, and is no dead letter", p.Place, p.Refund)
		}
	}
	if words[wordDuplicate] == 0 {
		a.say("%s is a duplicate, and its offset was committed without a word", p.Place)
	}
	a.only(p, wordDuplicate)
	a.delivered(p, words[wordDuplicate], words[wordDuplicate])
}

// only: no other word was said of the record.
func (a *accounts) only(p Published, allowed ...string) {
	left := 0
	for _, count := range a.words[p.Place] {
		left += count
	}
	for _, result := range allowed {
		left -= a.words[p.Place][result]
	}
	if left > 0 {
		a.say("the starters said %v of %s", a.words[p.Place], p.Place)
	}
}

// delivered counts a record's deliveries, of which so many left a line.
func (a *accounts) delivered(p Published, count, lines int) {
	a.sum.Deliveries += count
	a.sum.CutOff += max(0, count-lines)
	if !a.forced[p.Place] {
		a.sum.Unforced += max(0, lines-1)
	}
}
