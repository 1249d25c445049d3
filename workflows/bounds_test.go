package workflows_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/makegood/makegood/refund"
)

// measuring is the data converter, with the largest payload of each type that went through it.
type measuring struct {
	converter.DataConverter
	mu      sync.Mutex
	largest map[string]int
}

func (m *measuring) ToPayload(value any) (*commonpb.Payload, error) {
	payload, err := m.DataConverter.ToPayload(value)
	m.measure(value, payload)
	return payload, err
}

func (m *measuring) ToPayloads(values ...any) (*commonpb.Payloads, error) {
	payloads, err := m.DataConverter.ToPayloads(values...)
	for i, payload := range payloads.GetPayloads() {
		m.measure(values[i], payload)
	}
	return payloads, err
}

func (m *measuring) measure(value any, payload *commonpb.Payload) {
	m.mu.Lock()
	defer m.mu.Unlock()
	name := fmt.Sprintf("%T", value)
	m.largest[name] = max(m.largest[name], len(payload.GetData()))
}

func (b *bundle) measure() *measuring {
	m := &measuring{DataConverter: converter.GetDefaultDataConverter(), largest: map[string]int{}}
	b.env.SetDataConverter(m)
	return m
}

// manyLines is an order of 3,200 minimal course lines, delivered two days ago.
func manyLines(in *refund.Request) {
	const count = 3200
	delivered := in.Cancellation.OccurredAt.Add(-2 * day)
	order := &in.Cancellation.Order
	order.Lines, order.DeliveredAt = nil, &delivered
	for i := range count {
		order.Lines = append(order.Lines, refund.Line{
			LineID: refund.LineID(fmt.Sprint(i)), BusinessModel: refund.ModelCourse, Quantity: 1, UnitPriceMinor: 7, Fulfilment: refund.FulfilmentUnfulfilled,
		})
	}
	order.Payments[0].CapturedMinor = count * 7
}

// TestAnOrderOfThousandsOfLinesIsPaidAndLeavesSmallPayloads: what is large stays in the ledger.
func TestAnOrderOfThousandsOfLinesIsPaidAndLeavesSmallPayloads(t *testing.T) {
	b := setup(t, manyLines)
	sizes := b.measure()
	decideAfter(time.Hour, refund.VerbApprove)(b) // where the amount needs a person
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22400 {
		t.Errorf("ended %+v", result)
	}
	for name, size := range sizes.largest {
		bytesMax := refund.StandingBytesMax + 4<<10
		switch {
		case strings.Contains(name, "refund.Request"), strings.Contains(name, "refund.Decide") && !strings.Contains(name, "Decided"):
			bytesMax = refund.InputBytesMax
		case strings.Contains(name, "refund.View"):
			bytesMax = refund.QueryBytesMax
		}
		if size > bytesMax {
			t.Errorf("a payload of %s has %d bytes, %d are allowed", name, size, bytesMax)
		}
	}
	if _, ok := sizes.largest["refund.Result"]; !ok {
		t.Errorf("nothing was measured: %v", sizes.largest)
	}
}

// TestThousandsOfRefusedSignalsLeaveFewRowsAndARefundThatIsDecided: they are of every kind that is refused
// without asking the ledger.
func TestThousandsOfRefusedSignalsLeaveFewRowsAndARefundThatIsDecided(t *testing.T) {
	const burst, atOnce = 9000, 900 // the test environment takes a thousand at a time
	b := setup(t, overLimit)
	b.env.SetTestTimeout(5 * time.Minute)
	for part := range burst / atOnce {
		b.at(time.Hour+time.Duration(part)*time.Millisecond, func() {
			for i := range atOnce / 3 {
				b.signal(refund.ActDecide, decision(refund.DecisionID(fmt.Sprint(i)), refund.VerbApprove, "customer:42"))
				b.signal(refund.ActAnswer, refund.InfoReply{By: "customer:42", Answer: "nobody asked"})
				b.env.SignalWorkflow("Decide", decision("d", refund.VerbApprove, "ann"))
			}
		})
	}
	b.at(2*time.Hour, func() {
		view := b.view()
		if view.Status != refund.StatusAwaitingApproval || view.RefusedCount != burst {
			t.Errorf("it is %s, %d signals were refused", view.Status, view.RefusedCount)
		}
		if raw, err := json.Marshal(view); err != nil || len(raw) > refund.QueryBytesMax {
			t.Errorf("the view has %d bytes, %v", len(raw), err)
		}
		if rows := len(b.stored().Trail); rows > 60 {
			t.Errorf("the ledger's trail has %d rows", rows)
		}
		b.signal(refund.ActDecide, decision("d-good", refund.VerbApprove, "ann"))
	})
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
}

