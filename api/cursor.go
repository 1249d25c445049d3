package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// cursor is where a page ends, and of which list. Callers see it as one opaque word.
type cursor struct {
	// Version is 1: another one is of a release that this one does not know.
	Version  int       `json:"v"`
	OpenedAt int64     `json:"t"` // microseconds since 1970, UTC
	ID       refund.ID `json:"id"`
	Filters  string    `json:"f"`
}

const cursorVersion = 1

// cursorAfter is the cursor of the page that follows a row.
func (in ListRefundsRequest) cursorAfter(last ledger.CaseRow) string {
	raw, err := json.Marshal(cursor{Version: cursorVersion, OpenedAt: last.OpenedAt.UnixMicro(), ID: last.ID, Filters: in.filters()})
	if err != nil {
		panic(fmt.Errorf("api: a cursor that cannot be written: %w", err)) // it has no field that could not be
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// place is where the page begins; nil: at the list's beginning.
func (in ListRefundsRequest) place() (*ledger.CasePlace, error) {
	if in.Cursor == "" {
		return nil, nil
	}
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(in.Cursor)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	switch {
	case err != nil || c.Version != cursorVersion || c.ID == "":
		return nil, problem(CodeBadCursor, "the cursor is none that was given out here")
	case c.Filters != in.filters():
		return nil, problem(CodeBadCursor, "the cursor is of a list with other filters: begin that list anew")
	}
	return &ledger.CasePlace{OpenedAt: time.UnixMicro(c.OpenedAt).UTC(), ID: c.ID}, nil
}

// filters tell lists apart. How long a page is, and what is expanded, may change from page to page.
func (in ListRefundsRequest) filters() string {
	in.Cursor, in.Limit, in.Expand = "", 0, nil
	raw, err := json.Marshal(in)
	if err != nil {
		panic(fmt.Errorf("api: filters that cannot be written: %w", err)) // they are texts
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}
