package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// board is a Temporal that says of each task queue the same.
type board struct {
	workflowservice.WorkflowServiceClient
	answer *workflowservice.DescribeTaskQueueResponse
	asked  []string
}

func (b *board) DescribeTaskQueue(_ context.Context, in *workflowservice.DescribeTaskQueueRequest, _ ...grpc.CallOption) (*workflowservice.DescribeTaskQueueResponse, error) {
	b.asked = append(b.asked, in.GetTaskQueue().GetName())
	return b.answer, nil
}

func TestTheDoctorSaysWhichProvidersQueueNobodyPolls(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	state := func(waiting int64, polledAgo time.Duration) *workflowservice.DescribeTaskQueueResponse {
		return &workflowservice.DescribeTaskQueueResponse{
			Stats:   &taskqueue.TaskQueueStats{ApproximateBacklogCount: waiting},
			Pollers: []*taskqueue.PollerInfo{{Identity: "worker", LastAccessTime: timestamppb.New(now.Add(-polledAgo))}},
		}
	}
	for name, tc := range map[string]struct {
		queues string
		state  *workflowservice.DescribeTaskQueueResponse
		want   string
	}{
		"a worker polls":                         {"stripe", state(7, time.Minute), ""},
		"its worker is gone":                     {"stripe", state(7, time.Hour), "no worker polls task queue refunds-stripe, where stripe's payouts wait (7 now)"},
		"nobody ever polled":                     {"stripe", &workflowservice.DescribeTaskQueueResponse{}, "MAKEGOOD_PROVIDER_QUEUES=stripe"},
		"taken off, and nothing waits":           {"", state(0, time.Hour), ""},
		"taken off while legs wait":              {"", state(3, time.Hour), "3 payouts of stripe lie on task queue refunds-stripe"},
		"taken off, another worker has it still": {"", state(3, time.Minute), ""},
	} {
		set := withKey("sk_test")
		set["MAKEGOOD_PROVIDER_QUEUES"] = tc.queues
		temporal := &board{answer: tc.state}
		lines := queueLines(stripeAt(t, "http://127.0.0.1:1", set), temporal, func() time.Time { return now })
		if len(lines) != 1 {
			t.Fatalf("%s: %d lines", name, len(lines))
		}
		said := strings.Join(lines[0].Problems(t.Context()), "; ")
		if (said == "") != (tc.want == "") || !strings.Contains(said, tc.want) || len(temporal.asked) != 1 || temporal.asked[0] != "refunds-stripe" {
			t.Errorf("%s: it says %q of %v", name, said, temporal.asked)
		}
	}
	if lines := queueLines(stripeAt(t, "http://127.0.0.1:1", nil), &board{}, time.Now); len(lines) != 0 {
		t.Errorf("without a provider: %+v", lines)
	}
}
