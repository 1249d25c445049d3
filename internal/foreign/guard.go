package foreign

import (
	"fmt"
	"reflect"
)

// shown is a text that has been through a guard.
type shown string

// guarded is a value that is written through a guard when its verb is known.
type guarded struct {
	value any
	guard func(string) string
}

// guardAll puts the operands of a format string through a guard, in place, so that go vet sees a plain wrapper of
// fmt.Fprintf and checks its callers. Numbers are makegood's own and stay; so does what is guarded already.
func guardAll(operands []any, guard func(string) string) {
	for i, value := range operands {
		switch value := value.(type) {
		case nil, shown, guarded, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		case string:
			operands[i] = shown(guard(value))
		case fmt.Formatter, fmt.Stringer, error:
			operands[i] = guarded{value, guard}
		default:
			if of := reflect.ValueOf(value); of.Kind() == reflect.String {
				operands[i] = shown(guard(of.String()))
				continue
			}
			operands[i] = guarded{value, guard}
		}
	}
}

// Format implements fmt.Formatter: the value is formatted, guarded, and only then set to its width.
func (g guarded) Format(f fmt.State, verb rune) {
	switch verb {
	case 's', 'v':
		fmt.Fprintf(f, fmt.FormatString(f, 's'), g.guard(fmt.Sprint(g.value)))
	default:
		fmt.Fprint(f, g.guard(fmt.Sprintf(fmt.FormatString(f, verb), g.value)))
	}
}
