package event

import (
	"bytes"

	"github.com/makegood/makegood/refund"
)

// MerchantOf reads the merchant out of an event's JSON without decoding it: the first value of the event's
// own merchant_id, in either spelling. It is empty for a value that has none, or one that no event may have, and so
// says nothing of whether the event is good: whoever takes turns by it takes turns with all others that are empty.
func MerchantOf(value []byte) string {
	for at, depth := 0, 0; at < len(value); at++ {
		switch value[at] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			raw := textAt(value[at:])
			at += len(raw) - 1
			if depth == 1 && isMerchantKey(raw) {
				if merchant, said := valueBehind(value[at+1:]); said {
					return merchant
				}
			}
		}
	}
	return ""
}

// textAt is the quoted text that begins here, with its quotes; all that is left where it has no end.
func textAt(value []byte) []byte {
	for at := 1; at < len(value); at++ {
		switch value[at] {
		case '\\':
			at++
		case '"':
			return value[:at+1]
		}
	}
	return value
}

func isMerchantKey(raw []byte) bool {
	name, ok := textOf(raw)
	return ok && (name == "merchant_id" || name == "merchantId")
}

// valueBehind reads what stands behind a key. said is false where the text was no key.
func valueBehind(value []byte) (merchant string, said bool) {
	value, said = bytes.CutPrefix(bytes.TrimLeft(value, " \n\r\t"), []byte(":"))
	value = bytes.TrimLeft(value, " \n\r\t")
	if !said || len(value) == 0 || value[0] != '"' {
		return "", said
	}
	name, ok := textOf(textAt(value))
	if !ok || !refund.ValidBusinessID(name) {
		return "", true
	}
	return name, true
}

// textOf is the text without its quotes and escapes; false where it has no end.
func textOf(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[len(raw)-1] != '"' {
		return "", false
	}
	return unquote(raw, bytes.IndexByte(raw, '\\') >= 0), true
}
