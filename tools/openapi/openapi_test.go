package main

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/pb33f/libopenapi/datamodel"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// documentURL is what the document is called while it is checked; it is nowhere.
const documentURL = "https://makegood.invalid/openapi.json"

// compiled is a schema of the document, or the one that OpenAPI 3.1 has for documents (of the OpenAPI Initiative, 2022-10-07).
func compiled(t *testing.T, name, raw, at string) *jsonschema.Schema {
	t.Helper()
	content, err := jsonschema.UnmarshalJSON(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		expression, err := regexp2.Compile(pattern, regexp2.ECMAScript) // as JSON Schema means patterns
		return ecma{expression}, err
	})
	if err := compiler.AddResource(name, content); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(name + at)
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	return schema
}

// ecma is a pattern of JSON Schema.
type ecma struct{ *regexp2.Regexp }

// MatchString implements jsonschema.Regexp.
func (e ecma) MatchString(text string) bool {
	matches, err := e.Regexp.MatchString(text)
	return err == nil && matches // an error is a time limit, of which there is none
}

func read(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func decoded(t *testing.T, raw string) map[string]any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(raw))
	out, is := value.(map[string]any)
	if err != nil || !is {
		t.Fatalf("%T, %v", value, err)
	}
	return out
}

// TestTheDocumentIsOneOfOpenAPI by the specification's own schema, which refuses what is wrong with it.
func TestTheDocumentIsOneOfOpenAPI(t *testing.T) {
	const name = "https://spec.openapis.org/oas/3.1/schema/2022-10-07"
	schema, whole := compiled(t, name, datamodel.OpenAPI31SchemaData, ""), read(t)
	if err := schema.Validate(decoded(t, whole)); err != nil {
		t.Errorf("%v", err)
	}
	for what, change := range map[string]func(map[string]any){
		"no version":                      func(d map[string]any) { delete(d, "openapi") },
		"a version of another schema":     func(d map[string]any) { d["openapi"] = "3.0.3" },
		"no title":                        func(d map[string]any) { delete(d["info"].(map[string]any), "title") },
		"a path without a slash":          func(d map[string]any) { d["paths"].(map[string]any)["v1"] = map[string]any{} },
		"a method that HTTP has not":      func(d map[string]any) { path(d)["fetch"] = map[string]any{} },
		"a parameter that is nowhere":     func(d map[string]any) { delete(parameter(d), "in") },
		"a parameter without a schema":    func(d map[string]any) { delete(parameter(d), "schema") },
		"an answer without a description": func(d map[string]any) { delete(answer(d), "description") },
		"a schema that is a text":         func(d map[string]any) { schemasOf(d)["Problem"] = "a text" },
	} {
		broken := decoded(t, whole)
		change(broken)
		if schema.Validate(broken) == nil {
			t.Errorf("%s: it is taken", what)
		}
	}
}

func path(d map[string]any) map[string]any {
	return d["paths"].(map[string]any)["/v1/refunds"].(map[string]any)
}

func parameter(d map[string]any) map[string]any {
	return path(d)["get"].(map[string]any)["parameters"].([]any)[0].(map[string]any)
}

func answer(d map[string]any) map[string]any {
	return path(d)["get"].(map[string]any)["responses"].(map[string]any)["200"].(map[string]any)
}

func schemasOf(d map[string]any) map[string]any {
	return d["components"].(map[string]any)["schemas"].(map[string]any)
}

// TestEverySchemaIsOneOfJSONSchemaAndTakesItsExamples: those of bodies, and of problems.
func TestEverySchemaIsOneOfJSONSchemaAndTakesItsExamples(t *testing.T) {
	whole := read(t)
	d, tried := decoded(t, whole), 0
	try := func(at string, example any) {
		tried++
		if err := compiled(t, documentURL, whole, at).Validate(example); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	for name, schema := range schemasOf(d) {
		at := "#/components/schemas/" + name
		compiled(t, documentURL, whole, at)
		examples, _ := schema.(map[string]any)["examples"].([]any)
		for _, example := range examples {
			try(at, example)
		}
	}
	for where, operations := range d["paths"].(map[string]any) {
		post, is := operations.(map[string]any)["post"].(map[string]any)
		if !is {
			continue
		}
		body := post["requestBody"].(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)
		step := url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(where))
		try("#/paths/"+step+"/post/requestBody/content/application~1json/schema", body["example"])
	}
	if tried < 16 {
		t.Errorf("%d examples were tried: too few to mean anything", tried)
	}
}
