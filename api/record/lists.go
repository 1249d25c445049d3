package record

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

func strictly(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// InOrder makes lists alike that a message cannot tell apart, those that are empty and those that are absent, in all that
// value points to: they are empty where the JSON shows them always, and nil where it leaves them out.
func InOrder(value any) { inOrder(reflect.ValueOf(value)) }

func inOrder(v reflect.Value) {
	// Other kinds have no lists in them.
	//
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			inOrder(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			inOrder(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				oneInOrder(field, v.Field(i))
			}
		}
	}
}

func oneInOrder(field reflect.StructField, v reflect.Value) {
	if v.Kind() != reflect.Slice || v.Len() > 0 {
		inOrder(v)
		return
	}
	if strings.Contains(field.Tag.Get("json"), ",omitempty") {
		v.SetZero()
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
}
