package policy

import (
	"slices"

	"github.com/makegood/makegood/policy/condition"
)

// answers keeps what conditions came to within one assessment: fifty lines that differ in nothing a
// condition reads are one question.
type answers []answer

type answer struct {
	condition *condition.Condition
	reads     []string
	values    []any
	holds     bool
}

// holds evaluates a condition, once for the same values.
func (q *question) holds(c *condition.Condition) (bool, error) {
	if q.known == nil {
		return c.Holds(q.fact)
	}
	for i := range *q.known {
		if a := &(*q.known)[i]; a.condition == c && q.has(a) {
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
	*q.known = append(*q.known, a)
	return holds, nil
}

// has reports whether the question's facts are those of an answer.
func (q *question) has(a *answer) bool {
	return !slices.ContainsFunc(a.reads, func(name string) bool {
		value, _ := q.fact(name)
		return value != a.values[slices.Index(a.reads, name)]
	})
}
