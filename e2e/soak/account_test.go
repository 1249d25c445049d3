package soak

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// aRun is a small run in which everything happens once: a start, a redelivery, a duplicate, a conflict, a
// refusal, a start and a dead letter that a kill cut off from their lines, and an aborted event.
func aRun() Facts {
	event := func(place Place, id, body, refusal string) Published {
		e := Event{Body: body, Refusal: refusal}
		if refusal == "" {
			e.Refund = refundOf(id)
		}
		return Published{Event: e, Place: place}
	}
	aborted := event("t/0/9", "gone", "first", "")
	aborted.Aborted = true
	return Facts{
		Published: []Published{
			event("t/0/0", "a", "first", ""), event("t/0/1", "a", "first", ""), event("t/0/2", "a", "other", ""),
			event("t/0/3", "", "", "MALFORMED"), event("t/1/0", "b", "first", ""), aborted,
		},
		Committed: []Place{"t/0/0", "t/0/1", "t/0/2", "t/0/3", "t/1/0"},
		Workflows: []Workflow{{refundOf("a"), "t/0/0"}, {refundOf("b"), "t/1/0"}},
		Letters:   []Letter{{"t/0/2", "CONFLICT"}, {"t/0/3", "MALFORMED"}, {"t/0/3", "MALFORMED"}},
		Words: []Word{
			{"starter-1", "t/0/0", wordStarted}, {"starter-2", "t/0/0", wordRedelivered}, {"starter-2", "t/0/1", wordDuplicate},
			{"starter-2", "t/0/2", wordRefused}, {"starter-2", "t/0/3", wordRefused}, {"starter-2", "t/1/0", wordRedelivered}, {"starter-3", "t/1/0", wordRedelivered},
		},
		Killed: map[string]bool{"starter-1": true},
	}
}

func TestARunThatAddsUpIsAccountedForRecordByRecord(t *testing.T) {
	sum, problems := Account(aRun())
	want := Sum{Events: 5, Started: 2, Duplicates: 1, Conflicts: 1, Refused: 1, Aborted: 1, Deliveries: 9, Redeliveries: 4, Unforced: 1, CutOff: 2,
		Said: map[string]int{wordStarted: 1, wordRedelivered: 3, wordDuplicate: 1, wordRefused: 2}}
	if len(problems) > 0 || !reflect.DeepEqual(sum, want) {
		t.Errorf("it comes to %+v, want %+v; %q", sum, want, problems)
	}
}

// Each case alters one fact of the run that adds up: the account must not add up any more.
func TestOneFactAlteredIsFound(t *testing.T) {
	for name, tc := range map[string]struct {
		alter func(*Facts)
		want  string
	}{
		"an event has no workflow": {func(f *Facts) { f.Workflows = f.Workflows[:1] }, "t/1/0 has neither a workflow nor a dead letter: it is lost"},
		"an aborted event has a workflow": {func(f *Facts) { f.Workflows = append(f.Workflows, Workflow{refundOf("gone"), "t/0/9"}) },
			"refund/m/gone/c-1 was started for t/0/9, which is no event that happened"},
		"an aborted event was handled": {func(f *Facts) { f.Words = append(f.Words, Word{"starter-1", "t/0/9", wordDuplicate}) },
			"t/0/9 was handled (map[duplicate:1]), and is no event that happened"},
		"a request has two runs": {func(f *Facts) { f.Workflows = append(f.Workflows, Workflow{refundOf("a"), "t/0/1"}) }, "refund/m/a/c-1 has 2 runs"},
		"a workflow is of another request": {func(f *Facts) { f.Workflows[1].ID = refundOf("c") },
			"refund/m/c/c-1 was started for t/1/0, which is of refund/m/b/c-1"},
		"a conflict is no dead letter": {func(f *Facts) { f.Letters = f.Letters[1:] },
			"t/0/2 has another body than refund/m/a/c-1 was started for, and is no dead letter"},
		"a duplicate is a conflict": {func(f *Facts) { f.Letters = append(f.Letters, Letter{"t/0/1", "CONFLICT"}) },
			"t/0/1 is a conflict, and refund/m/a/c-1 was started for the same body"},
		"a bad event is no dead letter":             {func(f *Facts) { f.Letters = f.Letters[:1] }, "t/0/3 should be a dead letter (MALFORMED), and is none"},
		"a bad event is refused for something else": {func(f *Facts) { f.Letters[1].Reason = "TOO_LARGE" }, "t/0/3 is a dead letter for TOO_LARGE, want MALFORMED"},
		"a dead letter is of no event":              {func(f *Facts) { f.Letters[0].Place = "t/7/7" }, "t/7/7 is a dead letter (CONFLICT), and no event that happened"},
		"a record is not in the topic":              {func(f *Facts) { f.Committed = f.Committed[1:] }, "t/0/0 was published, and is not in the topic"},
		"an aborted record is in the topic":         {func(f *Facts) { f.Committed = append(f.Committed, "t/0/9") }, "t/0/9 is in the topic, and nobody published it"},
		"a record is read twice":                    {func(f *Facts) { f.Committed = append(f.Committed, "t/0/0") }, "t/0/0 was read twice"},
		"a start without a word":                    {func(f *Facts) { f.Words = f.Words[:5] }, "t/1/0 has a workflow, and its offset was committed without a word"},
		"a duplicate without a word":                {func(f *Facts) { f.Words = slices.Delete(f.Words, 2, 3) }, "t/0/1 is a duplicate, and its offset was committed without a word"},
		"a start that was said twice":               {func(f *Facts) { f.Words[1].Result = wordStarted }, "t/0/0 was started 2 times by the starters' words"},
		"a dead letter that was said and is not there": {func(f *Facts) { f.Words = append(f.Words, Word{"starter-1", "t/0/2", wordRefused}) },
			"t/0/2 was refused 2 times by the starters' words, and has 1 dead letters"},
		"a duplicate that was said to be started": {func(f *Facts) { f.Words[2].Result = wordStarted }, "the starters said map[started:1] of t/0/1"},
	} {
		t.Run(name, func(t *testing.T) {
			facts := aRun()
			tc.alter(&facts)
			if _, problems := Account(facts); !slices.Contains(problems, tc.want) {
				t.Errorf("it found %q, want %q", strings.Join(problems, "; "), tc.want)
			}
		})
	}
}
