package plot

import (
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// Kind is how values are drawn.
type Kind string

// The kinds.
const (
	Bars  Kind = "bars"
	Lines Kind = "lines"
)

// SeriesMax is how many series one plot has at most: as many as there are colours.
const SeriesMax = 4

// PointsMax bounds the labels of one plot.
const PointsMax = 400

// Point is a value, at least 0; Missing: there is none, which is not 0.
type Point struct {
	Value   int64
	Missing bool
}

// Series is what one colour shows: a point for each label.
type Series struct {
	Name   string
	Points []Point
}

// Plot is what is to be drawn. ID is unique in its page, and a word of letters, digits and hyphens.
type Plot struct {
	ID, Title, Description string
	Kind                   Kind
	// Over names what the labels are, such as the day.
	Over   string
	Labels []string
	Series []Series
	// Format writes a value exactly, in the table and at the axis.
	Format func(int64) string
	// None is what the table says where a value is missing.
	None string
}

// Figure is a plot drawn, with its table.
type Figure struct {
	ID, Title string
	SVG       template.HTML
	// Columns are the table's headings, the labels' first; Rows have a label and a value of each series.
	Columns []string
	Rows    []Row
}

// Row is a line of the table.
type Row struct {
	Label  string
	Values []string
}

// Empty reports whether there is nothing to show.
func (f Figure) Empty() bool { return len(f.Rows) == 0 }

// Draw draws a plot. It refuses more series than there are colours, series without a point for each label, and values below
// zero.
func (p Plot) Draw() (Figure, error) {
	if err := p.check(); err != nil {
		return Figure{}, fmt.Errorf("plot %s: %w", p.ID, err)
	}
	f := Figure{ID: p.ID, Title: p.Title, Columns: []string{p.Over}}
	for _, s := range p.Series {
		f.Columns = append(f.Columns, s.Name)
	}
	for i, label := range p.Labels {
		row := Row{Label: label}
		for _, s := range p.Series {
			row.Values = append(row.Values, p.text(s.Points[i]))
		}
		f.Rows = append(f.Rows, row)
	}
	if !f.Empty() {
		f.SVG = p.svg()
	}
	return f, nil
}

func (p Plot) check() error {
	switch {
	case p.ID == "" || strings.Trim(p.ID, idLetters) != "" || p.Title == "" || p.Format == nil:
		return errors.New("an id, a title and a format are needed")
	case len(p.Series) == 0 || len(p.Series) > SeriesMax:
		return fmt.Errorf("%d series", len(p.Series))
	case len(p.Labels) > PointsMax:
		return fmt.Errorf("%d labels", len(p.Labels))
	case p.Kind != Bars && p.Kind != Lines:
		return fmt.Errorf("no kind %q", p.Kind)
	}
	for _, s := range p.Series {
		if len(s.Points) != len(p.Labels) {
			return fmt.Errorf("%d points of %s for %d labels", len(s.Points), s.Name, len(p.Labels))
		}
		for _, point := range s.Points {
			if point.Value < 0 {
				return errors.New("a value of " + s.Name + " is below zero: " + strconv.FormatInt(point.Value, 10))
			}
		}
	}
	return nil
}

const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

func (p Plot) text(at Point) string {
	if at.Missing {
		return p.None
	}
	return p.Format(at.Value)
}
