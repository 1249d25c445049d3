package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/temporal"
)

// updatesOf sets search attributes to what a history holds of them.
func updatesOf(recorded *common.SearchAttributes) (out []temporal.SearchAttributeUpdate, err error) {
	fields := recorded.GetIndexedFields()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		update, err := updateOf(name, fields[name])
		if err != nil {
			return nil, fmt.Errorf("search attribute %s: %w", name, err)
		}
		out = append(out, update)
	}
	return out, nil
}

// updateOf knows the types that makegood's attributes have.
func updateOf(name string, payload *common.Payload) (temporal.SearchAttributeUpdate, error) {
	switch kind := string(payload.GetMetadata()["type"]); kind {
	case "Keyword":
		return valueSet(payload, temporal.NewSearchAttributeKeyKeyword(name).ValueSet)
	case "Int":
		return valueSet(payload, temporal.NewSearchAttributeKeyInt64(name).ValueSet)
	case "Bool":
		return valueSet(payload, temporal.NewSearchAttributeKeyBool(name).ValueSet)
	case "Datetime":
		return valueSet(payload, temporal.NewSearchAttributeKeyTime(name).ValueSet)
	default:
		return nil, fmt.Errorf("the skeleton does not set the type %q", kind)
	}
}

func valueSet[T string | int64 | bool | time.Time](payload *common.Payload, set func(T) temporal.SearchAttributeUpdate) (temporal.SearchAttributeUpdate, error) {
	var value T
	err := decode(payload, &value)
	return set(value), err
}
