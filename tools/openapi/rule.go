package main

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/refund"
)

// rule is what the code asks of a field that it receives, beside the field's type.
type rule struct {
	required bool
	// words is a closed vocabulary.
	words []string
	// pattern is a text's form, as ECMA 262 has it; bytesMax its length in bytes of UTF-8, 0: as long as the message may be.
	pattern  string
	bytesMax int
	// filled: an empty text is as if it were absent.
	filled bool
	// min and max bound a number; nil: what its contract's numbers have in common. signed: 64 bits alone bound it.
	min, max *int64
	signed   bool
	// itemsMin is how many a list needs.
	itemsMin int
}

const (
	// sentDigits is an integer as it is written, receivedDigits one as it is read in a string (wire.Digits). Those of more
	// than 18 digits may not fit 64 bits, and the document promises nothing of them.
	sentDigits     = "^(0|-?[1-9][0-9]*)$"
	receivedDigits = "^(0|-?[1-9][0-9]{0,17})$"
	countDigits    = "^(0|[1-9][0-9]{0,15})$"
)

func (r rule) text() object {
	out := object{"type": "string"}
	if r.words != nil {
		words := make([]any, 0, len(r.words))
		for _, word := range r.words {
			words = append(words, word)
		}
		out["enum"] = words
		return out
	}
	if r.pattern != "" {
		out["pattern"] = r.pattern
	}
	if r.filled {
		out["minLength"] = 1
	}
	if r.bytesMax > 0 {
		out["maxLength"] = r.bytesMax
	}
	return out
}

// number is an integer, as a number or as a string of digits.
func (r rule) number() object {
	out := object{"type": []any{"integer", "string"}, "format": "int64", "pattern": receivedDigits}
	if r.min != nil {
		out["minimum"] = *r.min
		if *r.min >= 0 {
			out["pattern"] = countDigits
		}
	}
	if r.max != nil {
		out["maximum"] = *r.max
	}
	return out
}

// nameOf is a field's name for the table of rules: its message's without the package, and its own.
func nameOf(f protoreflect.FieldDescriptor) string {
	return strings.TrimPrefix(string(f.FullName()), string(f.ParentFile().Package())+".")
}

// ruleOf is the table's row, completed by what holds for all fields of a contract.
func ruleOf(f protoreflect.FieldDescriptor) rule {
	r := rules[nameOf(f)]
	switch f.ParentFile().Package() {
	case "makegood.order.v1":
		if f.Kind() == protoreflect.Int64Kind && r.min == nil && !r.signed {
			r.min, r.max = new(int64), ptr(refund.CountMax)
		}
	case "makegood.api.v1":
		if f.Kind() == protoreflect.StringKind && r.bytesMax == 0 && !strings.HasPrefix(nameOf(f), "ListRefunds") && !strings.HasPrefix(nameOf(f), "Attribut") {
			r.bytesMax = refund.ActBytesMax
		}
	}
	return r
}

func ptr(n int64) *int64 { return &n }

// checkRules fails for a row that nothing was made of: its field was renamed, or is not received.
func checkRules(asked map[string]bool) error {
	for name := range rules {
		if !asked[name] {
			return fmt.Errorf("fields.go has a row for %s, which is no field that is received", name)
		}
	}
	return nil
}
