//go:build kafka

package soak

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"syscall"
	"time"
)

// recovery is a kill, and how long it was felt.
type recovery struct {
	victim string
	signal syscall.Signal
	at     time.Time
	// ended is how long the process took to end.
	ended time.Duration
	// next is the time from the kill to the next event handled (starter) or refund paid (worker).
	next time.Duration
	// all is the time until an event published after the kill was handled in each partition (starter), or
	// until every refund that was under way at the kill had ended (worker).
	all time.Duration
	// nextCame and allCame say whether it has come to that.
	nextCame, allCame func(ctx context.Context) (bool, error)
}

// kill ends the next process in turn, and starts it anew at once. Events are published before recover waits.
func (r *rig) kill(turn int) {
	r.t.Helper()
	names := []string{"worker-1", "starter-1", "worker-2", "starter-2"}
	k := recovery{victim: names[turn%len(names)], signal: syscall.SIGKILL}
	if (turn+turn/len(names))%2 == 1 {
		k.signal = syscall.SIGTERM
	}
	if strings.HasPrefix(k.victim, "starter") {
		r.lookAtReading(&k)
	} else {
		r.lookAtPaying(&k)
	}
	k.at = time.Now()
	k.ended = r.end(r.running[k.victim], k.signal)
	r.running[k.victim].killed = k.signal == syscall.SIGKILL
	r.figures.killed.Add(1)
	r.spawn(k.victim)
	r.recoveries = append(r.recoveries, k)
}

// lookAtPaying sees how many refunds were paid before a worker is killed.
func (r *rig) lookAtPaying(k *recovery) {
	r.t.Helper()
	before, err := r.paid(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	k.nextCame = func(ctx context.Context) (bool, error) {
		now, err := r.paid(ctx)
		return now > before, err
	}
	k.allCame = func(ctx context.Context) (bool, error) {
		open, err := r.open(ctx, k.at)
		return open == 0, err
	}
}

// lookAtReading sees where the log ends before a starter is killed.
func (r *rig) lookAtReading(k *recovery) {
	r.t.Helper()
	before, err := r.positions(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	k.nextCame = func(ctx context.Context) (bool, error) {
		now, err := r.positions(ctx)
		return slices.ContainsFunc(slices.Collect(maps.Keys(before)), func(id int) bool { return now[id].committed > before[id].committed }), err
	}
	k.allCame = func(ctx context.Context) (bool, error) {
		now, err := r.positions(ctx)
		return !slices.ContainsFunc(slices.Collect(maps.Keys(before)), func(id int) bool {
			return now[id].end > before[id].end && now[id].committed <= before[id].end
		}), err
	}
}

// recover waits until the last kill is no longer felt.
func (r *rig) recover() {
	r.t.Helper()
	k := &r.recoveries[len(r.recoveries)-1]
	for _, step := range []struct {
		into *time.Duration
		come func(context.Context) (bool, error)
	}{{&k.next, k.nextCame}, {&k.all, k.allCame}} {
		var err error
		r.until("recovery from the "+k.signal.String()+" of "+k.victim, stallMax, func() bool {
			var come bool
			come, err = step.come(r.t.Context())
			return come && err == nil
		})
		*step.into = time.Since(k.at)
	}
	r.t.Logf("%5.0f s, %s: %s", k.at.Sub(r.began).Seconds(), k.at.UTC().Format(clock), k)
}

// String is a recovery's line.
func (k *recovery) String() string {
	name := map[syscall.Signal]string{syscall.SIGKILL: "SIGKILL", syscall.SIGTERM: "SIGTERM"}[k.signal]
	return fmt.Sprintf("%s of %-9s  ended in %5.2f s, next after %5.2f s, all after %5.2f s", name, k.victim, k.ended.Seconds(), k.next.Seconds(), k.all.Seconds())
}
