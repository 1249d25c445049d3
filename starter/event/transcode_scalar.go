package event

import (
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/refund"
)

// This file holds what a single value must look like to be taken.

const timestampName protoreflect.FullName = "google.protobuf.Timestamp"

// integer accepts an optional minus sign (validation refuses it by its own code) and digits
// without leading zeros, bare or as a string.
func (t *transcoder) integer(number protoreflect.FieldNumber) {
	text, ok := t.digits()
	if !ok {
		t.fail("is not an integer in minor units or a count, written in digits")
		return
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.failAs(refund.CodeAmountOverflow, "is beyond 64 bits")
		return
	}
	t.out = protowire.AppendVarint(protowire.AppendTag(t.out, number, protowire.VarintType), uint64(value))
}

func (t *transcoder) digits() (string, bool) {
	var text string
	switch t.peek() {
	case '{', '[':
		return "", false
	case '"':
		text = unquote(t.quoted())
	default:
		text = string(t.bare())
	}
	digits := strings.TrimPrefix(text, "-")
	plain := digits != "" && strings.Trim(digits, "0123456789") == ""
	return text, plain && (digits[0] != '0' || digits == "0")
}

func (t *transcoder) string(number protoreflect.FieldNumber) {
	if t.peek() != '"' {
		t.fail("is not text")
		return
	}
	t.out = protowire.AppendTag(t.out, number, protowire.BytesType)
	raw, escaped := t.quoted()
	if escaped {
		t.out = protowire.AppendString(t.out, unquote(raw, escaped))
		return
	}
	t.out = protowire.AppendBytes(t.out, raw[1:len(raw)-1])
}

func (t *transcoder) bool(number protoreflect.FieldNumber) {
	if c := t.peek(); c != 't' && c != 'f' {
		t.fail("is neither true nor false")
		return
	}
	value := protowire.EncodeBool(string(t.bare()) == "true")
	t.out = protowire.AppendVarint(protowire.AppendTag(t.out, number, protowire.VarintType), value)
}

// timestamp writes the content of a google.protobuf.Timestamp: seconds and nanoseconds.
func (t *transcoder) timestamp() {
	const secondsNumber, nanosNumber = 1, 2
	at, ok := time.Time{}, t.peek() == '"'
	if ok {
		at, ok = parseTime(unquote(t.quoted()))
	}
	if !ok {
		t.fail("is not a time of RFC 3339")
		return
	}
	t.out = protowire.AppendVarint(protowire.AppendTag(t.out, secondsNumber, protowire.VarintType), uint64(at.Unix()))
	t.out = protowire.AppendVarint(protowire.AppendTag(t.out, nanosNumber, protowire.VarintType), uint64(at.Nanosecond()))
}

// parseTime reads a time with at most nine decimals, from year 1 to 9999 in UTC.
func parseTime(text string) (time.Time, bool) {
	const decimalsMax = 9
	_, fraction, _ := strings.Cut(text, ".")
	if decimals := len(fraction) - len(strings.TrimLeft(fraction, "0123456789")); decimals > decimalsMax {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || strings.Contains(text, ",") {
		return time.Time{}, false
	}
	year := at.UTC().Year()
	return at, year >= 1 && year <= 9999
}
