package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// staleView refuses an act that is bound to another version of the refund than the one that stands: the refund has moved
// since its sender looked. What was only refused, or booked about a settled leg, moves nothing.
func (t *tx) staleView(c *caseRow, a refund.Act) (refund.Problem, bool, error) {
	expected := a.Seen().ExpectedVersion
	if expected == 0 {
		return refund.Problem{}, false, nil
	}
	var newest, moved int64
	err := t.row(`SELECT COALESCE(MAX(id), 0),
			COALESCE(MAX(CASE WHEN event IN ($2, 'DecisionRefused', 'ResolutionRefused', 'ActRefused', 'SignalRefused') THEN 0 ELSE id END), 0)
		FROM refund_event WHERE refund = $1`, c.id, eventSettlement).Scan(&newest, &moved)
	if err != nil || moved <= expected && expected <= newest {
		return refund.Problem{}, false, err
	}
	return refund.Problem{Code: refund.CodeStaleView, Detail: fmt.Sprintf("the refund is at version %d, not at %d: look again", newest, expected)}, true, nil
}
