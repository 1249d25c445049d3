//go:build kafka

package soak

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"

	"github.com/makegood/makegood/refund"
)

// way is one refund's time from its start to its end.
type way struct {
	id      refund.ID
	started time.Time
	took    time.Duration
}

// shownMax bounds how many refunds are shown step by step.
const shownMax = 6

// showWays prints how long refunds took, apart for those whose provider had a bad moment, and where the
// slowest of the others waited that was under way when a worker ended.
func (r *rig) showWays() {
	r.t.Helper()
	troubled := map[refund.ID]bool{}
	for _, p := range r.published {
		if strings.Contains(string(p.Value), "~") {
			troubled[p.Refund] = true
		}
	}
	slices.SortFunc(r.ways, func(a, b way) int { return cmp.Compare(a.took, b.took) })
	var plain, bad []way
	for _, w := range r.ways {
		if troubled[w.id] {
			bad = append(bad, w)
		} else {
			plain = append(plain, w)
		}
	}
	r.t.Logf("start to end: %s; where the provider had a bad moment: %s", spread(plain), spread(bad))
	shown := 0
	for _, k := range r.recoveries {
		at := slices.IndexFunc(plain, func(w way) bool { return w.started.Before(k.at) && w.started.Add(w.took).After(k.at) })
		if at < 0 || !strings.HasPrefix(k.victim, "worker") || shown == shownMax {
			continue
		}
		slowest := plain[at]
		for _, w := range plain[at:] { // they stand in the sequence of their lengths
			if w.started.Before(k.at) && w.started.Add(w.took).After(k.at) {
				slowest = w
			}
		}
		shown++
		r.t.Logf("under way at %s, the %s of %s: %s took %s:%s", k.at.UTC().Format(clock), k.signal, k.victim, slowest.id,
			slowest.took.Round(time.Millisecond), r.steps(slowest.id))
	}
}

// spread says of ways in the sequence of their lengths how long they were.
func spread(ways []way) string {
	if len(ways) == 0 {
		return "none"
	}
	at := func(percent int) time.Duration { return ways[(len(ways)-1)*percent/100].took.Round(time.Millisecond) }
	return fmt.Sprintf("half of %d within %s, 90 %% within %s, 99 %% within %s, all within %s", len(ways), at(50), at(90), at(99), at(100))
}

const clock = "15:04:05.000"

// steps are a refund's history, one event a line.
func (r *rig) steps(id refund.ID) string {
	r.t.Helper()
	var out strings.Builder
	history := r.client.GetWorkflowHistory(r.t.Context(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		e, err := history.Next()
		if err != nil {
			r.t.Fatal(err)
		}
		fmt.Fprintf(&out, "\n  %s %s", e.GetEventTime().AsTime().Format(clock), e.GetEventType())
		if failed := e.GetWorkflowTaskFailedEventAttributes(); failed != nil {
			fmt.Fprintf(&out, " %s %s", failed.GetCause(), failed.GetFailure().GetMessage())
		}
		if late := e.GetWorkflowTaskTimedOutEventAttributes(); late != nil {
			fmt.Fprintf(&out, " %s", late.GetTimeoutType())
		}
		if task := e.GetWorkflowTaskScheduledEventAttributes(); task != nil {
			fmt.Fprintf(&out, " on %s", task.GetTaskQueue().GetName())
		}
		if task := e.GetWorkflowTaskStartedEventAttributes(); task != nil {
			fmt.Fprintf(&out, " by %s", task.GetIdentity())
		}
	}
	return out.String()
}
