package entitlement

import (
	"github.com/makegood/makegood/refund"
)

// tableOf builds the table of a step: columns, then rows with a cell for each.
type tableOf struct{ refund.StepTable }

// byLine begins a table by line.
func byLine(columns ...refund.StepColumn) *tableOf {
	return &tableOf{refund.StepTable{Of: "line", Columns: columns}}
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

// add adds a row.
func (t *tableOf) add(of string, cells ...int64) {
	t.Rows = append(t.Rows, refund.StepRow{Of: of, Cells: append([]int64(nil), cells...)})
}

// rowOf is the place of a row, counted from 1; 0: there is none.
func rowOf(table *refund.StepTable, of string) int {
	for i := range table.Rows {
		if table.Rows[i].Of == of {
			return i + 1
		}
	}
	return 0
}
