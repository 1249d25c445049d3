package api

import (
	"reflect"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Hidden stands where something of a person is that an auditor is not shown.
const Hidden = "•••"

// Masked is a copy of a value as an auditor is shown it. Hidden are customers (their ids, and their names as actors), what
// customers and staff wrote, addresses of evidence, instruments of payment, and the words of providers. What was bought, amounts,
// steps, the ids of orders and refunds, references of money that moved, and what staff did are shown. Of reasons their codes are.
func Masked[T any](value T) T {
	mask(reflect.ValueOf(&value).Elem(), "")
	return value
}

// mask hides what is personal in a value, which may be changed in place: what is behind pointers and in lists is copied first.
func mask(v reflect.Value, tag string) {
	// Values of other kinds are numbers and flags.
	//
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			copied := reflect.New(v.Type().Elem())
			copied.Elem().Set(v.Elem())
			v.Set(copied)
			mask(copied.Elem(), tag)
		}
	case reflect.Slice:
		if v.Len() == 0 {
			return
		}
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		v.Set(copied)
		for i := range v.Len() {
			mask(v.Index(i), tag)
		}
	case reflect.Struct:
		maskMembers(v)
	case reflect.String:
		maskText(v, tag)
	}
}

func maskMembers(v reflect.Value) {
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			mask(v.Field(i), f.Tag.Get("personal"))
		}
	}
	switch at := v.Addr().Interface().(type) {
	case *refund.TrailEntry:
		at.Reason = codesAlone(at.Reason)
	case *refund.Standing:
		at.Reason, at.Message = codesAlone(at.Reason, at.Why), hidden(at.Message)
	case *refund.Question:
		at.Question = hidden(at.Question)
	case *refund.Outcome:
		at.Reason = codesAlone(at.Reason)
	case *refund.Payment:
		at.InstrumentID = hidden(at.InstrumentID)
	case *refund.Delivery:
		at.Problem = hidden(at.Problem)
	case *ledger.CaseRow:
		at.LastReason = codesAlone(at.LastReason)
	}
}

// maskText hides customers, and texts that people wrote.
func maskText(v reflect.Value, tag string) {
	person := v.Type() == reflect.TypeFor[refund.Person]()
	switch {
	case tag != "" || v.Type() == reflect.TypeFor[refund.CustomerID]():
		v.SetString(hidden(v.String()))
	case person && strings.HasPrefix(v.String(), refund.CustomerPrefix):
		v.SetString(refund.CustomerPrefix + Hidden)
	}
}

func hidden(text string) string {
	if text == "" {
		return ""
	}
	return Hidden
}
