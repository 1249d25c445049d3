package privacy

import (
	"reflect"
	"sync"
)

// tagText is the tag of a field that holds what somebody wrote: `personal:"text"`.
const tagText = "text"

// walked is value after change was made to its strings: to those in fields with the tag, or to all. What is behind
// pointers, in slices and in maps is copied where something in it changes, and shared otherwise.
func walked[T any](value T, all bool, change func(string) string) T {
	w := walker{all: all, change: change}
	if out, changed := w.walk(reflect.ValueOf(&value).Elem(), all); changed {
		return out.Interface().(T)
	}
	return value
}

type walker struct {
	all    bool
	change func(string) string
}

// walk returns v, or a changed copy of it. meant: strings here are to be changed.
func (w walker) walk(v reflect.Value, meant bool) (out reflect.Value, changed bool) {
	if !w.all && !meant && !tagged(v.Type()) {
		return v, false
	}
	// Nothing else holds a text.
	//
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.String:
		return w.text(v, meant)
	case reflect.Pointer, reflect.Interface:
		return w.behind(v, meant)
	case reflect.Struct:
		return w.fields(v)
	case reflect.Slice:
		return w.items(v, meant)
	case reflect.Map:
		return w.entries(v, meant)
	}
	return v, false
}

func (w walker) text(v reflect.Value, meant bool) (reflect.Value, bool) {
	if !meant {
		return v, false
	}
	text := w.change(v.String())
	if text == v.String() {
		return v, false
	}
	out := reflect.New(v.Type()).Elem()
	out.SetString(text)
	return out, true
}

func (w walker) behind(v reflect.Value, meant bool) (reflect.Value, bool) {
	if v.IsNil() {
		return v, false
	}
	inner, changed := w.walk(v.Elem(), meant)
	if !changed {
		return v, false
	}
	out := reflect.New(v.Type()).Elem()
	if v.Kind() == reflect.Interface {
		out.Set(inner)
		return out, true
	}
	out.Set(reflect.New(v.Type().Elem()))
	out.Elem().Set(inner)
	return out, true
}

func (w walker) fields(v reflect.Value) (out reflect.Value, changed bool) {
	out = v
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		inner, other := w.walk(v.Field(i), w.all || field.Tag.Get("personal") == tagText)
		if !other {
			continue
		}
		if !changed {
			out = reflect.New(v.Type()).Elem()
			out.Set(v)
		}
		changed = true
		out.Field(i).Set(inner)
	}
	return out, changed
}

func (w walker) items(v reflect.Value, meant bool) (out reflect.Value, changed bool) {
	out = v
	for i := range v.Len() {
		inner, other := w.walk(v.Index(i), meant)
		if !other {
			continue
		}
		if !changed {
			out = reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(out, v)
		}
		changed = true
		out.Index(i).Set(inner)
	}
	return out, changed
}

func (w walker) entries(v reflect.Value, meant bool) (out reflect.Value, changed bool) {
	out = v
	for _, name := range v.MapKeys() {
		inner, other := w.walk(v.MapIndex(name), meant)
		if !other {
			continue
		}
		if !changed {
			out = reflect.MakeMapWithSize(v.Type(), v.Len())
			for _, each := range v.MapKeys() {
				out.SetMapIndex(each, v.MapIndex(each))
			}
		}
		changed = true
		out.SetMapIndex(name, inner)
	}
	return out, changed
}

// taggedTypes remembers what tagged found out: types are few, and never change.
var taggedTypes sync.Map // of reflect.Type to bool

// tagged reports whether a field with the tag may be somewhere in a value of the type.
func tagged(t reflect.Type) bool {
	if known, ok := taggedTypes.Load(t); ok {
		return known.(bool)
	}
	found := hasTag(t, map[reflect.Type]bool{})
	taggedTypes.Store(t, found)
	return found
}

func hasTag(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	// Nothing else holds a field.
	//
	//exhaustive:ignore
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return hasTag(t.Elem(), seen)
	case reflect.Interface:
		return true
	case reflect.Struct:
		for i := range t.NumField() {
			if field := t.Field(i); field.IsExported() && (field.Tag.Get("personal") == tagText || hasTag(field.Type, seen)) {
				return true
			}
		}
	}
	return false
}
