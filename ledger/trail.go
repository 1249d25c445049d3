package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// TrailReader searches the trails of all refunds.
type TrailReader interface {
	// SearchTrail looks through the rows of all trails, from the newest to the oldest, at no more than TrailLookMax of them.
	SearchTrail(ctx context.Context, filter TrailFilter) (TrailPage, error)
}

// TrailLookMax is how many rows one search looks at. TrailRowsMax bounds a page.
const (
	TrailLookMax = 20_000
	TrailRowsMax = 200
)

// TrailFilter selects rows of trails. What is empty selects all.
type TrailFilter struct {
	// Person is who acted, however the name is written (refund.SamePerson).
	Person refund.Person
	Event  string
	// From and To are [From, To), UTC.
	From, To time.Time
	// Before is the page before's Next; 0: the first page.
	Before int64
	// LimitMax bounds the page; 0: TrailRowsMax.
	LimitMax int
}

// TrailRow is a row of a refund's trail.
type TrailRow struct {
	ID     int64     `json:"id"`
	Refund refund.ID `json:"refund"`
	refund.TrailEntry
}

// TrailPage is what a search found. Next is where the search goes on; 0: there is nothing older. LookedBackTo is the time of the oldest row
// that was looked at; nil: there was none.
type TrailPage struct {
	Rows         []TrailRow `json:"rows"`
	Next         int64      `json:"next,omitempty"`
	LookedBackTo *time.Time `json:"looked_back_to,omitempty"`
}
