package main

import (
	"fmt"
	"strings"
	"testing"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
)

// payloads is a text that takes so many bytes.
func payloads(t *testing.T, bytes int) *common.Payloads {
	t.Helper()
	out, err := converter.GetDefaultDataConverter().ToPayloads(filler(bytes))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func marker(t *testing.T, name string, bytes int) *history.HistoryEvent {
	t.Helper()
	data, err := converter.GetDefaultDataConverter().ToPayloads(map[string]any{"ActivityType": name})
	if err != nil {
		t.Fatal(err)
	}
	return &history.HistoryEvent{
		EventType: enums.EVENT_TYPE_MARKER_RECORDED,
		Attributes: &history.HistoryEvent_MarkerRecordedEventAttributes{MarkerRecordedEventAttributes: &history.MarkerRecordedEventAttributes{
			MarkerName: "LocalActivity", Details: map[string]*common.Payloads{"data": data, "result": payloads(t, bytes)},
		}},
	}
}

func completed(t *testing.T, bytes int) *history.HistoryEvent {
	t.Helper()
	return &history.HistoryEvent{
		EventType: enums.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
		Attributes: &history.HistoryEvent_WorkflowExecutionCompletedEventAttributes{
			WorkflowExecutionCompletedEventAttributes: &history.WorkflowExecutionCompletedEventAttributes{Result: payloads(t, bytes)},
		},
	}
}

// regularOf are a regular activity's events.
func regularOf(t *testing.T, name string, inputBytes, resultBytes int) []*history.HistoryEvent {
	t.Helper()
	return []*history.HistoryEvent{{
		EventId: 7, EventType: enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
		Attributes: &history.HistoryEvent_ActivityTaskScheduledEventAttributes{ActivityTaskScheduledEventAttributes: &history.ActivityTaskScheduledEventAttributes{
			ActivityType: &common.ActivityType{Name: name}, Input: payloads(t, inputBytes),
		}},
	}, {
		EventId: 8, EventType: enums.EVENT_TYPE_ACTIVITY_TASK_STARTED,
	}, {
		EventId: 9, EventType: enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
		Attributes: &history.HistoryEvent_ActivityTaskCompletedEventAttributes{ActivityTaskCompletedEventAttributes: &history.ActivityTaskCompletedEventAttributes{
			ScheduledEventId: 7, Result: payloads(t, resultBytes),
		}},
	}}
}

func TestASkeletonTakesTheStepsOfAHistoryWithItsPayloadSizes(t *testing.T) {
	events := append([]*history.HistoryEvent{marker(t, "DecideRefund", 725)}, regularOf(t, "PayLeg", 300, 731)...)
	events = append(events, marker(t, "Tell", 65), completed(t, 120))
	shape, err := shapeOf(&history.History{Events: events})
	if err != nil {
		t.Fatal(err)
	}
	s := skeleton{shape: shape}
	if got, want := s.String(), "local DecideRefund 725 B, regular PayLeg 300 B to 731 B, local Tell 65 B"; got != want {
		t.Errorf("steps %q, want %q", got, want)
	}
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	s.register(env)
	env.ExecuteWorkflow(skeletonName, filler(10))
	var result string
	if err := env.GetWorkflowResult(&result); err != nil {
		t.Fatal(err)
	}
	if got := size(payloads(t, len(result)+quotes)); got != 120 {
		t.Errorf("its result takes %d bytes, want 120", got)
	}
}

func TestTheTrivialActivityIsAskedAndAnswersWithTheRecordedSizes(t *testing.T) {
	asked := question(300, 731)
	answer, err := trivial(t.Context(), asked)
	if err != nil || len(asked)+quotes != 300 || len(answer)+quotes != 731 {
		t.Errorf("asked with %d bytes and answered with %d, error %v; want 300 and 731", len(asked)+quotes, len(answer)+quotes, err)
	}
}

func TestAHistoryThatTheSkeletonCannotFollowIsRefused(t *testing.T) {
	for name, event := range map[string]*history.HistoryEvent{
		"a timer": {EventType: enums.EVENT_TYPE_TIMER_STARTED},
		"a version marker": {EventType: enums.EVENT_TYPE_MARKER_RECORDED, Attributes: &history.HistoryEvent_MarkerRecordedEventAttributes{
			MarkerRecordedEventAttributes: &history.MarkerRecordedEventAttributes{MarkerName: "Version"},
		}},
	} {
		if _, err := shapeOf(&history.History{Events: []*history.HistoryEvent{event}}); err == nil {
			t.Errorf("%s was taken for a step", name)
		}
	}
}

func TestARowSaysOnWhichSideOfItsBudgetItIsAndOneWithoutBudgetNothing(t *testing.T) {
	var rows table
	rows.atMost(row{What: "a", Value: 2, Budget: 1})
	rows.atMost(row{What: "b", Value: 1, Budget: 1})
	rows.atLeast(row{What: "c", Value: 2, Budget: 1})
	rows.atLeast(row{What: "d", Value: 0.5, Budget: 1})
	rows.show(row{What: "the skeleton", Value: 3})
	var got []string
	for _, r := range rows.rows {
		limit, verdict := r.budget()
		got = append(got, fmt.Sprintf("%s %s %s", r.What, limit, verdict))
	}
	want := "a at most 1.00 OVER, b at most 1.00 within, c at least 1.00 within, d at least 1.00 OVER, the skeleton  "
	if strings.Join(got, ", ") != want {
		t.Errorf("%q, want %q", strings.Join(got, ", "), want)
	}
}
