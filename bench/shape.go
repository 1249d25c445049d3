package main

import (
	"fmt"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
)

// shape is what a refund's history says of it: how it was started, its steps, and the bytes of each payload.
type shape struct {
	options     client.StartWorkflowOptions
	inputBytes  int
	resultBytes int
	steps       []step
}

// step is a local activity, a regular one, or an upsert of search attributes.
type step struct {
	kind    stepKind
	name    string
	summary string
	// inputBytes is 0 for a local activity: Temporal does not record its input.
	inputBytes  int
	resultBytes int
	attributes  []temporal.SearchAttributeUpdate
}

type stepKind int

const (
	localStep stepKind = iota
	regularStep
	upsertStep
)

// shapeOf reads a history. An event for which the skeleton has no step is an error: without it the
// skeleton would be less than the refund's.
func shapeOf(h *history.History) (s shape, err error) {
	scheduled := map[int64]int{} // a regular step by its event
	for _, e := range h.GetEvents() {
		switch e.GetEventType() {
		case enums.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
			err = s.started(e)
		case enums.EVENT_TYPE_MARKER_RECORDED:
			err = s.local(e)
		case enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
			scheduled[e.GetEventId()] = len(s.steps)
			err = s.regular(e)
		case enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
			done := e.GetActivityTaskCompletedEventAttributes()
			s.steps[scheduled[done.GetScheduledEventId()]].resultBytes = size(done.GetResult())
		case enums.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
			err = s.upsert(e)
		case enums.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
			s.resultBytes = size(e.GetWorkflowExecutionCompletedEventAttributes().GetResult())
		case enums.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, enums.EVENT_TYPE_WORKFLOW_TASK_STARTED, enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
			enums.EVENT_TYPE_ACTIVITY_TASK_STARTED: // they follow from the others
		default:
			err = fmt.Errorf("the skeleton has no step for it")
		}
		if err != nil {
			return s, fmt.Errorf("event %d, %s: %w", e.GetEventId(), e.GetEventType(), err)
		}
	}
	return s, nil
}

// started takes what the starter gave the workflow beside its id.
func (s *shape) started(e *history.HistoryEvent) error {
	a := e.GetWorkflowExecutionStartedEventAttributes()
	s.inputBytes = size(a.GetInput())
	s.options.Priority = temporal.Priority{
		PriorityKey: int(a.GetPriority().GetPriorityKey()), FairnessKey: a.GetPriority().GetFairnessKey(), FairnessWeight: a.GetPriority().GetFairnessWeight(),
	}
	s.options.Memo = map[string]any{}
	for key, payload := range a.GetMemo().GetFields() {
		var value any
		if err := decode(payload, &value); err != nil {
			return err
		}
		s.options.Memo[key] = value
	}
	updates, err := updatesOf(a.GetSearchAttributes())
	if err != nil {
		return err
	}
	s.options.TypedSearchAttributes = temporal.NewSearchAttributes(updates...)
	if s.options.StaticSummary, err = text(e.GetUserMetadata().GetSummary()); err != nil {
		return err
	}
	s.options.StaticDetails, err = text(e.GetUserMetadata().GetDetails())
	return err
}

func (s *shape) local(e *history.HistoryEvent) error {
	a := e.GetMarkerRecordedEventAttributes()
	if a.GetMarkerName() != "LocalActivity" {
		return fmt.Errorf("a marker %q is no local activity's", a.GetMarkerName())
	}
	var marker struct{ ActivityType string }
	if err := converter.GetDefaultDataConverter().FromPayloads(a.GetDetails()["data"], &marker); err != nil {
		return err
	}
	summary, err := text(e.GetUserMetadata().GetSummary())
	s.steps = append(s.steps, step{kind: localStep, name: marker.ActivityType, summary: summary, resultBytes: size(a.GetDetails()["result"])})
	return err
}

func (s *shape) regular(e *history.HistoryEvent) error {
	a := e.GetActivityTaskScheduledEventAttributes()
	summary, err := text(e.GetUserMetadata().GetSummary())
	s.steps = append(s.steps, step{kind: regularStep, name: a.GetActivityType().GetName(), summary: summary, inputBytes: size(a.GetInput())})
	return err
}

func (s *shape) upsert(e *history.HistoryEvent) error {
	updates, err := updatesOf(e.GetUpsertWorkflowSearchAttributesEventAttributes().GetSearchAttributes())
	s.steps = append(s.steps, step{kind: upsertStep, attributes: updates})
	return err
}

func size(of *common.Payloads) (bytes int) {
	for _, payload := range of.GetPayloads() {
		bytes += len(payload.GetData())
	}
	return bytes
}

func decode(payload *common.Payload, into any) error {
	return converter.GetDefaultDataConverter().FromPayload(payload, into)
}

// text is a payload's text, or "" where there is none.
func text(payload *common.Payload) (out string, err error) {
	if payload != nil {
		err = decode(payload, &out)
	}
	return out, err
}
