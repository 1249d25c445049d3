package plot_test

import (
	"slices"
	"strconv"
	"testing"

	"golang.org/x/net/html"

	"github.com/makegood/makegood/desk/plot"
	"github.com/makegood/makegood/desk/web/webtest"
)

// letterWide is how wide a letter is at most, in the plot's units.
const letterWide = 7

// span is where a text stands.
type span struct{ from, to, y int64 }

func spanOf(t *testing.T, n *html.Node) span {
	t.Helper()
	x, y, wide := number(t, n, "x"), number(t, n, "y"), int64(len(webtest.Text(n)))*letterWide
	switch webtest.Attr(n, "text-anchor") {
	case "middle":
		return span{x - wide/2, x + wide/2, y}
	case "end":
		return span{x - wide, x, y}
	default:
		return span{x, x + wide, y}
	}
}

// apart fails where two texts of a plot cover each other.
func apart(t *testing.T, page webtest.Page) {
	t.Helper()
	var seen []span
	for _, n := range page.All("text", "", "") {
		at := spanOf(t, n)
		if slices.ContainsFunc(seen, func(o span) bool { return o.y == at.y && at.from < o.to && o.from < at.to }) {
			t.Errorf("%q covers another text at %v", webtest.Text(n), at)
		}
		seen = append(seen, at)
	}
}

func TestLabelsAndNamesDoNotCoverEachOther(t *testing.T) {
	days := make([]string, 30)
	for i := range days {
		days[i] = "2026-11-" + strconv.Itoa(10+i)
	}
	reasons := []string{"a change of mind", "out of stock", "damaged in transit", "suspected fraud", "late delivery", "another reason"}
	long := "nineteen of twenty refunds were paid faster than this"
	for name, p := range map[string]plot.Plot{
		"many days":    {Labels: days, Series: []plot.Series{{Name: "half", Points: make([]plot.Point, len(days))}}},
		"few reasons":  {Labels: reasons, Series: []plot.Series{{Name: "all", Points: make([]plot.Point, len(reasons))}}},
		"long names":   {Labels: []string{"1"}, Series: []plot.Series{{Name: long, Points: values(1)}, {Name: long, Points: values(1)}, {Name: "c", Points: values(1)}}},
		"a label only": {Labels: []string{long + long}, Series: []plot.Series{{Name: "c", Points: values(1)}}},
	} {
		t.Run(name, func(t *testing.T) {
			p.ID, p.Title, p.Kind, p.Format = "a", "t", plot.Bars, func(n int64) string { return strconv.FormatInt(n, 10) }
			_, page := drawn(t, p)
			apart(t, page)
			for _, n := range page.All("text", "", "") {
				if at := spanOf(t, n); name == "long names" && at.to > 640 {
					t.Errorf("%q ends at %d", webtest.Text(n), at.to)
				}
			}
		})
	}
}

func TestEveryReasonIsNamedInTwoRowsWhereOneHasNoRoom(t *testing.T) {
	reasons := []string{"a change of mind", "out of stock", "damaged in transit", "suspected fraud", "late delivery", "another reason"}
	_, page := drawn(t, plot.Plot{ID: "a", Title: "t", Kind: plot.Bars, Labels: reasons, Series: []plot.Series{{Points: values(1, 2, 3, 4, 5, 6)}}, Format: format})
	named := map[string]bool{}
	for _, n := range page.All("text", "text-anchor", "middle") {
		named[webtest.Text(n)] = true
	}
	for _, reason := range reasons {
		if !named[reason] {
			t.Errorf("%s is not named", reason)
		}
	}
}
