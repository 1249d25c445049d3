package foreigntest

import (
	"reflect"
	"slices"
)

// Fill puts a text into every string that value points to and that is not empty, however deep: what an exit writes
// of a new field is tested without anybody thinking of it. Strings of the types of keep stay: the words that
// makegood chose itself, by which an exit decides what to write.
func Fill(value any, text string, keep ...any) {
	kept := make([]reflect.Type, len(keep))
	for i, of := range keep {
		kept[i] = reflect.TypeOf(of)
	}
	fill(reflect.ValueOf(value), text, kept)
}

func fill(at reflect.Value, text string, kept []reflect.Type) {
	if slices.Contains(kept, at.Type()) {
		return
	}
	switch at.Kind() {
	case reflect.String:
		if at.CanSet() && at.Len() > 0 {
			at.SetString(text)
		}
	case reflect.Pointer, reflect.Interface:
		if !at.IsNil() {
			fill(at.Elem(), text, kept)
		}
	case reflect.Struct:
		for i := range at.NumField() {
			if at.Type().Field(i).IsExported() {
				fill(at.Field(i), text, kept)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range at.Len() {
			fill(at.Index(i), text, kept)
		}
	case reflect.Map:
		for _, key := range at.MapKeys() {
			part := reflect.New(at.Type().Elem()).Elem()
			part.Set(at.MapIndex(key))
			fill(part, text, kept)
			at.SetMapIndex(key, part)
		}
	}
}
