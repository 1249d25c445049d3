package mcp

import (
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

func TestEveryWordIsATextOfTheContract(t *testing.T) {
	if len(words) < 30 {
		t.Fatalf("only %d words are named", len(words))
	}
	for name := range words {
		found, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
		if field, ok := found.(protoreflect.FieldDescriptor); err != nil || !ok || field.Kind() != protoreflect.StringKind {
			t.Errorf("%s is no text of the contract: %v", name, err)
		}
	}
}

// TestWhatPeopleWriteIsNoWord names the texts that are certainly somebody's.
func TestWhatPeopleWriteIsNoWord(t *testing.T) {
	for _, name := range []protoreflect.FullName{
		"Refund.message", "Refund.status_reason", "Question.question", "Event.reason", "Event.actor", "StatementRow.label", "Step.name", "Step.formula",
		"Explanation.notes", "Approval.assignee", "Approval.agreed", "Approval.reasons", "Problem.detail", "Problem.sentence", "GetRefundResponse.waits_for",
	} {
		full := "makegood.api.v1." + name
		if _, err := protoregistry.GlobalFiles.FindDescriptorByName(full); err != nil || words[full] {
			t.Errorf("%s is told as a word (%v)", full, err)
		}
	}
}
