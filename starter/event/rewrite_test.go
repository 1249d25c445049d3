package event_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// replace puts another text in the place of the first one, which must be there.
func replace(tb testing.TB, value []byte, from, to string) []byte {
	tb.Helper()
	if !bytes.Contains(value, []byte(from)) {
		tb.Fatalf("%s is not in the example", from)
	}
	return bytes.Replace(value, []byte(from), []byte(to), 1)
}

func compact(tb testing.TB, value []byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, value); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// sortedKeys writes the event again with its keys in the alphabet's order.
func sortedKeys(tb testing.TB, value []byte) []byte {
	tb.Helper()
	return rewrite(tb, value, func(key string) string { return key })
}

func camelCase(tb testing.TB, value []byte) []byte {
	tb.Helper()
	return rewrite(tb, value, func(key string) string {
		words := strings.Split(key, "_")
		for i, word := range words[1:] {
			words[i+1] = strings.ToUpper(word[:1]) + word[1:]
		}
		return strings.Join(words, "")
	})
}

func rewrite(tb testing.TB, value []byte, key func(string) string) []byte {
	tb.Helper()
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		tb.Fatal(err)
	}
	out, err := json.Marshal(renamed(tree, key))
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func renamed(tree any, key func(string) string) any {
	switch node := tree.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, v := range node {
			out[key(k)] = renamed(v, key)
		}
		return out
	case []any:
		for i, v := range node {
			node[i] = renamed(v, key)
		}
	}
	return tree
}
