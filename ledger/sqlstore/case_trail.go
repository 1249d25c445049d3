package sqlstore

import (
	"cmp"
	"database/sql"

	"github.com/makegood/makegood/refund"
)

// event is one row of the trail. Key, when set, is unique within its refund.
type event struct {
	Name  string
	Key   string
	From  refund.Status
	To    refund.Status
	Leg   refund.LegID
	Cause refund.Cause
	// Verified and Subject say how it is known who the cause's actor is. note fills them in for an act.
	Verified refund.Verification
	Subject  refund.SubjectID
}

// note appends to the trail, in the transaction of what happened (promise 12). The rows are written when
// the transaction ends.
func (c *caseRow) note(e event) {
	e.From, e.To = cmp.Or(e.From, c.status), cmp.Or(e.To, c.status)
	if e.Cause.Actor != "" && e.Cause.Actor != refund.ActorMakegood && e.Verified == "" {
		e.Verified, e.Subject = c.acting.Verified, c.acting.ID
	}
	e.Cause.Actor = refund.Person(refund.Cut(string(cmp.Or(e.Cause.Actor, refund.ActorMakegood)), refund.ReasonBytesMax))
	c.events = append(c.events, e)
}

// become moves the refund to a status, by an arrow of refund.Transitions. Its row of the trail is the
// event, and the event's reason is what people read beside the status.
func (t *tx) become(c *caseRow, to refund.Status, e event) error {
	if !c.status.MayBecome(to) {
		return invariant("%s: no way from %s to %s (%s)", c.id, c.status, to, e.Name)
	}
	e.From, e.To = c.status, to
	c.note(e)
	if c.status != to {
		c.since = micros(t.now)
		if !reviewed(c.status) || !reviewed(to) {
			c.clearDesk()
		}
	}
	if !to.Final() {
		c.appealBy = sql.NullInt64{}
	}
	c.status, c.lastReason = to, e.Cause.Reason
	return nil
}

// flushTrail writes the rows that were noted. The newest one is the version of how the refund stands.
func (t *tx) flushTrail(c *caseRow) error {
	if len(c.events) == 0 {
		return nil
	}
	var rows values
	for _, e := range c.events {
		key := sql.NullString{String: e.Key, Valid: e.Key != ""}
		rows.add(c.id, key, micros(t.now), e.Name, e.From, e.To, e.Leg, e.Cause.Actor, e.Cause.Reason, c.policy, e.Verified, e.Subject)
	}
	ids, err := list(t, versionFromRow,
		`INSERT INTO refund_event (refund, event_key, at, event, from_status, to_status, leg, actor, reason, policy, verified, subject)
		VALUES `+rows.String()+` RETURNING id, event`, rows.args...)
	for _, id := range ids {
		c.version = max(c.version, id)
	}
	c.events = nil
	return err
}

// eventSettlement is the one row that makes no version: what a leg that is settled cost is booked, and the refund
// stands where it stood. A workflow would be behind for ever otherwise, since nobody tells it.
const eventSettlement = "LegSettlement"

func versionFromRow(row scanner) (id int64, err error) {
	var name string
	if err := row.Scan(&id, &name); err != nil || name == eventSettlement {
		return 0, err
	}
	return id, nil
}

// readVersion is the newest row of the trail that makes a version, where the transaction wrote none.
func (t *tx) readVersion(c *caseRow) error {
	if c.version > 0 {
		return nil
	}
	return t.row(`SELECT COALESCE(MAX(id), 0) FROM refund_event WHERE refund = $1 AND event <> $2`, c.id, eventSettlement).Scan(&c.version)
}

// recorded reports whether the trail has the key.
func (t *tx) recorded(id refund.ID, key string) (bool, error) {
	found, err := list(t, anyRow, `SELECT 1 FROM refund_event WHERE refund = $1 AND event_key = $2`, id, key)
	return len(found) > 0, err
}

func (t *tx) trail(id refund.ID) ([]refund.TrailEntry, error) {
	return list(t, trailFromRow, `SELECT at, event, from_status, to_status, leg, actor, reason, policy, verified, subject
		FROM refund_event WHERE refund = $1 ORDER BY id`, id)
}

func trailFromRow(row scanner) (e refund.TrailEntry, err error) {
	var at int64
	err = row.Scan(&at, &e.Event, &e.From, &e.To, &e.Leg, &e.Actor, &e.Reason, &e.Policy, &e.Verified, &e.Subject)
	e.At = fromMicros(at)
	return e, err
}
