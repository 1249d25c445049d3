package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// heardOf is what a provider has said of one generation of the leg.
func (l *legRow) heardOf(generation int) refund.Heard {
	if heard, kept := l.words[generation]; kept || generation != l.Generation {
		return heard
	}
	var heard refund.Heard
	if l.Outcome != nil && l.Outcome.Kind.IsWord() {
		heard.Last.Kind = l.Outcome.Kind
		if l.wordAt.Valid {
			heard.Last.At = fromMicros(l.wordAt.Int64)
		}
	}
	heard.Settled = statusBefore(l) == refund.LegSettled || statusBefore(l) == refund.LegLateFailed
	return heard
}

// keepHeard keeps what was heard of a generation.
func (l *legRow) keepHeard(generation int, heard refund.Heard) {
	if _, kept := l.words[generation]; !kept && generation == l.Generation {
		at := micros(heard.Last.At)
		l.wordAt.Int64, l.wordAt.Valid = at, true
		return
	}
	if l.words == nil {
		l.words = map[int]refund.Heard{}
	}
	l.words[generation] = heard
}

// keepWords keeps what was heard of the present generation, before its outcome makes way for another one's.
func (l *legRow) keepWords() {
	heard := l.heardOf(l.Generation)
	if heard.Last.Kind == "" {
		return
	}
	if l.words == nil {
		l.words = map[int]refund.Heard{}
	}
	l.words[l.Generation] = heard
}

func (l *legRow) wordsText() (string, error) {
	if len(l.words) == 0 {
		return "", nil
	}
	return text(l.words)
}

// overtaken reports that a notification has said more than an answer or a look-up that is recorded only now. What it
// was told is kept: a leg that failed had been paid before. Of two look-ups the one that is recorded later counts.
func (t *tx) overtaken(c *caseRow, l *legRow, in refund.Record) (bool, error) {
	if !in.Outcome.Kind.IsWord() {
		return false, nil
	}
	before := l.heardOf(l.Generation)
	word := refund.Word{Kind: in.Outcome.Kind, At: t.now.Add(-refund.WordDelay)}
	now, last := before.With(word)
	if last {
		l.keepHeard(l.Generation, now)
		return false, nil
	}
	if !word.At.Before(before.Last.At) {
		return false, nil
	}
	return true, t.wasPaidBefore(c, l, in)
}

// wasPaidBefore: it becomes known only now that a leg that failed had been paid before it failed.
func (t *tx) wasPaidBefore(c *caseRow, l *legRow, in refund.Record) error {
	failed := statusBefore(l) == refund.LegFailed || statusBefore(l) == refund.LegDeclined
	if in.Outcome.Kind != refund.OutcomeSettled || in.Generation != l.Generation || !failed || l.mayRetry {
		return nil
	}
	if other, err := t.paidByOther(c, l); err != nil || other {
		return err
	}
	if l.Status == refund.LegHeld {
		l.heldFrom = refund.LegLateFailed
	} else {
		l.Status = refund.LegLateFailed
	}
	if err := t.saveLeg(c, l); err != nil {
		return err
	}
	c.note(event{Name: "Leg" + string(refund.LegLateFailed), Leg: l.LegID, Cause: causeOf(in)})
	return t.follow(c, causeOf(in))
}
