package event_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

// The page of the contract names what an event asks for, and every code it is refused with.
func TestThePageOfTheContractNamesItsFieldsAndCodes(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "events.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	for _, message := range []proto.Message{(*orderv1.OrderCancelled)(nil), (*orderv1.CancelledLine)(nil), (*orderv1.CancelledShipping)(nil),
		(*orderv1.Shipment)(nil), (*orderv1.EarnedPoints)(nil), (*orderv1.Invoice)(nil), (*orderv1.Measure)(nil), (*orderv1.Commission)(nil)} {
		descriptor := message.ProtoReflect().Descriptor()
		for i := range descriptor.Fields().Len() {
			if name := string(descriptor.Fields().Get(i).Name()); !strings.Contains(page, name) {
				t.Errorf("%s.%s is not on the page", descriptor.Name(), name)
			}
		}
	}
	for _, code := range []refund.Code{refund.CodeMalformed, refund.CodeUnknownType, refund.CodeMissingField, refund.CodeBadID, refund.CodeUnknownCurrency,
		refund.CodeCurrencyMismatch, refund.CodeNegativeAmount, refund.CodeAmountOverflow, refund.CodeUnknownLine, refund.CodeUnknownShipment,
		refund.CodeQuantityExceedsLine, refund.CodeDiscountExceedsLine, refund.CodeAmountExceedsLine, refund.CodeBadRate, refund.CodeBadPeriod,
		refund.CodeUnknownKind, refund.CodeDuplicateID, refund.CodeTimeInFuture, refund.CodeTooLarge, refund.CodeConflict} {
		if !strings.Contains(page, "`"+string(code)+"`") {
			t.Errorf("%s is not on the page", code)
		}
	}
}
