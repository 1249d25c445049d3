package openapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// wrong is a message that the document forbids, in one place.
type wrong struct {
	what string
	body object
	// field is the field with the rule that is broken, and rule its keyword; form: the message cannot even be read.
	field, rule string
	form        bool
	// named has to be in the answer.
	named string
}

// breaker breaks a good message in every place, by the document's own words.
type breaker struct {
	t       *testing.T
	schemas object
	good    object
	all     []wrong
}

func (b *breaker) resolve(schema object) (object, string) {
	if either, ok := schema["oneOf"].([]any); ok {
		return b.resolve(either[0].(object)) // or null
	}
	ref, ok := schema["$ref"].(string)
	if !ok {
		return schema, ""
	}
	name := strings.TrimPrefix(ref, "#/components/schemas/")
	found, there := b.schemas[name].(object)
	if !there {
		b.t.Fatalf("%s leads nowhere", ref)
	}
	return found, name
}

// message breaks an object and what is in it.
func (b *breaker) message(schema object, name string, value object, path []any) {
	properties := schema["properties"].(object)
	b.put("an unknown field", append(path, "x_unknown"), 1, "", "", true, "x_unknown")
	required, _ := schema["required"].([]any)
	for _, field := range required {
		at := append(path, field)
		if _, there := value[field.(string)]; !there {
			b.t.Fatalf("the message lacks %v", at)
		}
		b.all = append(b.all, wrong{what: fmt.Sprintf("without %v", at), body: changed(b.t, b.good, at, nil, true), field: name + "." + field.(string), rule: "required"})
		b.put("null", at, nil, name+"."+field.(string), "required", false, "")
	}
	for field, one := range value {
		property, there := properties[field].(object)
		if !there {
			b.t.Fatalf("%s has no field %s", name, field)
		}
		b.value(property, one, append(path[:len(path):len(path)], field), name+"."+field)
	}
}

// value breaks one value.
func (b *breaker) value(schema object, value any, path []any, field string) {
	schema, name := b.resolve(schema)
	switch kind := fmt.Sprint(schema["type"]); {
	case strings.Contains(kind, "object"):
		b.put("a text for a message", path, "x", field, "", true, "")
		b.message(schema, name, value.(object), path)
	case strings.Contains(kind, "array"):
		b.put("a text for a list", path, "x", field, "", true, "")
		if _, least := schema["minItems"]; least {
			b.put("an empty list", path, []any{}, field, "minItems", false, "")
		}
		for n, one := range value.([]any) {
			b.value(schema["items"].(object), one, append(path[:len(path):len(path)], n), field)
		}
	case strings.Contains(kind, "integer"):
		b.number(schema, path, field)
	case strings.Contains(kind, "string"):
		b.text(schema, path, field)
	case strings.Contains(kind, "boolean"):
		b.put("a text for true", path, "yes", field, "", true, "")
	default:
		b.t.Fatalf("%s: the type %q", field, kind)
	}
}

func (b *breaker) number(schema object, path []any, field string) {
	for _, form := range []any{1.5, "1.5", "007", json.Number("1.0"), json.Number("9223372036854775808"), true} {
		b.put(fmt.Sprintf("%v for a number", form), path, form, field, "", true, "")
	}
	if least, ok := schema["minimum"].(float64); ok {
		b.put("less than the minimum", path, least-1, field, "minimum", false, "")
	}
	if most, ok := schema["maximum"].(float64); ok {
		b.put("more than the maximum", path, most+1, field, "maximum", false, "")
	}
}

func (b *breaker) text(schema object, path []any, field string) {
	for _, form := range []any{7, object{}} {
		b.put(fmt.Sprintf("%v for a text", form), path, form, field, "", true, "")
	}
	if schema["format"] == "date-time" {
		for _, form := range []any{"yesterday", "2026-11-20", "2026-13-20T09:00:00Z", "20000-01-01T00:00:00Z"} {
			b.put(fmt.Sprintf("the time %v", form), path, form, field, "", true, "")
		}
	}
	if most, ok := schema["maxLength"].(float64); ok {
		b.put("too long", path, strings.Repeat("x", int(most)+1), field, "maxLength", false, "")
	}
	if _, ok := schema["minLength"]; ok {
		b.put("empty", path, "", field, "minLength", false, "")
	}
	if _, ok := schema["enum"]; ok {
		b.put("another word", path, "ANOTHER", field, "enum", false, "")
	}
	if _, ok := schema["pattern"]; ok {
		b.put("another form", path, "!", field, "pattern", false, "")
	}
}

func (b *breaker) put(what string, path []any, value any, field, rule string, form bool, named string) {
	b.all = append(b.all, wrong{
		what: fmt.Sprintf("%s at %v", what, path), body: changed(b.t, b.good, path, value, false), field: field, rule: rule, form: form, named: named,
	})
}

// changed is a copy of a message with another value at a path, or none.
func changed(t *testing.T, good object, path []any, value any, without bool) (out object) {
	t.Helper()
	raw, err := json.Marshal(good)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	var at any = out
	for _, part := range path[:len(path)-1] {
		if n, index := part.(int); index {
			at = at.([]any)[n]
		} else {
			at = at.(object)[part.(string)]
		}
	}
	switch last := path[len(path)-1].(type) {
	case int:
		at.([]any)[last] = value
	case string:
		if without {
			delete(at.(object), last)
		} else {
			at.(object)[last] = value
		}
	}
	return out
}
