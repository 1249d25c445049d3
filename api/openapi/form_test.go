package openapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
)

// fuller are bodies with the fields that the examples of the document lack.
var fuller = map[api.Method][]object{
	api.MethodDecide: {{"decision": "reject", "expected_assessment_hash": "h-1", "message": "no"}},
	api.MethodInspect: {
		{"currency_code": "CNY", "lines": []any{object{"line_id": "1", "partial_quantity": 1, "deduct_minor": 100, "reason": "worn", "evidence": []any{"https://example.com/1"}}}},
		{"sent_proof": object{"carrier": "SF", "reference": "SF-1"}},
	},
	api.MethodResolve:     {{"action": "pay_another_way", "via": "STORE_CREDIT"}, {"action": "retry", "leg_id": "1", "note": "again"}},
	api.MethodClear:       {{"leg_id": "1", "fact": "not_paid", "reference": "re_1", "note": "their letter"}},
	api.MethodChoose:      {{"alternative_id": "STORE_CREDIT", "expected_assessment_hash": "h-1"}},
	api.MethodAnswerOffer: {{"accept": true, "choice": "c-1", "token": "t"}},
}

// goodBodies are bodies of an operation that are taken; together they have every field that has a rule.
func goodBodies(t *testing.T, o operation, example object) []object {
	t.Helper()
	all := append([]object{example}, fuller[o.Method]...)
	if o.Method != api.MethodRequestRefund {
		return all
	}
	raw, err := os.ReadFile("testdata/every-field.json")
	var cancellation object
	if err == nil {
		err = json.Unmarshal(raw, &cancellation)
	}
	if err != nil {
		t.Fatal(err)
	}
	return append(all, object{"cancellation": cancellation})
}

// TestTheDoorRefusesWhatTheDocumentForbids: every good body of every operation is broken in every place, and each is refused
// with a code that the document promises. Every rule of a field is broken at least once.
func TestTheDoorRefusesWhatTheDocumentForbids(t *testing.T) {
	whole, operations := document(t)
	schemas := whole["components"].(object)["schemas"].(object)
	broken := map[string]bool{}
	for _, o := range operations {
		schema, example := o.body()
		if schema == nil {
			continue
		}
		for n, good := range goodBodies(t, o, example) {
			door := open(t)
			if response, raw := door.json(t, o, good); response.StatusCode != http.StatusOK {
				t.Errorf("%s: the good body %d is answered %d %s", o.Method, n, response.StatusCode, raw)
				continue
			}
			b := &breaker{t: t, schemas: schemas, good: good}
			whole, name := b.resolve(schema)
			b.message(whole, name, good, nil)
			door.refuses(t, o, b.all)
			for _, one := range b.all {
				broken[one.field+" "+one.rule] = true
			}
		}
	}
	for _, rule := range rulesOf(schemas) {
		if !broken[rule] {
			t.Errorf("%s was not broken by any test", rule)
		}
	}
}

func (o *opened) json(t *testing.T, of operation, body object) (*http.Response, []byte) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return o.send(t, sent{method: of.verb, path: of.examplePath(), header: headerFor(of.Method), body: raw})
}

// refuses sends what is wrong. A preview is answered with what is wrong with a request that can be read.
func (o *opened) refuses(t *testing.T, of operation, all []wrong) {
	t.Helper()
	for _, one := range all {
		if of.Method == api.MethodPreviewRefund && !one.form {
			continue
		}
		response, raw := o.json(t, of, one.body)
		var p struct{ Code, Detail string }
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Errorf("%s, %s: %d %s", of.Method, one.what, response.StatusCode, raw)
			continue
		}
		promised := of.codesAt(fmt.Sprint(response.StatusCode))
		if response.StatusCode < 400 || response.StatusCode >= 500 || !slices.Contains(promised, any(p.Code)) || !strings.Contains(p.Detail, one.named) {
			t.Errorf("%s, %s: %d %s; the document has %v", of.Method, one.what, response.StatusCode, raw, promised)
		}
		if one.form && p.Code != "MALFORMED" {
			t.Errorf("%s, %s: %s", of.Method, one.what, p.Code)
		}
	}
}

// rulesOf are the rules of all fields that are received, as "message.field keyword".
func rulesOf(schemas object) (out []string) {
	for name, one := range schemas {
		schema := one.(object)
		if schema["additionalProperties"] != false {
			continue
		}
		required, _ := schema["required"].([]any)
		for _, field := range required {
			out = append(out, fmt.Sprintf("%s.%v required", name, field))
		}
		for field, property := range schema["properties"].(object) {
			for _, keyword := range []string{"minimum", "maximum", "maxLength", "minLength", "enum", "minItems"} {
				if _, there := property.(object)[keyword]; there {
					out = append(out, name+"."+field+" "+keyword)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
