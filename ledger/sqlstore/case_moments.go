package sqlstore

import (
	"database/sql"
	"time"
)

// after is a moment so many seconds after another one; nil where either is missing.
func after(at sql.NullInt64, count int64) *time.Time {
	if !at.Valid || count <= 0 {
		return nil
	}
	out := fromMicros(at.Int64).Add(seconds(count))
	return &out
}

func seconds(count int64) time.Duration { return time.Duration(count) * time.Second }

// in is the moment so many seconds from now, as it is stored; none for no seconds.
func (t *tx) in(count int64) sql.NullInt64 {
	if count <= 0 {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: micros(t.now.Add(seconds(count))), Valid: true}
}