// TestActsBeyondTheRunsLimitAreRefusedUntilItHasContinued: nobody known decides a thousand times and more.
func TestActsBeyondTheRunsLimitAreRefusedUntilItHasContinued(t *testing.T) {
	b := setup(t, overLimit)
	b.env.SetTestTimeout(5 * time.Minute)
	b.at(time.Hour, func() {
		go func() { // faster than the ledger answers
			for i := range refund.RunActsLimit + 200 {
				b.signal(refund.ActDecide, decision(refund.DecisionID(fmt.Sprint(i)), refund.VerbApprove, "nobody"))
			}
		}()
	})
	next := b.endsToContinue()
	if next.in.Continued.RefusedCount != refund.RunActsLimit+200 {
		t.Errorf("%d were refused", next.in.Continued.RefusedCount)
	}
	decideAfter(time.Hour, refund.VerbApprove)(next)
	if result := next.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
}

func TestSignalsOfUnknownNamesAndUnreadableOnesAreShownAsRefused(t *testing.T) {
	b := setup(t, overLimit)
	b.at(time.Hour, func() {
		b.env.SignalWorkflow("Decide", decision("d", refund.VerbApprove, "ann"))
		b.signal(refund.ActDecide, []int{1, 2})
	})
	b.at(2*time.Hour, func() {
		trail := fmt.Sprint(b.stored().Trail)
		if got := b.view().RefusedCount; got != 2 || !strings.Contains(trail, "UNKNOWN_KIND") || !strings.Contains(trail, "BAD_DECISION") {
			t.Errorf("%d refused, the trail has %s", got, trail)
		}
	})
	decideAfter(3*time.Hour, refund.VerbApprove)(b)
	b.run()
}

func TestAnActThatIsTooLongIsRefused(t *testing.T) {
	b := setup(t, overLimit)
	var long *updateAnswer
	b.at(time.Hour, func() {
		d := decision("d-1", refund.VerbApprove, "ann")
		d.Note = strings.Repeat("x", refund.ActBytesMax)
		long = b.update(refund.ActDecide, d)
	})
	decideAfter(2*time.Hour, refund.VerbApprove)(b)
	b.run()
	if got := long.refused(); got != refund.CodeTooLarge {
		t.Errorf("got %q", got)
	}
}

// payloadBytesMax leaves of a history's 8 KiB what the events themselves take.
const payloadBytesMax = 6 << 10

// TestAnAutomaticRefundIsOneTaskOfFourLocalActivitiesAndOneUpsert: with its start, its one workflow task and its
// end that is ten events.
func TestAnAutomaticRefundIsOneTaskOfFourLocalActivitiesAndOneUpsert(t *testing.T) {
	b := setup(t, nil)
	sizes := b.measure()
	var local []string
	b.env.SetOnLocalActivityStartedListener(func(info *activity.Info, _ context.Context, _ []any) {
		local = append(local, info.ActivityType.Name)
	})
	b.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		t.Errorf("%s is a regular activity", info.ActivityType.Name)
	})
	b.env.SetOnTimerScheduledListener(func(_ string, after time.Duration) { t.Errorf("a timer of %s", after) })
	upserts := 0
	b.env.OnUpsertTypedSearchAttributes(mock.Anything).Return(nil).Run(func(mock.Arguments) { upserts++ })
	b.run()
	if want := []string{"DecideRefund", "Tell", "PayLeg", "Tell"}; !slices.Equal(local, want) || upserts != 1 {
		t.Errorf("local activities %v, %d upserts", local, upserts)
	}
	recorded := sizes.largest["refund.Request"] + sizes.largest["refund.Decided"] + sizes.largest["refund.LegPaid"] +
		2*sizes.largest["refund.Delivery"] + sizes.largest["refund.Result"]
	if recorded > payloadBytesMax || sizes.largest["refund.LegPaid"] == 0 {
		t.Errorf("its payloads come to %d bytes (%v): the history may have 8 KiB", recorded, sizes.largest)
	}
	t.Logf("payloads of %d bytes: %v", recorded, sizes.largest)
}
