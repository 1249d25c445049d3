package api_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// leaves are the texts within a value, by their place; lists count once.
func leaves(v reflect.Value, at string, out map[string][]string) {
	// Other kinds have no text.
	//
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			leaves(v.Elem(), at, out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			leaves(v.Index(i), at, out)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				leaves(v.Field(i), at+"."+f.Name, out)
			}
		}
	case reflect.String:
		out[at] = append(out[at], v.String())
	}
}

// shown says of every text of a value whether an auditor sees it.
func shown[T any](name string) []string {
	before, after := map[string][]string{}, map[string][]string{}
	whole := apitest.Filled[T]()
	leaves(reflect.ValueOf(whole), name, before)
	leaves(reflect.ValueOf(api.Masked(whole)), name, after)
	var out []string
	for at, texts := range before {
		word := "hidden"
		if slices.Equal(texts, after[at]) {
			word = "shown"
		}
		out = append(out, word+" "+at)
	}
	slices.Sort(out)
	return out
}

func TestWhatAnAuditorIsShownIsWrittenDownFieldByField(t *testing.T) {
	want, err := os.ReadFile("testdata/auditor.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := append(shown[wording.Refund]("Refund"), shown[ledger.CaseRow]("Row")...)
	listed := strings.Split(strings.TrimSpace(string(want)), "\n")
	for _, line := range got {
		if !slices.Contains(listed, line) {
			t.Errorf("not in testdata/auditor.txt: %s", line)
		}
	}
	if len(got) != len(listed) {
		t.Errorf("%d texts, and %d lines in testdata/auditor.txt", len(got), len(listed))
	}
}

func TestMaskingChangesNothingOfWhatItIsGiven(t *testing.T) {
	whole := apitest.Filled[wording.Refund]()
	before, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	api.Masked(whole)
	if after, err := json.Marshal(whole); err != nil || string(after) != string(before) {
		t.Errorf("the refund itself is changed: %v", err)
	}
}

func TestOfCustomersAndReasonsAnAuditorSeesWhatSaysNothingOfAPerson(t *testing.T) {
	got := api.Masked(refund.Standing{Reason: "CUSTOMER_CHANGED_MIND: Jane Doe wrote", Question: &refund.Question{By: "mia", Question: "Where is Jane?"}})
	if strings.Contains(fmt.Sprintf("%+v %+v", got, *got.Question), "Jane") || got.Question.By != "mia" {
		t.Errorf("got %+v, %+v", got, *got.Question)
	}
	trail := api.Masked([]refund.TrailEntry{{Actor: "customer:42", Reason: "asked: is this Jane?"}, {Actor: "mia", Subject: "oidc:x#1"}})
	if trail[0].Actor != "customer:"+api.Hidden || trail[0].Reason != "" || trail[1].Actor != "mia" || trail[1].Subject != "oidc:x#1" {
		t.Errorf("got %+v", trail)
	}
}
