package apitest

import (
	"reflect"
	"strconv"
	"time"

	"github.com/makegood/makegood/refund"
)

// Filled is a value of which every exported member is set, each to something else, and every list has two members: what loses
// one on its way shows it. A fee has one tax, as in an event.
func Filled[T any]() T {
	var out T
	f := filler{}
	f.fill(reflect.ValueOf(&out).Elem())
	return out
}

// filler counts the members that were set, so that no two are alike.
type filler struct {
	count  int64
	within []reflect.Type
}

func (f *filler) fill(v reflect.Value) {
	f.count++
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = At.Add(time.Duration(f.count)*time.Second + time.Duration(f.count)*time.Microsecond)
		return
	case *refund.Source:
		*at = 1
		return
	case *refund.Unit:
		*at = 1
		return
	}
	// The service's types are made of these kinds; another one fails where it is set.
	//
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(f.count)
	case reflect.Pointer:
		f.pointer(v)
	case reflect.Slice:
		f.list(v)
	case reflect.Struct:
		f.members(v)
	default:
		v.SetString("text " + strconv.FormatInt(f.count, 10))
	}
}

// pointer goes into a type once within itself.
func (f *filler) pointer(v reflect.Value) {
	depth := 0
	for _, t := range f.within {
		if t == v.Type() {
			depth++
		}
	}
	if depth > 1 {
		return
	}
	f.within = append(f.within, v.Type())
	v.Set(reflect.New(v.Type().Elem()))
	f.fill(v.Elem())
	f.within = f.within[:len(f.within)-1]
}

func (f *filler) list(v reflect.Value) {
	v.Set(reflect.MakeSlice(v.Type(), 2, 2))
	for i := range v.Len() {
		f.fill(v.Index(i))
	}
}

func (f *filler) members(v reflect.Value) {
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			f.fill(v.Field(i))
		}
	}
	if fee, is := v.Addr().Interface().(*refund.Fee); is {
		fee.Taxes = fee.Taxes[:1]
	}
}
