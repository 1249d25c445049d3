package sqlstore

import (
	"fmt"
	"math/bits"
	"strings"
)

// values are the rows of one statement: a list of VALUES and its arguments. The caller bounds them.
type values struct {
	rows []string
	args []any
	// casts are the types of columns, by position, that nothing else gives one.
	casts map[int]string
	// forms are expressions of columns, by position, in which "$" stands for the argument.
	forms map[int]string
}

func (v *values) add(row ...any) {
	marks := make([]string, len(row))
	for i := range row {
		marks[i] = fmt.Sprintf("$%d", len(v.args)+i+1)
		if as, ok := v.casts[i]; ok {
			marks[i] = "CAST(" + marks[i] + " AS " + as + ")"
		}
		if form, ok := v.forms[i]; ok {
			marks[i] = strings.ReplaceAll(form, "$", marks[i])
		}
	}
	v.rows = append(v.rows, "("+strings.Join(marks, ", ")+")")
	v.args = append(v.args, row...)
}

// String is the list, for after VALUES.
func (v *values) String() string { return strings.Join(v.rows, ", ") }

// insertRowsMax bounds the rows of one INSERT, far below an engine's limit of arguments.
const insertRowsMax = 64

// insert inserts rows into a table with its columns. They go in powers of two, so that few different
// statements are ever prepared.
func (t *tx) insert(into string, rows [][]any) error {
	for len(rows) > 0 {
		count := min(insertRowsMax, 1<<(bits.Len(uint(len(rows)))-1))
		var v values
		for _, row := range rows[:count] {
			v.add(row...)
		}
		if err := t.exec(`INSERT INTO `+into+` VALUES `+v.String(), v.args...); err != nil {
			return err
		}
		rows = rows[count:]
	}
	return nil
}
