package refund

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file holds the single checks validation is made of. A Problem's detail begins with the
// path of the field, as it is spelt in the event.

const (
	// idBytesMax bounds ids that are the sender's own: they travel into keys and summaries.
	idBytesMax = 128
	// CountMax is the largest amount (in minor units), quantity or number of units that an event may name, and
	// the most an order may come to. Thousands of them can be added up in 64 bits.
	CountMax = 1_000_000_000_000_000
	// reasonBytesMax bounds a reason, which may be any text.
	reasonBytesMax = 128
)

func problem(code Code, path, detail string) error {
	return Problem{Code: code, Detail: path + ": " + detail}
}

// in puts a path before the one a Problem's detail begins with.
func in(path string, err error) error {
	if p, ok := ProblemIn(err); ok {
		return Problem{Code: p.Code, Detail: path + "." + p.Detail}
	}
	return err
}

// at puts a path before a Problem whose detail has none.
func at(path string, err error) error {
	if p, ok := ProblemIn(err); ok {
		return problem(p.Code, path, p.Detail)
	}
	return err
}

// each returns the first Problem of a list's items, in their order.
func each[T any](path string, items []T, check func(T) error) error {
	for i, item := range items {
		if err := check(item); err != nil {
			return in(fmt.Sprintf("%s[%d]", path, i), err)
		}
	}
	return nil
}

func unique[T any](path string, items []T, id func(T) string) error {
	if len(items) < 2 {
		return nil
	}
	seen := make(map[string]struct{}, len(items))
	for i, item := range items {
		key := id(item)
		if _, ok := seen[key]; ok {
			return problem(CodeDuplicateID, fmt.Sprintf("%s[%d]", path, i), fmt.Sprintf("%q is there twice", key))
		}
		seen[key] = struct{}{}
	}
	return nil
}

func required(path, text string) error {
	if text == "" {
		return problem(CodeMissingField, path, "is missing")
	}
	return nil
}

func requiredTime(path string, at time.Time) error {
	if at.IsZero() {
		return problem(CodeMissingField, path, "is missing")
	}
	return nil
}

func short(path, text string) error {
	if len(text) > reasonBytesMax {
		return problem(CodeTooLarge, path, fmt.Sprintf("has %d bytes, more than %d", len(text), reasonBytesMax))
	}
	return nil
}

func businessKey(path, id string) error {
	if err := required(path, id); err != nil {
		return err
	}
	if !ValidBusinessID(id) {
		return problem(CodeBadID, path, "is not [A-Za-z0-9._-]{1,64}")
	}
	return nil
}

// opaqueID accepts any printable text of the sender's.
func opaqueID(path, id string) error {
	if err := required(path, id); err != nil {
		return err
	}
	if len(id) > idBytesMax {
		return problem(CodeBadID, path, fmt.Sprintf("has %d bytes, more than %d", len(id), idBytesMax))
	}
	if strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return problem(CodeBadID, path, "has a control character")
	}
	return nil
}

// known refuses a value outside a closed vocabulary; a missing one is refused as missing.
func known[T ~string](path string, value T, vocabulary ...T) error {
	if err := required(path, string(value)); err != nil {
		return err
	}
	if !slices.Contains(vocabulary, value) {
		return problem(CodeUnknownKind, path, fmt.Sprintf("%q is not known", value))
	}
	return nil
}

func currency(path string, code Currency) error {
	if err := required(path, string(code)); err != nil {
		return err
	}
	if !code.Valid() {
		return problem(CodeUnknownCurrency, path, fmt.Sprintf("%q is not known", code))
	}
	return nil
}

// counted accepts an amount in minor units, a quantity or a number of units: 0 to CountMax.
func counted(path string, value int64) error {
	switch {
	case value < 0:
		return problem(CodeNegativeAmount, path, fmt.Sprintf("is %d", value))
	case value > CountMax:
		return problem(CodeAmountOverflow, path, fmt.Sprintf("is %d, more than %d", value, CountMax))
	}
	return nil
}

func countedPtr(path string, value *int64) error {
	if value == nil {
		return nil
	}
	return counted(path, *value)
}

// notBefore refuses a time that contradicts an earlier one, such as a delivery before the order was placed.
// Clocks of two systems may differ a little.
func notBefore(path string, at *time.Time, earliest time.Time, what string) error {
	if at == nil || !at.Before(earliest.Add(-ClockSkewMax)) {
		return nil
	}
	return problem(CodeBadPeriod, path, at.UTC().Format(time.RFC3339)+" lies before "+what+", "+earliest.UTC().Format(time.RFC3339))
}

func notAfter(path string, at *time.Time, latest time.Time) error {
	if at == nil || !at.After(latest) {
		return nil
	}
	return problem(CodeTimeInFuture, path, at.UTC().Format(time.RFC3339)+" lies in the future")
}

// timeZone accepts an IANA name; days and windows are counted in it.
func timeZone(path, name string) error {
	if name == "" {
		return nil
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return problem(CodeUnknownKind, path, fmt.Sprintf("%q is no IANA time zone", name))
	}
	return nil
}

// rate accepts a decimal of 0 <= rate < 1; an empty one was not recorded.
func rate(path, text string) error {
	if text == "" || belowOne(text) {
		return nil
	}
	if _, err := ParseRate(text); err != nil {
		return at(path, err)
	}
	return nil
}

// percent accepts a decimal of 0 <= percent <= 1: a gift is 100 % off.
func percent(path, text string) error {
	if text == "" || belowOne(text) {
		return nil
	}
	if _, err := ReadShare(text); err != nil {
		return at(path, err)
	}
	return nil
}

// belowOne accepts what nearly every rate is, without making a number of it: 0, or 0 with decimals. Every other text
// is left to ParseRate.
func belowOne(text string) bool {
	const point = "0."
	if text == "0" {
		return true
	}
	return strings.HasPrefix(text, point) && len(text) <= len(point)+rateDecimalsMax && digitsOnly(text[len(point):])
}
