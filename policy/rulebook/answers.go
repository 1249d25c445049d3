package rulebook

import (
	"github.com/makegood/makegood/policy/condition"
)

// Answers keeps what conditions came to within one assessment: fifty lines that differ in nothing a
// condition reads are one question.
type Answers []answer

type answer struct {
	condition *condition.Condition
	reads     []string
	values    []any
	holds     bool
}

// holds evaluates a condition, once for the same values.
func (q *Question) holds(c *condition.Condition) (bool, error) {
	if q.Known == nil {
		return c.Holds(q.fact)
	}
	for i := range *q.Known {
		if a := &(*q.Known)[i]; a.condition == c && q.has(a) {
			return a.holds, nil
		}
	}
	holds, err := c.Holds(q.fact)
	if err != nil {
		return false, err
	}
	a := answer{condition: c, reads: c.Reads(), holds: holds}
	for _, name := range a.reads {
		value, _ := q.fact(name)
		a.values = append(a.values, value)
	}
	*q.Known = append(*q.Known, a)
	return holds, nil
}

// has reports whether the question's facts are those of an answer.
func (q *Question) has(a *answer) bool {
	for i, name := range a.reads {
		if value, _ := q.fact(name); value != a.values[i] {
			return false
		}
	}
	return true
}
