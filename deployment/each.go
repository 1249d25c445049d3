package deployment

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"

	"github.com/makegood/makegood/refund"
)

// fate is what became of one refund that was looked at.
type fate struct {
	refund refund.ID
	from   Version
	// begun: a worker has taken a step. ended: it is over, or is on this program's version already.
	begun, ended bool
	err          error
}

// treatment does something about one run of a refund, and returns why that cannot be done.
type treatment func(ctx context.Context, run *common.WorkflowExecution, f *fate) error

// each treats every refund that meets the conditions, some at once. It stops early when Temporal is away.
func (h Handle) each(ctx context.Context, s Selection, treat treatment, conditions ...string) (Report, error) {
	limitMax := refundCountMax
	if s.LimitMax > 0 {
		limitMax = min(s.LimitMax, refundCountMax)
	}
	found, more, err := h.list(ctx, limitMax, conditions)
	report := Report{To: h.own.String(), Found: len(found), Kept: []Kept{}, More: more}
	if err != nil {
		return report, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	done := 0
	for f := range h.fates(ctx, found, s.atOnce(), treat) {
		if away(f.err) {
			stop(f.err)
			continue
		}
		done++
		report.add(f)
		if s.Progress != nil {
			s.Progress(done, len(found))
		}
	}
	if ctx.Err() != nil {
		return report, fmt.Errorf("deployment: stopped after %d of %d refunds: %w", done, len(found), context.Cause(ctx))
	}
	return report, nil
}

// fates treats the runs in some goroutines; the channel is closed after the last, or when ctx has ended.
func (h Handle) fates(ctx context.Context, runs []*common.WorkflowExecution, atOnce int, treat treatment) <-chan fate {
	todo, out := make(chan *common.WorkflowExecution), make(chan fate)
	go func() {
		defer close(todo)
		for _, run := range runs {
			select {
			case todo <- run:
			case <-ctx.Done():
				return
			}
		}
	}()
	var working sync.WaitGroup
	for range atOnce {
		working.Go(func() {
			for run := range todo {
				out <- h.treatOne(ctx, run, treat)
			}
		})
	}
	go func() {
		working.Wait()
		close(out)
	}()
	return out
}

// treatOne looks where the refund is now, and treats it if it still runs elsewhere.
func (h Handle) treatOne(ctx context.Context, run *common.WorkflowExecution, treat treatment) fate {
	f := fate{refund: refund.ID(run.GetWorkflowId())}
	about, err := h.client.DescribeWorkflowExecution(ctx, run.GetWorkflowId(), run.GetRunId())
	if err == nil {
		info := about.GetWorkflowExecutionInfo()
		f.from = versionOf(info.GetVersioningInfo())
		if info.GetStatus() != enums.WORKFLOW_EXECUTION_STATUS_RUNNING || (f.from == h.own && f.from != Version{}) {
			f.ended = true
			return f
		}
		err = treat(ctx, run, &f)
	}
	if over(err) {
		f.ended, err = true, nil
	}
	f.err = err
	return f
}

// over reports whether the error says that the run has ended.
func over(err error) bool {
	var gone *serviceerror.NotFound
	return errors.As(err, &gone)
}

// away reports whether the error is about Temporal, not about one refund.
func away(err error) bool {
	var unavailable *serviceerror.Unavailable
	var denied *serviceerror.PermissionDenied
	var late *serviceerror.DeadlineExceeded
	return errors.As(err, &unavailable) || errors.As(err, &denied) || errors.As(err, &late) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func (r *Report) add(f fate) {
	if f.begun {
		r.Begun++
	}
	switch {
	case f.ended:
		r.Ended++
	case f.err == nil:
		r.Moved++
	default:
		problem, ok := refund.ProblemIn(f.err)
		if !ok {
			problem = refund.Problem{Code: CodeFailed, Detail: f.err.Error()}
		}
		r.Kept = append(r.Kept, Kept{Refund: f.refund, From: f.from.String(), Code: problem.Code, Why: printable(problem.Detail)})
	}
}

// printable cuts a message: a replay's error may quote whole payloads and stacks.
func printable(why string) string {
	const bytesMax = 400
	if len(why) > bytesMax {
		why = strings.ToValidUTF8(why[:bytesMax], "") + "..."
	}
	return strings.Join(strings.Fields(why), " ")
}
