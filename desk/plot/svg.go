package plot

import (
	"fmt"
	"html/template"
	"strings"
)

// The plot's own measures, in units of its view box. Labels of the axis stand left of the area, those of the points below,
// the legend above.
const (
	width, height = 640, 260 + labelStep
	left, right   = 96, 8
	top           = 32
	areaWidth     = width - left - right
	areaHeight    = 200
	baseline      = top + areaHeight
	// labelStep is between two rows of labels, or of the legend.
	labelStep = 16
	keySide   = 10
	// letterWidth and hanWidth are how wide a letter and a Chinese character are at most in most fonts; gap is between two texts.
	letterWidth, hanWidth, gap = 7, 12, 12
)

// classes are the series' colours.
var classes = [SeriesMax]string{"one", "two", "three", "four"}

// dashes tell lines apart without colour.
var dashes = [SeriesMax]string{"", "6 3", "2 3", "8 3 2 3"}

type drawing struct{ strings.Builder }

func (d *drawing) add(format string, operands ...any) { fmt.Fprintf(&d.Builder, format, operands...) }

func escaped(text string) string { return template.HTMLEscapeString(text) }

// svg draws the plot. All that comes from outside is escaped.
func (p Plot) svg() template.HTML {
	d := &drawing{}
	keys, rows := p.keys()
	above := (rows - 1) * labelStep // a legend of many names grows upwards, so that the area stays where it is
	d.add(`<svg class="plot" role="img" viewBox="0 %d %d %d" aria-labelledby="%s-title %s-desc"><title id="%s-title">%s</title><desc id="%s-desc">%s</desc>`,
		-above, width, height+above, p.ID, p.ID, p.ID, escaped(p.Title), p.ID, escaped(p.Description))
	most := ceiling(p.largest())
	p.axis(d, most)
	for i, s := range p.Series {
		d.add(`<g class="series" data-series="%d">`, i)
		if p.Kind == Bars {
			p.bars(d, i, s, most)
		} else {
			p.lines(d, i, s, most)
		}
		d.add(`</g>`)
	}
	p.legend(d, keys)
	d.add(`</svg>`)
	return template.HTML(d.String())
}

func (p Plot) largest() (most int64) {
	for _, s := range p.Series {
		for _, point := range s.Points {
			most = max(most, point.Value)
		}
	}
	return most
}

// axis draws the lines of 0, the half and the whole, with what they stand for, and the labels that have room.
func (p Plot) axis(d *drawing, most int64) {
	values := []int64{0, most}
	if most%2 == 0 {
		values = []int64{0, most / 2, most}
	}
	for _, value := range values {
		y := baseline - scaled(value, most, areaHeight)
		d.add(`<line class="axis" x1="%d" y1="%d" x2="%d" y2="%d"/><text x="%d" y="%d" text-anchor="end">%s</text>`,
			left, y, width-right, y, left-6, y+4, escaped(p.Format(value)))
	}
	every, rows := p.shown()
	for i, shown := 0, 0; i < len(p.Labels); i, shown = i+every, shown+1 {
		d.add(`<text x="%d" y="%d" text-anchor="middle">%s</text>`, p.middle(i), baseline+18+shown%rows*labelStep, escaped(p.Labels[i]))
	}
}

// shown is which labels have room below the area: each of every so many, in so many rows by turns.
func (p Plot) shown() (every, rows int) {
	longest := 0
	for _, label := range p.Labels {
		longest = max(longest, textWidth(label)+gap)
	}
	fit := max(1, areaWidth/max(1, longest))
	if n := len(p.Labels); n > fit && n <= 2*fit {
		return 1, 2
	}
	return max(1, (len(p.Labels)+fit-1)/fit), 1
}

// textWidth is about how wide a text is.
func textWidth(text string) (wide int) {
	for _, letter := range text {
		if letter < firstWide {
			wide += letterWidth
		} else {
			wide += hanWidth
		}
	}
	return wide
}

// firstWide is where Unicode's East Asian characters begin.
const firstWide = '\u2e80'

// slot is how wide a label's part of the area is, in thousandths of a unit, so that many of them still fill it.
func (p Plot) slot() int { return areaWidth * 1000 / len(p.Labels) }

func (p Plot) middle(i int) int { return left + (i*p.slot()+p.slot()/2)/1000 }

// bars draws those of one series: side by side in each label's part, four fifths of it.
func (p Plot) bars(d *drawing, at int, s Series, most int64) {
	each := max(1, p.slot()*4/5/len(p.Series)/1000)
	for i, point := range s.Points {
		if point.Missing {
			continue
		}
		tall := scaled(point.Value, most, areaHeight)
		x := p.middle(i) - each*len(p.Series)/2 + at*each
		d.add(`<rect class="%s" x="%d" y="%d" width="%d" height="%d"/>`, classes[at], x, baseline-tall, each, tall)
	}
}

// lines draws those of one series: it breaks where a value is missing.
func (p Plot) lines(d *drawing, at int, s Series, most int64) {
	var run []string
	end := func() {
		if len(run) > 1 {
			d.add(`<polyline class="%s" points="%s" stroke-dasharray="%s"/>`, classes[at], strings.Join(run, " "), dashes[at])
		}
		run = nil
	}
	for i, point := range s.Points {
		if point.Missing {
			end()
			continue
		}
		y := baseline - scaled(point.Value, most, areaHeight)
		run = append(run, fmt.Sprintf("%d,%d", p.middle(i), y))
		d.add(`<circle class="%s" cx="%d" cy="%d" r="3"/>`, classes[at], p.middle(i), y)
	}
	end()
}

// key is where the legend names a series: in which row, counted from the area upwards, and how far to the right.
type key struct{ x, row int }

// keys lays the legend out, and says how many rows it has.
func (p Plot) keys() (out []key, rows int) {
	x, row := 0, 0
	for _, s := range p.Series {
		wide := keySide + 6 + textWidth(s.Name) + gap
		if x > 0 && x+wide > width {
			x, row = 0, row+1
		}
		out = append(out, key{x, row})
		x += wide
	}
	for i := range out {
		out[i].row = row - out[i].row
	}
	return out, row + 1
}

// legend names the series, where there are several.
func (p Plot) legend(d *drawing, keys []key) {
	if len(p.Series) < 2 {
		return
	}
	for i, s := range p.Series {
		x, up := keys[i].x, keys[i].row*labelStep
		d.add(`<rect class="%s key" x="%d" y="%d" width="%d" height="%d"/><text x="%d" y="%d">%s</text>`,
			classes[i], x, 6-up, keySide, keySide, x+keySide+6, 15-up, escaped(s.Name))
	}
}
