package event

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/makegood/makegood/refund"
)

// This file holds what the topics of facts have in common.

// readFact reads the message that a record carries, whose type's name is carried. Fields that the contract does not
// have are passed over. minors are the members that hold amounts.
func readFact(m Message, carried string, into proto.Message, minors ...string) error {
	if err := checkEnvelopeOf(m, carried); err != nil {
		return err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(m.Value, &raw); err != nil {
		return malformed("the value is not one JSON object: %s", brief(err.Error()))
	}
	for _, name := range minors {
		if err := checkMinor(name, raw[name]); err != nil {
			return err
		}
	}
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(m.Value, into); err != nil {
		return malformed("the value is not a %s event: %s", carried[strings.LastIndexByte(carried, '.')+1:], brief(err.Error()))
	}
	return nil
}

// text is a field of a fact. max bounds it, in bytes.
type text struct {
	name, value string
	max         int
}

// checkFilled refuses the first field that says nothing.
func checkFilled(fields ...text) error {
	for _, field := range fields {
		if strings.TrimSpace(field.value) == "" {
			return refund.Problem{Code: refund.CodeMissingField, Detail: field.name + " is missing"}
		}
	}
	return nil
}

// checkLengths refuses the first field that is longer than it may be.
func checkLengths(fields ...text) error {
	for _, field := range fields {
		if len(field.value) > field.max {
			return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%s has %d bytes, more than %d", field.name, len(field.value), field.max)}
		}
	}
	return nil
}

// aheadMax is how far a provider's clock may be ahead.
const aheadMax = 5 * time.Minute

// checkOccurred refuses a fact without a time, which orders what is said of the same thing, or with one that is to come.
func checkOccurred(at *timestamppb.Timestamp, now time.Time, orders string) error {
	switch {
	case at == nil:
		return refund.Problem{Code: refund.CodeMissingField, Detail: "occurred_at is missing: it orders what is said of one " + orders}
	case at.AsTime().After(now.Add(aheadMax)):
		return refund.Problem{Code: refund.CodeTimeInFuture, Detail: "occurred_at lies in the future"}
	}
	return nil
}
