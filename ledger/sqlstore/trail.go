package sqlstore

import (
	"database/sql"

	"github.com/makegood/makegood/refund"
)

// event is one row of the trail. Key, when set, is unique within its refund.
type event struct {
	Name  string
	Key   string
	To    refund.Status
	Leg   refund.LegID
	Cause refund.Cause
}

// record appends to the trail, in the transaction of what happened (promise 12).
func (t *tx) record(c caseRow, e event) error {
	if e.To == "" {
		e.To = c.status
	}
	if e.Cause.Actor == "" {
		e.Cause.Actor = refund.ActorMakegood
	}
	key := sql.NullString{String: e.Key, Valid: e.Key != ""}
	return t.exec(`INSERT INTO refund_event (refund, event_key, at, event, from_status, to_status, leg, actor, reason, policy)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		c.id, key, micros(t.now), e.Name, c.status, e.To, e.Leg, e.Cause.Actor, e.Cause.Reason, c.policy)
}

// recorded reports whether the trail has the key.
func (t *tx) recorded(id refund.ID, key string) (bool, error) {
	found, err := list(t, anyRow, `SELECT 1 FROM refund_event WHERE refund = $1 AND event_key = $2`, id, key)
	return len(found) > 0, err
}

func (t *tx) trail(id refund.ID) ([]refund.TrailEntry, error) {
	return list(t, trailFromRow, `SELECT at, event, from_status, to_status, leg, actor, reason, policy
		FROM refund_event WHERE refund = $1 ORDER BY id`, id)
}

func trailFromRow(row scanner) (e refund.TrailEntry, err error) {
	var at int64
	err = row.Scan(&at, &e.Event, &e.From, &e.To, &e.Leg, &e.Actor, &e.Reason, &e.Policy)
	e.At = fromMicros(at)
	return e, err
}
