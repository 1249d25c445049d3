package event

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// doubted are values that the checker leaves to json.Valid, and accepted ones it takes itself.
func TestTheCheckerTakesWhatIsJSON(t *testing.T) {
	for value, want := range map[string]bool{
		`{"a": [1, -0.5e+3, 0, true, false, null, "\"\\\/\b\f\n\r\t\u00e9"], "b" : {} , "c":[]}`: true,
		` 7 `: true, `"text"`: true, "": false, "{": false, "[1,]": false, `{"a":1,}`: false, `{"a"}`: false, `{a:1}`: false,
		"01": false, "-": false, "1.": false, ".5": false, "1e": false, "+1": false, "1 2": false, "tru": false, "nul": false,
		`"a`: false, `"\x"`: false, `"\u12g4"`: false, `"\u12`: false, "\"\t\"": false, `"\`: false, "[1 2]": false, "{}}": false,
		strings.Repeat("[", doubtDepth) + strings.Repeat("]", doubtDepth): true,
		strings.Repeat("[", 100) + strings.Repeat("]", 100):               false,
	} {
		if got := (&checker{text: []byte(value)}).document(); got != want {
			t.Errorf("%.60q: taken is %v, want %v", value, got, want)
		}
		if got, want := validJSON([]byte(value)), json.Valid([]byte(value)); got != want {
			t.Errorf("%.60q: valid is %v, want %v", value, got, want)
		}
	}
}

func TestTheCheckerTakesEveryExampleOfTheContract(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "contract", "*.json"))
	if err != nil || len(files) < 9 {
		t.Fatalf("%v and %d files", err, len(files))
	}
	for _, file := range files {
		value, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !(&checker{text: value}).document() {
			t.Errorf("%s is left to json.Valid", file)
		}
	}
}

// What the checker takes is JSON: everything behind it relies on that.
func FuzzChecker(f *testing.F) {
	f.Add([]byte(`{"a": [1, -0.5e+3, true, "\u00e9\\"], "b" : {}}`))
	f.Fuzz(func(t *testing.T, value []byte) {
		if (&checker{text: value}).document() && !json.Valid(value) {
			t.Errorf("%q is taken", value)
		}
	})
}
