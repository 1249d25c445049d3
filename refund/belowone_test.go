package refund

import (
	"strings"
	"testing"
)

func TestARateThatIsTakenWithoutANumberIsARate(t *testing.T) {
	for text, quick := range map[string]bool{
		"0": true, "0.13": true, "0.0": true, "0.999999999999999999": true,
		"1": false, "": false, "0.": false, ".5": false, "00.1": false, "0.1e3": false, "-0.1": false, "0.1 ": false,
		"0.1234567890123456789": false, "0." + strings.Repeat("9", 100): false,
	} {
		if got := belowOne(text); got != quick {
			t.Errorf("belowOne(%q) is %v", text, got)
		}
		if _, err := ParseRate(text); quick && err != nil {
			t.Errorf("%q is taken, and ParseRate says %v", text, err)
		}
	}
}

func FuzzBelowOne(f *testing.F) {
	f.Add("0.13")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := ParseRate(text); belowOne(text) && err != nil {
			t.Errorf("%q is taken, and ParseRate says %v", text, err)
		}
	})
}
