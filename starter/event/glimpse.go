package event

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Glimpsed is one plain field of an event, as it is written there.
type Glimpsed struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// glimpses are the fields that a glimpse shows, by their names without underscores in lower case. No
// contact data is among them.
var glimpses = map[string]bool{
	"merchantid": true, "orderid": true, "cancellationid": true, "scope": true, "occurredat": true, "placedat": true,
	"reason": true, "initiator": true, "channel": true, "market": true, "currencycode": true,
}

// glimpseBytesMax bounds how much of one field is shown.
const glimpseBytesMax = 200

// Glimpse reads what can be read of a value that may be no event: its plain fields in their sequence, up to the
// first place that is not JSON. whole reports whether the value is JSON to its end.
func Glimpse(value []byte) (fields []Glimpsed, whole bool) {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, err == nil && json.Valid(value)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return fields, false
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return fields, false
		}
		if field, ok := glimpseOf(name, raw); ok {
			fields = append(fields, field)
		}
	}
	return fields, json.Valid(value)
}

// glimpseOf is the field, where it is plain and one of those that are shown.
func glimpseOf(name json.Token, raw json.RawMessage) (Glimpsed, bool) {
	text, ok := name.(string)
	if !ok || !glimpses[strings.ToLower(strings.ReplaceAll(text, "_", ""))] {
		return Glimpsed{}, false
	}
	if raw[0] == '{' || raw[0] == '[' {
		return Glimpsed{}, false
	}
	value := string(raw)
	if raw[0] == '"' && json.Unmarshal(raw, &value) != nil {
		return Glimpsed{}, false
	}
	return Glimpsed{Name: text, Value: value[:min(len(value), glimpseBytesMax)]}, true
}
