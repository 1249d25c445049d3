package record_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/record"
	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/policy/explain"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
	"github.com/makegood/makegood/wording"
)

// cancellation is one of which everything is set that an event can say: the hash of a policy's file is not among it.
func cancellation() refund.Cancellation {
	c := apitest.Filled[refund.Cancellation]()
	c.Order.PolicyRef.Hash = ""
	return c
}

// TestARecordHasEveryMemberOfWhatItIsOf, there and back.
func TestARecordHasEveryMemberOfWhatItIsOf(t *testing.T) {
	shown := apitest.Filled[wording.Refund]()
	shown.Cancellation = cancellation()
	kept, err := record.OfRefund(shown)
	if err != nil {
		t.Fatal(err)
	}
	back, err := record.Refund(kept)
	same(t, "a refund", shown, back, err)

	decision := apitest.Filled[api.RequestedRefund]()
	decided, err := record.OfDecision(decision)
	if err != nil {
		t.Fatal(err)
	}
	again, err := record.Decision(decided)
	same(t, "a decision", decision, again, err)

	speaker, err := explain.In("zh-CN")
	if err != nil {
		t.Fatal(err)
	}
	line := apitest.Filled[preview.Line]().In(speaker)
	previewed, err := record.OfPreview(line)
	if err != nil {
		t.Fatal(err)
	}
	read, err := record.Preview(previewed, speaker)
	same(t, "a preview", line, read, err)
}

func same(t *testing.T, what string, want, got any, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if reflect.DeepEqual(want, got) {
		return
	}
	before, _ := json.Marshal(want)
	after, _ := json.Marshal(got)
	t.Errorf("%s:\n%s\nis read back as\n%s", what, before, after)
}

func TestAnOrderIsWrittenAsItsEvent(t *testing.T) {
	want, to := cancellation(), refund.Contact{Email: "a@example.test", Phone: "+86", PushToken: "t"}
	m, err := record.OrderCancelled(want, to)
	if err != nil {
		t.Fatal(err)
	}
	got, contact, err := event.Convert(m)
	same(t, "an order", want, got, err)
	if contact != to || refund.Digest(got) != refund.Digest(want) {
		t.Errorf("%+v", contact)
	}
}

func TestTheContractsExamplesComeBackTheSame(t *testing.T) {
	files, err := filepath.Glob("../../starter/event/testdata/contract/order-cancelled.*.json")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d examples, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		in, err := event.Decode(event.Message{Value: raw}, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		m, err := record.OrderCancelled(in.Cancellation, in.Contact)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		got, contact, err := event.Convert(m)
		same(t, file, in.Cancellation, got, err)
		if contact != in.Contact || refund.Digest(got) != in.Digest {
			t.Errorf("%s: its digest is another one", file)
		}
	}
}

// TestWhatAMessageCannotSayIsRefused, and not left out.
func TestWhatAMessageCannotSayIsRefused(t *testing.T) {
	if _, err := record.OrderCancelled(cancellation(), refund.Contact{Sealed: "s"}); err == nil || !strings.Contains(err.Error(), "sealed") {
		t.Errorf("a sealed contact: %v", err)
	}
	c := cancellation()
	c.Order.Fees[0].Taxes = append(c.Order.Fees[0].Taxes, refund.Tax{})
	if _, err := record.OrderCancelled(c, refund.Contact{}); err == nil {
		t.Error("a fee with two taxes")
	}
	if err := record.Write(new(apiv1.AskRequest), map[string]any{"id": "r", "reviewer": "ann"}); err == nil {
		t.Error("a member that the message does not have")
	}
	if err := record.Read(&apiv1.AskRequest{Id: "r", Question: "which?"}, &struct {
		ID string `json:"id"`
	}{}); err == nil {
		t.Error("a field that the value does not have")
	}
}

// TestListsAreInOrder: an empty list and an absent one are shown alike, on both sides of the wire.
func TestListsAreInOrder(t *testing.T) {
	shown := wording.Refund{Inspection: &refund.Inspection{AllAccepted: true}}
	shown.Why, shown.Trail = []string{}, nil
	kept, err := record.OfRefund(shown)
	if err != nil {
		t.Fatal(err)
	}
	back, err := record.Refund(kept)
	record.InOrder(&shown)
	same(t, "empty lists", shown, back, err)
	if shown.Why != nil || shown.Trail == nil || shown.Inspection.Lines == nil {
		t.Errorf("%#v", shown)
	}
}
