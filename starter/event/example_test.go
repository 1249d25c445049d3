package event_test

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

func ExampleDecode() {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	_, err := event.Decode(event.Message{Value: []byte(`{"merchant_id": "m-001", "payments": [{"captured_minor": "140.00"}]}`)}, at)
	problem, _ := refund.ProblemIn(err)
	fmt.Println(problem.Code)
	fmt.Println(problem.Detail)
	// Output:
	// MALFORMED
	// payments[0].captured_minor: is not an integer in minor units or a count, written in digits
}
