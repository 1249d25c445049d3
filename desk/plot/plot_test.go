package plot_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/makegood/makegood/desk/plot"
	"github.com/makegood/makegood/desk/web/webtest"
)

// areaTop and baseline are where a plot's area begins and ends.
const areaTop, baseline = 32, 232

func format(n int64) string { return strconv.FormatInt(n, 10) + " EUR" }

func drawn(t *testing.T, p plot.Plot) (plot.Figure, webtest.Page) {
	t.Helper()
	f, err := p.Draw()
	if err != nil {
		t.Fatal(err)
	}
	return f, webtest.Parse(t, strings.NewReader(string(f.SVG)))
}

func values(numbers ...int64) (out []plot.Point) {
	for _, n := range numbers {
		out = append(out, plot.Point{Value: n, Missing: n < 0})
	}
	for i := range out {
		out[i].Value = max(0, out[i].Value)
	}
	return out
}

func number(t *testing.T, n *html.Node, key string) int64 {
	t.Helper()
	got, err := strconv.ParseInt(webtest.Attr(n, key), 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return got
}

// TestABarIsAsTallAsItsValue: of an axis up to 100, on an area of 200 units, a value is twice as many units tall.
func TestABarIsAsTallAsItsValue(t *testing.T) {
	given := []int64{100, 50, 0, 1, 33}
	_, page := drawn(t, plot.Plot{ID: "a", Title: "Refunds", Description: "by day", Kind: plot.Bars, Over: "day", Labels: []string{"1", "2", "3", "4", "5"},
		Series: []plot.Series{{Name: "EUR", Points: values(given...)}}, Format: format})
	bars := page.All("rect", "class", "one")
	if len(bars) != len(given) {
		t.Fatalf("%d bars", len(bars))
	}
	for i, bar := range bars {
		if tall := number(t, bar, "height"); tall != 2*given[i] {
			t.Errorf("%d is %d tall", given[i], tall)
		}
		if foot := number(t, bar, "y") + number(t, bar, "height"); foot != baseline {
			t.Errorf("%d stands at %d", given[i], foot)
		}
		if i > 0 && number(t, bar, "x") < number(t, bars[i-1], "x")+number(t, bars[i-1], "width") {
			t.Errorf("bar %d covers the one before", i)
		}
	}
}

func TestWhatIsNotZeroIsSeenAndTheLargestAmountFits(t *testing.T) {
	_, page := drawn(t, plot.Plot{ID: "a", Title: "t", Kind: plot.Bars, Labels: []string{"1", "2"},
		Series: []plot.Series{{Points: values(1, math.MaxInt64)}}, Format: format})
	bars := page.All("rect", "class", "one")
	if tall := number(t, bars[0], "height"); tall != 1 {
		t.Errorf("one of all is %d tall", tall)
	}
	if y := number(t, bars[1], "y"); y != areaTop {
		t.Errorf("the largest begins at %d", y)
	}
}

func TestALineBreaksWhereAValueIsMissing(t *testing.T) {
	f, page := drawn(t, plot.Plot{ID: "times", Title: "Time to money", Kind: plot.Lines, Over: "day", Labels: []string{"1", "2", "3", "4", "5"}, None: "none",
		Series: []plot.Series{{Name: "half", Points: values(10, 20, -1, 20, 10)}, {Name: "slow", Points: values(-1, -1, 7, -1, -1)}}, Format: format})
	lines := page.All("polyline", "class", "one")
	if len(lines) != 2 || len(page.All("polyline", "class", "two")) != 0 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines {
		if points := strings.Fields(webtest.Attr(line, "points")); len(points) != 2 || !strings.HasSuffix(points[0]+points[1], ",32") && !strings.HasSuffix(points[0], ",32") {
			t.Errorf("a line goes over %v", points)
		}
	}
	if points := page.All("circle", "class", "two"); len(points) != 1 {
		t.Errorf("a point alone is drawn %d times", len(points))
	}
	if f.Rows[2].Values[0] != "none" || f.Rows[2].Values[1] != "7 EUR" {
		t.Errorf("the table says %v", f.Rows[2])
	}
	if dash := webtest.Attr(lines[0], "stroke-dasharray"); dash != "" {
		t.Errorf("the first line is dashed %q", dash)
	}
}

// TestTheTableHasEveryNumber: in the sequence of the labels, and written as it was asked for.
func TestTheTableHasEveryNumber(t *testing.T) {
	given := [][]int64{{5, 0, 9_007_199_254_740_993}, {1, 2, 3}}
	f, _ := drawn(t, plot.Plot{ID: "a", Title: "t", Kind: plot.Bars, Over: "day", Labels: []string{"x", "y", "z"},
		Series: []plot.Series{{Name: "A", Points: values(given[0]...)}, {Name: "B", Points: values(given[1]...)}}, Format: format})
	if got := strings.Join(f.Columns, " "); got != "day A B" {
		t.Errorf("columns %q", got)
	}
	for i, label := range []string{"x", "y", "z"} {
		if row := f.Rows[i]; row.Label != label || row.Values[0] != format(given[0][i]) || row.Values[1] != format(given[1][i]) {
			t.Errorf("row %d is %v", i, row)
		}
	}
}

// TestAPlotIsAnImageWithWords: it has a title and a description that its attribute names, and what comes from outside is text.
func TestAPlotIsAnImageWithWords(t *testing.T) {
	hostile := `"><script>alert(1)</script>`
	_, page := drawn(t, plot.Plot{ID: "a", Title: hostile, Description: hostile, Kind: plot.Bars, Over: hostile, Labels: []string{hostile},
		Series: []plot.Series{{Name: hostile, Points: values(1)}, {Name: hostile, Points: values(2)}}, Format: func(int64) string { return hostile }})
	image := page.All("svg", "role", "img")
	if len(image) != 1 || webtest.Attr(image[0], "aria-labelledby") != "a-title a-desc" {
		t.Fatalf("%d images", len(image))
	}
	for _, id := range []string{"a-title", "a-desc"} {
		if named := page.All("", "id", id); len(named) != 1 || webtest.Text(named[0]) != hostile {
			t.Errorf("%s is not the words", id)
		}
	}
	for _, n := range page.All("", "", "") {
		if n.Data == "script" || n.Data == "style" || webtest.Attr(n, "style") != "" {
			t.Errorf("a %s is in the plot", n.Data)
		}
	}
}

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	good := plot.Plot{ID: "a", Title: "t", Kind: plot.Bars, Labels: []string{"1"}, Series: []plot.Series{{Points: values(1)}}, Format: format}
	if _, err := good.Draw(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*plot.Plot){
		"no id":               func(p *plot.Plot) { p.ID = "" },
		"an id with a space":  func(p *plot.Plot) { p.ID = "a b" },
		"no format":           func(p *plot.Plot) { p.Format = nil },
		"no series":           func(p *plot.Plot) { p.Series = nil },
		"too many series":     func(p *plot.Plot) { p.Series = make([]plot.Series, plot.SeriesMax+1) },
		"a point too few":     func(p *plot.Plot) { p.Labels = []string{"1", "2"} },
		"a value below zero":  func(p *plot.Plot) { p.Series = []plot.Series{{Points: []plot.Point{{Value: -1}}}} },
		"a kind nobody knows": func(p *plot.Plot) { p.Kind = "pie" },
		"too many labels":     func(p *plot.Plot) { p.Labels = make([]string, plot.PointsMax+1) },
	} {
		p := good
		change(&p)
		if _, err := p.Draw(); err == nil {
			t.Errorf("%s is drawn", name)
		}
	}
	good.Labels, good.Series[0].Points = nil, nil
	if f, err := good.Draw(); err != nil || !f.Empty() || f.SVG != "" {
		t.Errorf("nothing is drawn as %q, %v", f.SVG, err)
	}
}
