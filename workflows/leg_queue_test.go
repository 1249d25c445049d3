package workflows_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/mock"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// ownQueue is that of the simulator in these tests.
const ownQueue = "refunds-simulator"

// queues are the task queues of a world in which the simulator may have one of its own.
type queues struct {
	own map[string]string
	// polled: a worker takes up what lies on the simulator's own queue.
	polled bool
	// localFails: local activities that pay fail, as they do when a worker is busy.
	localFails bool
	// came are the queues that regular activities came by.
	came []string
}

// pays runs PayLeg as the workers of these queues do.
func (q *queues) pays(b *bundle) {
	parties := b.parties()
	b.env.OnActivity(activities.PayLeg.Name, mock.Anything, mock.Anything).Return(func(ctx context.Context, in refund.PayLeg) (refund.LegPaid, error) {
		info := activity.GetInfo(ctx)
		if info.IsLocalActivity && q.localFails {
			return refund.LegPaid{}, errors.New("no time")
		}
		if !info.IsLocalActivity {
			q.came = append(q.came, info.TaskQueue)
			if info.TaskQueue == ownQueue && !q.polled {
				return refund.LegPaid{}, temporal.NewTimeoutError(enums.TIMEOUT_TYPE_SCHEDULE_TO_START, nil)
			}
		}
		parties.Payments.Queues = q.own
		return parties.Payments.PayLeg(ctx, in)
	})
}

func TestALegIsPaidOnItsProvidersOwnQueue(t *testing.T) {
	own := map[string]string{"simulator": ownQueue}
	for name, tc := range map[string]struct {
		queues queues
		want   []string
	}{
		"the local try says which":                         {queues{own: own, polled: true}, []string{ownQueue}},
		"where the local try failed the shared queue does": {queues{own: own, polled: true, localFails: true}, []string{"refunds", ownQueue}},
		"it has none": {queues{localFails: true}, []string{"refunds"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t, nil)
			tc.queues.pays(b)
			if result := b.run(); result.Status != refund.StatusRefunded || !slices.Equal(tc.queues.came, tc.want) {
				t.Errorf("ended %+v by %v, want %v", result, tc.queues.came, tc.want)
			}
		})
	}
}

// The setting is taken away while the leg waits, and with it the workers of the queue.
func TestALegLeavesAQueueThatNobodyPolls(t *testing.T) {
	b := setup(t, nil)
	q := &queues{own: map[string]string{"simulator": ownQueue}}
	q.pays(b)
	b.env.SetOnActivityStartedListener(startedOn(ownQueue, func() { q.own = nil }))
	if result := b.run(); result.Status != refund.StatusRefunded || !slices.Equal(q.came, []string{ownQueue, "refunds"}) {
		t.Errorf("ended %+v by %v", result, q.came)
	}
}

// A queue that is long at its provider's rate is gone back to: the shared queue's workers say that it is still there.
func TestALegGoesBackToAQueueThatIsOnlyLong(t *testing.T) {
	b := setup(t, nil)
	q := &queues{own: map[string]string{"simulator": ownQueue}}
	q.pays(b)
	starts := 0
	b.env.SetOnActivityStartedListener(startedOn(ownQueue, func() {
		starts++
		q.polled = starts == 3
	}))
	want := []string{ownQueue, "refunds", ownQueue, "refunds", ownQueue}
	if result := b.run(); result.Status != refund.StatusRefunded || !slices.Equal(q.came, want) {
		t.Errorf("ended %+v by %v, want %v", result, q.came, want)
	}
}

// startedOn calls do whenever an activity is taken from the queue.
func startedOn(queue string, do func()) func(*activity.Info, context.Context, converter.EncodedValues) {
	return func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if info.TaskQueue == queue {
			do()
		}
	}
}
