package traced

import (
	"go.opentelemetry.io/otel/attribute"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// ofInput is what a span says of what was asked. Of every other type it says nothing.
func ofInput(in any) []attribute.KeyValue {
	switch in := in.(type) {
	case refund.PayLeg:
		return []attribute.KeyValue{keyLeg.String(string(in.Leg)), keyProvider.String(in.Provider)}
	case refund.ActRequest:
		return []attribute.KeyValue{keyAct.String(string(in.Act.Kind))}
	case activities.Telling:
		return []attribute.KeyValue{keyNotice.String(string(in.Notice.Kind))}
	case activities.Undelivered:
		return []attribute.KeyValue{keyNotice.String(string(in.Notice.Kind))}
	}
	return nil
}

// ofAnswer is what a span says of an answer: the status that the refund has by it, and what the gate, or the person's
// act, came to.
func ofAnswer(out any) []attribute.KeyValue {
	switch out := out.(type) {
	case refund.Standing:
		return ofStatus(out)
	case refund.Decided:
		return ofStatus(out.Standing)
	case refund.Acted:
		return append(ofStatus(out.Standing), keyAccepted.Bool(out.Accepted))
	case refund.LegPaid:
		return ofStatus(out.Standing)
	case refund.Begun:
		return append(ofStatus(out.Standing), keyGate.String(string(out.Result)))
	case refund.Recorded:
		return ofStatus(out.Standing)
	case refund.Delivery:
		return []attribute.KeyValue{keyTold.Bool(out.Complete())}
	case refund.Result:
		return []attribute.KeyValue{keyStatus.String(string(out.Status))}
	}
	return nil
}

// ofStatus is the standing's status; none where the answer came without a standing.
func ofStatus(s refund.Standing) []attribute.KeyValue {
	if s.Status == "" {
		return nil
	}
	return []attribute.KeyValue{keyStatus.String(string(s.Status))}
}

func ofLeg(id refund.ID, leg refund.LegID) []attribute.KeyValue {
	return append(about(id), keyLeg.String(string(leg)))
}

// ofOutcome is what a provider said, without its words.
func ofOutcome(o refund.Outcome) []attribute.KeyValue {
	out := []attribute.KeyValue{keyOutcome.String(string(o.Kind))}
	if o.Class != "" {
		out = append(out, keyClass.String(string(o.Class)))
	}
	return out
}
