package starter

// result is what became of a record that could be decoded.
type result string

const (
	// resultStarted: its workflow was started now.
	resultStarted result = "started"
	// resultRedelivered: the record was delivered again, after a crash or a rebalance.
	resultRedelivered result = "redelivered"
	// resultDuplicate: the same request was sent again, as another record.
	resultDuplicate result = "duplicate"
	// resultConflict: another request was sent under the same key.
	resultConflict result = "conflict"
)

// memo is what a workflow remembers of the record it was started for.
type memo struct {
	digest string
	place  string
}

// compare says what a record means whose workflow exists already (DESIGN section 7): first is what
// that workflow was started for. The place is asked first, so that a record delivered again is
// known by it even when digests have got a new version in between.
func compare(first, now memo) result {
	switch {
	case first.place == now.place:
		return resultRedelivered
	case first.digest == now.digest:
		return resultDuplicate
	}
	return resultConflict
}
