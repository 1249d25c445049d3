package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// snapshot is all refunds at one moment.
type snapshot struct {
	at   time.Time
	rows []ledger.CaseRow
	byID map[refund.ID]ledger.CaseRow
	// waitingRecords is how many events the starter has not made safe.
	waitingRecords int64
}

func newSnapshot(at time.Time, rows []ledger.CaseRow) snapshot {
	s := snapshot{at: at, rows: rows, byID: make(map[refund.ID]ledger.CaseRow, len(rows))}
	for _, row := range rows {
		s.byID[row.ID] = row
	}
	return s
}

// quiet is for how long nothing has to happen to a paid refund that is not closed before it counts as
// at rest: a person granted less than was asked, and it may be appealed for days.
const quiet = 10 * time.Second

// atRest reports whether nothing more happens to a refund by itself; deadlines that are days away (an
// offer's expiry, the goods', the customer's answer, the end of an appeal window) excepted.
func (s snapshot) atRest(row ledger.CaseRow) bool {
	switch row.Status {
	case refund.StatusAwaitingApproval, refund.StatusNeedsAttention, refund.StatusAwaitingGoods, refund.StatusNeedsInfo,
		refund.StatusRejected, refund.StatusPartlyRefunded:
		return true
	case refund.StatusRefunded:
		return row.Closed || row.Offer == refund.OfferOpen || s.at.Sub(row.ChangedAt) > quiet
	case refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return row.Closed
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusPayingOut:
		return false
	}
	return false
}

// settled reports whether everything published was read, and every refund is at rest.
func (s snapshot) settled(expect Expected) bool {
	for id := range expect.Fates {
		if _, known := s.byID[id]; !known {
			return false
		}
	}
	return s.waitingRecords == 0 && !slices.ContainsFunc(s.rows, func(r ledger.CaseRow) bool { return !s.atRest(r) })
}

func (s snapshot) byStatus() map[refund.Status]int {
	out := map[refund.Status]int{}
	for _, row := range s.rows {
		out[row.Status]++
	}
	return out
}

func (s snapshot) offers() map[refund.OfferStatus]int {
	out := map[refund.OfferStatus]int{}
	for _, row := range s.rows {
		if row.Offer != refund.OfferNone && row.Offer != "" {
			out[row.Offer]++
		}
	}
	return out
}

// summary is the counts in the order of the story.
func (s snapshot) summary() string {
	counts := s.byStatus()
	parts := []string{fmt.Sprintf("%d refunds", len(s.rows))}
	for _, status := range refund.Statuses() {
		if counts[status] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", status, counts[status]))
		}
	}
	if open := s.offers()[refund.OfferOpen]; open > 0 {
		parts = append(parts, fmt.Sprintf("offers open %d", open))
	}
	if s.waitingRecords > 0 {
		parts = append(parts, fmt.Sprintf("events to read %d", s.waitingRecords))
	}
	return strings.Join(parts, " · ")
}

// changesSince names the refunds that moved on, in the order of their ids.
func (s snapshot) changesSince(before snapshot) []string {
	var out []string
	for _, row := range s.rows {
		was, known := before.byID[row.ID]
		if known && was.Status == row.Status && was.Offer == row.Offer {
			continue
		}
		out = append(out, change(row, was, known))
	}
	slices.Sort(out)
	return out
}

func change(now, was ledger.CaseRow, known bool) string {
	text := string(now.ID) + ": "
	if known && was.Status != now.Status {
		text += string(was.Status) + " -> "
	}
	text += string(now.Status)
	if now.TotalMinor > 0 {
		text += " " + refund.FormatAmount(now.TotalMinor, now.Currency)
	}
	if now.Offer == refund.OfferOpen {
		text += ", offers " + refund.FormatAmount(now.OfferedMinor, now.Currency)
	}
	return text
}

// waiting are the refunds that wait for a person, the oldest first.
func (s snapshot) waiting() []ledger.CaseRow { return s.in(wording.WaitsForStaff()) }

// outside are the refunds that wait for the customer or for goods, the oldest first.
func (s snapshot) outside() []ledger.CaseRow { return s.in(wording.WaitsForCustomer()) }

func (s snapshot) in(statuses []refund.Status) []ledger.CaseRow {
	var out []ledger.CaseRow
	for _, row := range s.rows {
		if slices.Contains(statuses, row.Status) {
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b ledger.CaseRow) int { return a.OpenedAt.Compare(b.OpenedAt) })
	return out
}
