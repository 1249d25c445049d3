//go:build kafka

package soak

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/makegood/makegood/refund"
)

// figures are what progress shows beside what it asks for.
type figures struct {
	published atomic.Int64
	killed    atomic.Int64
	// lagMax is the greatest lag that progress saw.
	lagMax atomic.Int64
}

// position is where the group stands in a partition, and where the partition ends.
type position struct{ committed, end int64 }

// positions asks the broker; what was never committed is 0.
func (r *rig) positions(ctx context.Context) (map[int]position, error) {
	var ids []int
	var wanted []driver.OffsetRequest
	for id := range partitions {
		ids, wanted = append(ids, id), append(wanted, driver.LastOffsetOf(id))
	}
	committed, err := r.admin.OffsetFetch(ctx, &driver.OffsetFetchRequest{GroupID: group, Topics: map[string][]int{topic: ids}})
	if err != nil {
		return nil, fmt.Errorf("committed offsets: %w", err)
	}
	ends, err := r.admin.ListOffsets(ctx, &driver.ListOffsetsRequest{Topics: map[string][]driver.OffsetRequest{topic: wanted}})
	if err != nil {
		return nil, fmt.Errorf("log end offsets: %w", err)
	}
	out := map[int]position{}
	for _, p := range ends.Topics[topic] {
		out[p.Partition] = position{end: p.LastOffset}
	}
	for _, p := range committed.Topics[topic] {
		out[p.Partition] = position{committed: max(p.CommittedOffset, 0), end: out[p.Partition].end}
	}
	return out, nil
}

// lagOf is how many offsets the group is behind: records, aborted ones and markers.
func lagOf(all map[int]position) (lag int64) {
	for _, p := range all {
		lag += p.end - p.committed
	}
	return lag
}

// handled is about how many events the group is through with.
func (r *rig) handled() int {
	all, err := r.positions(r.t.Context())
	if err != nil {
		return 0
	}
	return r.happened - int(lagOf(all))
}

// paid is how many legs the ledger has settled.
func (r *rig) paid(ctx context.Context) (count int64, err error) {
	err = r.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM legs WHERE status = 'Settled'`).Scan(&count)
	return count, err
}

// open is how many workflows run that were started by a moment.
func (r *rig) open(ctx context.Context, by time.Time) (int64, error) {
	answer, err := r.client.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Query: fmt.Sprintf(
		"WorkflowType = '%s' AND ExecutionStatus = 'Running' AND StartTime <= '%s'", refund.WorkflowName, by.UTC().Format(time.RFC3339Nano))})
	return answer.GetCount(), err
}

const progressEvery = 5 * time.Second

// reportProgress writes a line from time to time, until stop is called.
func (r *rig) reportProgress() (stop func()) {
	ctx, cancel := context.WithCancel(r.t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(progressEvery)
		defer tick.Stop()
		for last := int64(0); ; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				last = r.progress(ctx, last)
			}
		}
	})
	return func() { cancel(); running.Wait() }
}

// progress writes one line, and returns how many refunds were paid by now.
func (r *rig) progress(ctx context.Context, last int64) int64 {
	all, behind := r.positions(ctx)
	paid, unpaid := r.paid(ctx)
	open, uncounted := r.open(ctx, time.Now())
	for _, err := range []error{behind, unpaid, uncounted} {
		if err != nil {
			return last // the next line will tell
		}
	}
	lag := lagOf(all)
	r.figures.lagMax.Store(max(lag, r.figures.lagMax.Load()))
	r.t.Logf("%4.0f s: %d of %d events published, lag %d, %d workflows open, %d refunds paid (%.0f/s), %d kills",
		time.Since(r.began).Seconds(), r.figures.published.Load(), r.events, lag, open, paid,
		float64(paid-last)/progressEvery.Seconds(), r.figures.killed.Load())
	return paid
}

// awaitRest waits until nothing is left to read and no workflow runs. It fails when nothing moves any more.
func (r *rig) awaitRest() {
	r.t.Helper()
	var last string
	since := time.Now()
	atRest := func() bool {
		all, err := r.positions(r.t.Context())
		open, uncounted := r.open(r.t.Context(), time.Now())
		paid, unpaid := r.paid(r.t.Context())
		now := fmt.Sprint(lagOf(all), open, paid)
		if now != last {
			last, since = now, time.Now()
		}
		return err == nil && uncounted == nil && unpaid == nil && lagOf(all) == 0 && open == 0 || time.Since(since) > stallMax
	}
	r.until("rest", time.Hour, atRest)
	if time.Since(since) > stallMax {
		r.evidence()
		r.t.Fatalf("nothing has moved for %s: lag, open workflows and paid refunds are %s", stallMax, last)
	}
}

// evidence shows where everything stands when something does not move.
func (r *rig) evidence() {
	r.t.Helper()
	all, err := r.positions(r.t.Context())
	r.t.Logf("positions %v, %v", all, err)
	for _, p := range r.running {
		r.t.Logf("the last of %s: %s", p.name, r.tail(p))
	}
	for _, args := range [][]string{{"task-queue", "describe", "--task-queue", "refunds"}, {"workflow", "list", "--query", "ExecutionStatus = 'Running'", "--limit", "5"}} {
		out, err := exec.Command(filepath.Join("..", "..", "bin", "temporal"), append(args, "--address", r.stack.TemporalAddress)...).CombinedOutput()
		r.t.Logf("temporal %v: %v\n%s", args, err, out)
	}
	if raw, err := os.ReadFile(filepath.Join(r.dir, "stack", "temporal.log")); err == nil {
		r.t.Logf("the last of Temporal's server:\n%s", raw[max(0, len(raw)-3000):])
	}
}
