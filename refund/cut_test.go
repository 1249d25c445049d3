package refund_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/makegood/makegood/refund"
)

func TestATextIsCutBetweenTwoCharactersToAnySize(t *testing.T) {
	for _, c := range []struct {
		text string
		max  int
		want string
	}{
		{"short", 5, "short"}, {"shorter", 6, "sho…"}, {"shorter", 4, "s…"}, {"shorter", 3, "sho"}, {"shorter", 1, "s"},
		{"shorter", 0, ""}, {"shorter", -1, ""}, {"", 0, ""}, {"", -5, ""},
		{"übermut", 7, "übe…"}, {"üüüü", 6, "ü…"}, {"üüüü", 3, "ü"}, {"üüüü", 1, ""}, {"数据库", 3, "数"}, {"数据库", 8, "数…"},
	} {
		if got := refund.Cut(c.text, c.max); got != c.want {
			t.Errorf("%q to %d bytes: got %q, want %q", c.text, c.max, got, c.want)
		}
	}
	long := strings.Repeat("é\"<数", 20)
	for size := range len(long) + 2 {
		if got := refund.Cut(long, size); len(got) > size || !utf8.ValidString(got) {
			t.Errorf("to %d bytes: got %q", size, got)
		}
	}
}
