package starter

import (
	"context"
	"errors"
	"sync"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
)

// pretendTemporal keeps workflows by id, as Temporal does with REJECT_DUPLICATE. Each of refusals
// is the answer to one call before any is served.
type pretendTemporal struct {
	mu       sync.Mutex
	refusals []error
	// loseAnswers makes that many starts happen and their answers get lost.
	loseAnswers int
	started     map[string]client.StartWorkflowOptions
	inputs      map[string]any
	calls       int
	changed     chan struct{}
}

func newPretendTemporal() *pretendTemporal {
	return &pretendTemporal{
		started: map[string]client.StartWorkflowOptions{}, inputs: map[string]any{}, changed: make(chan struct{}, 1),
	}
}

var (
	errAway       = serviceerror.NewUnavailable("connection refused")
	errAnswerLost = errors.New("context deadline exceeded")
)

func (p *pretendTemporal) ExecuteWorkflow(_ context.Context, o client.StartWorkflowOptions, _ any, args ...any) (client.WorkflowRun, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.tell()
	p.calls++
	if err := p.refusal(); err != nil {
		return nil, err
	}
	if _, ok := p.started[o.ID]; ok {
		return nil, serviceerror.NewWorkflowExecutionAlreadyStarted("exists", "request", "run")
	}
	p.started[o.ID], p.inputs[o.ID] = o, args[0]
	if p.loseAnswers > 0 {
		p.loseAnswers--
		return nil, errAnswerLost
	}
	return nil, nil
}

func (p *pretendTemporal) DescribeWorkflowExecution(_ context.Context, id, _ string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.refusal(); err != nil {
		return nil, err
	}
	o, ok := p.started[id]
	if !ok {
		return nil, serviceerror.NewNotFound("no workflow " + id)
	}
	fields := map[string]*common.Payload{}
	for key, value := range o.Memo {
		payload, err := converter.GetDefaultDataConverter().ToPayload(value)
		if err != nil {
			return nil, err
		}
		fields[key] = payload
	}
	return &workflowservice.DescribeWorkflowExecutionResponse{
		WorkflowExecutionInfo: &workflow.WorkflowExecutionInfo{Memo: &common.Memo{Fields: fields}},
	}, nil
}

func (p *pretendTemporal) refusal() error {
	if len(p.refusals) == 0 {
		return nil
	}
	err := p.refusals[0]
	p.refusals = p.refusals[1:]
	return err
}

func (p *pretendTemporal) tell() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

func (p *pretendTemporal) startedCount() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.started)
}
