package event_test

import (
	"reflect"
	"testing"

	"github.com/makegood/makegood/starter/event"
)

func TestAGlimpseShowsWhatCanBeReadAndNoContactData(t *testing.T) {
	type fields = []event.Glimpsed
	for name, tc := range map[string]struct {
		value string
		want  fields
		whole bool
	}{
		"an event":                   {`{"merchant_id":"m","customer":{"email":"a@b"},"email":"a@b","lines":[1],"orderId":"o"}`, fields{{"merchant_id", "m"}, {"orderId", "o"}}, true},
		"a number where text is due": {`{"order_id":9007199254740993}`, fields{{"order_id", "9007199254740993"}}, true},
		"an object for a plain one":  {`{"order_id":{"a":1},"reason":"X"}`, fields{{"reason", "X"}}, true},
		"an event that breaks off":   {`{"merchant_id":"m","order_id":"o","lines":[{"line`, fields{{"merchant_id", "m"}, {"order_id", "o"}}, false},
		"more after the end":         {`{"order_id":"o"} x`, fields{{"order_id", "o"}}, false},
		"an array":                   {`[1]`, nil, true},
		"no JSON":                    {"\x00\xff", nil, false},
		"nothing":                    {"", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, whole := event.Glimpse([]byte(tc.value))
			if !reflect.DeepEqual(got, tc.want) || whole != tc.whole {
				t.Errorf("got %v, %v, want %v, %v", got, whole, tc.want, tc.whole)
			}
		})
	}
}
