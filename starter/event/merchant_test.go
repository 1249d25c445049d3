package event_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/starter/event"
)

func TestTheMerchantIsReadWithoutDecoding(t *testing.T) {
	for name, c := range map[string]struct{ value, want string }{
		"as written":                        {`{"merchant_id": "m-001", "order_id": "1"}`, "m-001"},
		"in the other spelling, at the end": {`{"order_id":"1","lines":[{"title":"a \"}\" b"}],"merchantId" : "m-2"}`, "m-2"},
		"with escapes":                      {`{"merchant\u005fid":"m\u002d1"}`, "m-1"},
		"not a line's own field":            {`{"lines":[{"merchant_id":"x"}],"merchant_id":"m-3"}`, "m-3"},
		"a title that reads like the key":   {`{"title":"merchant_id","merchant_id":"m-4"}`, "m-4"},
		"no merchant":                       {`{"order_id":"1"}`, ""},
		"no text":                           {`{"merchant_id": 7}`, ""},
		"an id that no event may have":      {`{"merchant_id": "` + strings.Repeat("a", 65) + `"}`, ""},
		"a text without an end":             {`{"merchant_id": "m-00`, ""},
		"a key without an end":              {`{"merchant_id`, ""},
		"an escape at the end":              {`{"merchant_id": "m\`, ""},
		"no JSON":                           {`}}]"`, ""},
		"nothing":                           {``, ""},
	} {
		if got := event.MerchantOf([]byte(c.value)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// What decodes has the merchant that was read beforehand, or turns would be taken in a wrong name.
func FuzzMerchantOf(f *testing.F) {
	f.Add(example(f, "partial-split-tender"))
	f.Add(example(f, "whole"))
	f.Add([]byte(`{"a":{"merchant_id":"x"},"merchant_id":null,"merchantId":"y"}`))
	f.Fuzz(func(t *testing.T, value []byte) {
		read := event.MerchantOf(value)
		request, err := event.Decode(event.Message{Value: value}, now)
		if err == nil && string(request.Cancellation.Merchant) != read {
			t.Errorf("read %q, decoded %q", read, request.Cancellation.Merchant)
		}
	})
}
