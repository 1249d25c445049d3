package sqlstore

import "database/sql"

// bookedAt is a posting's booking date as SQL, over the table's alias p: an older release writes none.
const bookedAt = `COALESCE(p.booked_at, p.posted_at)`

// bookedAtColumn is the column of a posting, by position, that holds its booking date; bookedAtForm is its value: the
// given date, or the end of the closed periods where that is later. It is read by the INSERT itself, so that nothing
// more is asked of the database. Nobody closes a period while a transaction that writes is under way: closing waits for
// them, and the next ones wait for it (Dialect.Freeze).
const (
	bookedAtColumn = 6
	bookedAtForm   = `(SELECT CASE WHEN MAX(until_at) > $ THEN MAX(until_at) ELSE $ END FROM book_periods)`
)

// bookingDate is when what a posting books happened, or now: a provider's clock may be ahead.
func (t *tx) bookingDate(b booking) int64 {
	if b.occurred.IsZero() || b.occurred.After(t.now) {
		return micros(t.now)
	}
	return micros(b.occurred)
}

func (b booking) occurredMicros() sql.NullInt64 {
	if b.occurred.IsZero() {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: micros(b.occurred), Valid: true}
}
