package event_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// TestAMessageSaysWhatItsJSONSays: a request that came as the contract's message is the one that an event would make.
func TestAMessageSaysWhatItsJSONSays(t *testing.T) {
	files, err := filepath.Glob("testdata/contract/*.json")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d examples, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := event.Decode(event.Message{Value: raw}, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		m := new(orderv1.OrderCancelled)
		if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(raw, m); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		got, contact, err := event.Convert(m)
		if err != nil || !reflect.DeepEqual(got, want.Cancellation) || contact != want.Contact || refund.Digest(got) != want.Digest {
			t.Errorf("%s: %+v, %v", file, got, err)
		}
	}
}

func TestAMessageWithoutAPriceIsRefused(t *testing.T) {
	quantity := int64(1)
	_, _, err := event.Convert(&orderv1.OrderCancelled{Lines: []*orderv1.Line{{LineId: "1", Quantity: &quantity}}})
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeMissingField {
		t.Errorf("%v", err)
	}
	_, _, err = event.Convert(&orderv1.OrderCancelled{Channel: string(make([]byte, event.SizeBytesMax))})
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeTooLarge {
		t.Errorf("%v", err)
	}
}
