package event_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

func TestAnEventWithoutARequesterIsAskedForByWhoSendsIt(t *testing.T) {
	whole := example(t, "whole")
	unnamed := event.Message{Value: bytes.Replace(whole, []byte(`"requested_by": "customer:42",`), nil, 1)}
	var problem refund.Problem
	if _, err := event.Decode(unnamed, now); !errors.As(err, &problem) || problem.Code != refund.CodeMissingField {
		t.Errorf("nobody asks: %v", err)
	}
	asked, err := event.DecodeAskedBy(unnamed, "mia", now)
	if err != nil || asked.Cancellation.RequestedBy != "mia" || asked.Digest != refund.Digest(asked.Cancellation) {
		t.Errorf("asked for by %q, %v", asked.Cancellation.RequestedBy, err)
	}
	named, err := event.DecodeAskedBy(event.Message{Value: whole}, "mia", now)
	if err != nil || named.Cancellation.RequestedBy != "customer:42" {
		t.Errorf("the event names %q, %v", named.Cancellation.RequestedBy, err)
	}
}
