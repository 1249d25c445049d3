package refund

import "testing"

func TestAPersonIsTheSameHoweverTheNameIsWritten(t *testing.T) {
	for other, want := range map[Person]bool{
		"José Ruiz":        true,
		" josé  RUIZ ":     true,
		"Jose\u0301 Ruiz":  true, // decomposed
		"José\u00a0Ruiz":   true, // a space that does not break
		"José\u200b Ruiz":  true, // a space of no width
		"José\ufe0f Ruiz":  true, // a mark that chooses how it is drawn
		"José\u034f Ruiz":  true, // a joiner that nobody sees
		"\uff2aosé Ruiz":   true, // full width
		"Jose Ruiz":        false,
		"J\u043esé Ruiz":   false, // a Cyrillic letter
		"JoséRuiz":         false,
		"":                 false,
		"José Ruiz Alonso": false,
	} {
		if got := SamePerson("José Ruiz", other); got != want {
			t.Errorf("%q: got %t, want %t", other, got, want)
		}
	}
	staff := Staff{Reviewers: []Reviewer{{Name: "José Ruiz"}}}
	if _, known := staff.Find("JOSE\u0301 ruiz"); !known {
		t.Error("a reviewer is not found by the same name written otherwise")
	}
}
