package entitlement

import (
	"github.com/makegood/makegood/refund"
)

// tableOf builds the table of a step: columns, then rows with a cell for each.
type tableOf struct {
	refund.StepTable
	cells []int64
}

// byLine begins a table by line.
func byLine(columns ...refund.StepColumn) *tableOf {
	return &tableOf{StepTable: refund.StepTable{Of: "line", Columns: columns}}
}

// grow makes room for so many rows; it is called once all columns are there.
func (t *tableOf) grow(rows int) {
	t.Rows, t.cells = make([]refund.StepRow, 0, rows), make([]int64, 0, rows*len(t.Columns))
}

// add adds a row, whose cells share memory with the others.
func (t *tableOf) add(of string, cells ...int64) { t.addWith(of, nil, cells...) }

// addWith adds a row of which some cells come after others.
func (t *tableOf) addWith(of string, between []int64, cells ...int64) {
	from, last := len(t.cells), len(cells)-1
	t.cells = append(append(append(t.cells, cells[:last]...), between...), cells[last])
	t.Rows = append(t.Rows, refund.StepRow{Of: of, Cells: t.cells[from:len(t.cells):len(t.cells)]})
}

// minorColumn and countColumn are columns with their source.
func minorColumn(name string, from refund.Source) refund.StepColumn {
	return refund.StepColumn{Name: name, Unit: refund.UnitMinor, From: from}
}

func countColumn(name string, from refund.Source) refund.StepColumn {
	return refund.StepColumn{Name: name, Unit: refund.UnitCount, From: from}
}

// rowColumn is a column of what the rows of another step's table came to.
func rowColumn(name string, place int) refund.StepColumn {
	return refund.StepColumn{Name: name, Unit: refund.UnitMinor, From: refund.FromRow, Step: place}
}

// byLineOf are what the rows of a step's table by line came to, by line; nil without a step.
func (c *Calculation) byLineOf(place int) []int64 {
	if place == 0 {
		return nil
	}
	results := make([]int64, len(c.past.lines))
	rows := c.steps.All[place-1].Table.Rows
	for i := range rows {
		if l, ok := c.past.index[refund.LineID(rows[i].Of)]; ok {
			results[l] = rows[i].Cells[len(rows[i].Cells)-1]
		}
	}
	return results
}

// rowsByLine are the places of the rows of a step's table by line, counted from 1; nil without a step.
func (c *Calculation) rowsByLine(place int) []int {
	if place == 0 {
		return nil
	}
	places := make([]int, len(c.past.lines))
	rows := c.steps.All[place-1].Table.Rows
	for i := range rows {
		if l, ok := c.past.index[refund.LineID(rows[i].Of)]; ok {
			places[l] = i + 1
		}
	}
	return places
}
