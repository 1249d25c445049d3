package main

import (
	"context"
	"strings"
	"sync/atomic"

	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
)

// calls counts the calls to Temporal that carry a workflow on: its start, polls that bring a task, and the
// answers to tasks. That this program waits for a result is none of them.
type calls struct{ count atomic.Int64 }

// intercept counts an answer before it is sent, so that nobody hears of a workflow's end before its last
// call was counted.
func (c *calls) intercept(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, next grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	name := method[strings.LastIndexByte(method, '/')+1:]
	if name == "StartWorkflowExecution" || strings.HasPrefix(name, "RespondWorkflowTask") || strings.HasPrefix(name, "RespondActivityTask") {
		c.count.Add(1)
	}
	err := next(ctx, method, req, reply, cc, opts...)
	if err == nil && bringsTask(reply) {
		c.count.Add(1)
	}
	return err
}

func bringsTask(reply any) bool {
	switch r := reply.(type) {
	case *workflowservice.PollWorkflowTaskQueueResponse:
		return len(r.GetTaskToken()) > 0
	case *workflowservice.PollActivityTaskQueueResponse:
		return len(r.GetTaskToken()) > 0
	}
	return false
}
