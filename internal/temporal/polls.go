package temporal

import (
	"context"

	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
)

// Poll is the kind of task that a worker asks the server for. A call waits for at most about a minute, so that a
// worker which polls asks again after that at the latest, also where there is nothing to do or no server.
type Poll string

// The kinds of tasks.
const (
	PollWorkflowTask Poll = "workflow tasks"
	PollActivityTask Poll = "activity tasks"
)

// tellingOfPolls are the connection's options that have OnPoll told.
func (s Settings) tellingOfPolls() []grpc.DialOption {
	if s.OnPoll == nil {
		return nil
	}
	tell := func(ctx context.Context, method string, in, out any, conn *grpc.ClientConn, call grpc.UnaryInvoker, options ...grpc.CallOption) error {
		switch method {
		case workflowservice.WorkflowService_PollWorkflowTaskQueue_FullMethodName:
			s.OnPoll(PollWorkflowTask)
		case workflowservice.WorkflowService_PollActivityTaskQueue_FullMethodName:
			s.OnPoll(PollActivityTask)
		}
		return call(ctx, method, in, out, conn, options...)
	}
	return []grpc.DialOption{grpc.WithChainUnaryInterceptor(tell)}
}
