package support

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// QueueBooks is the ledger as the queue needs it.
type QueueBooks interface {
	ledger.QueueReader
	ledger.QueueActs
}

// QueueUsual is a page's length where none is named.
const QueueUsual = 50

// QueueRequest asks for a page of the queue. Cursor is the page before's Next; it holds for the same filter alone.
type QueueRequest struct {
	Filter QueueFilter
	Cursor string
	// Limit bounds the page; 0: QueueUsual.
	Limit int
}

// QueuePage is a page of the queue. Next is the cursor of the page after it; empty: there is none.
type QueuePage struct {
	Rows []QueueRow
	Next string
}

// QueueRow is one refund that waits. Refusal is why who calls may not decide it, as far as the row shows; nil: nothing is
// known against it. The ledger judges when it is decided.
type QueueRow struct {
	ledger.QueueRow
	Waits   Waits
	Overdue bool
	Refusal *refund.Problem
}

// Waits is whom or what a refund waits for.
type Waits string

// What a refund waits for. WaitsProvider: no person has to act yet, and nobody knows what became of a leg.
const (
	WaitsReviewer Waits = "reviewer"
	WaitsCustomer Waits = "customer"
	WaitsGoods    Waits = "goods"
	WaitsOperator Waits = "operator"
	WaitsProvider Waits = "provider"
	WaitsNobody   Waits = "nobody"
)

// Queue lists refunds that wait for a person, page by page. It asks the ledger alone.
func (s *Service) Queue(ctx context.Context, call api.Call, in QueueRequest) (QueuePage, error) {
	page, err := s.queue(ctx, call, in)
	return page, call.Failed(err)
}

func (s *Service) queue(ctx context.Context, call api.Call, in QueueRequest) (QueuePage, error) {
	if err := s.permitQueue(call); err != nil {
		return QueuePage{}, err
	}
	filter, err := s.asked(ctx, call, in.Filter)
	if err != nil {
		return QueuePage{}, err
	}
	limit := cmp.Or(in.Limit, QueueUsual)
	if limit < 1 || limit >= ledger.QueuePageMax {
		return QueuePage{}, badFilter("limit %d is not from 1 to %d", limit, ledger.QueuePageMax-1)
	}
	if filter.After, err = placeOf(in); err != nil {
		return QueuePage{}, err
	}
	filter.LimitMax = limit + 1 // whether there is more
	rows, err := s.ports.Queue.Queue(ctx, filter)
	if err != nil {
		return QueuePage{}, err
	}
	page := QueuePage{}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = in.cursorAfter(rows[limit-1].Place)
	}
	page.Rows, err = s.shown(ctx, call, rows)
	return page, err
}

// permitQueue refuses who is no person, and a process without a queue.
func (s *Service) permitQueue(call api.Call) error {
	if err := permitPeople(call); err != nil {
		return err
	}
	if s.ports.Queue == nil {
		return errNoPort("the queue")
	}
	return nil
}

// shown are rows as who calls sees them: an auditor sees them masked.
func (s *Service) shown(ctx context.Context, call api.Call, rows []ledger.QueueRow) ([]QueueRow, error) {
	authority, err := s.authority(ctx, call)
	if err != nil {
		return nil, err
	}
	audits, err := s.audits(ctx, call)
	if err != nil {
		return nil, err
	}
	now, out := s.ports.Now(), make([]QueueRow, 0, len(rows))
	for _, row := range rows {
		one := QueueRow{QueueRow: row, Waits: waitsOf(row), Overdue: row.DueAt != nil && row.DueAt.Before(now)}
		one.LastReason = reasonCodes(row.LastReason)
		if problem, refused := mayDecide(authority, call.Subject.Name, one); refused {
			one.Refusal = &problem
		}
		if audits {
			one = api.Masked(one)
		}
		out = append(out, one)
	}
	return out, nil
}

// audits reports whether who calls reads alone, as an auditor.
func (s *Service) audits(ctx context.Context, call api.Call) (bool, error) {
	staff, err := s.ports.Staff(ctx)
	return staff.Audits(call.Subject.Witnessed()), err
}

// codesForm is how codes are written, one or more.
var codesForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]*(, [A-Z][A-Z0-9_]*)*$`)

// reasonCodes are the codes of a reason: the words beside them may be anybody's, and sealed.
func reasonCodes(reason string) string {
	if codes := string(refund.CodeIn(reason)); codesForm.MatchString(codes) {
		return codes
	}
	return ""
}

func waitsOf(r ledger.QueueRow) Waits {
	switch r.Status {
	case refund.StatusAwaitingApproval:
		return WaitsReviewer
	case refund.StatusNeedsInfo:
		return WaitsCustomer
	case refund.StatusAwaitingGoods, refund.StatusInspected:
		return WaitsGoods
	case refund.StatusNeedsAttention:
		return WaitsOperator
	case refund.StatusPayingOut:
		switch {
		case r.NeedsPerson != "":
			return WaitsOperator
		case r.UnknownCount > 0:
			return WaitsProvider
		}
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected,
		refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return WaitsNobody
}

// mayDecide says why somebody may not decide a refund, as far as its row shows.
func mayDecide(a refund.Authority, person refund.Person, row QueueRow) (refund.Problem, bool) {
	stake := refund.Stake{Currency: row.Currency, Market: row.Market, OrderMinor: row.OrderMinor, CustomerDayMinor: row.CustomerDayMinor}
	switch {
	case row.Waits != WaitsReviewer && row.Waits != WaitsOperator:
		return refund.Problem{Code: refund.CodeWrongState, Detail: "it waits for no decision"}, true
	case refund.SamePerson(row.RequestedBy, person):
		return refund.Problem{Code: refund.CodeReviewerIsAuthor, Detail: "who asked for this refund has no part in its review"}, true
	case row.Waits == WaitsOperator:
		return a.MayDecide(stake)
	}
	if problem, refused := a.MayDecide(stake); refused {
		return problem, true
	}
	if !a.Holds(row.NextRole) {
		return refund.Problem{Code: refund.CodeReviewerRole, Detail: fmt.Sprintf("it waits for the role %s", row.NextRole)}, true
	}
	return a.MayAgree(stake)
}

// QueueMark changes when the queue may have: it is cheap to ask.
func (s *Service) QueueMark(ctx context.Context) (ledger.QueueMark, error) {
	if s.ports.Queue == nil {
		return ledger.QueueMark{}, errNoPort("the queue")
	}
	return s.ports.Queue.QueueMark(ctx)
}

// queueCursor is where a page ends, and of which filter.
type queueCursor struct {
	Version int       `json:"v"`
	Key     int64     `json:"k,string"`
	ID      refund.ID `json:"id"`
	Filter  string    `json:"f"`
}

const queueCursorVersion = 1

func (in QueueRequest) cursorAfter(last ledger.QueuePlace) string {
	raw, err := json.Marshal(queueCursor{Version: queueCursorVersion, Key: last.Key, ID: last.ID, Filter: in.filterMark()})
	if err != nil {
		panic(fmt.Errorf("support: a cursor that cannot be written: %w", err)) // it has no field that could not be
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// placeOf is where a page begins; nil: at the beginning.
func placeOf(in QueueRequest) (*ledger.QueuePlace, error) {
	if in.Cursor == "" {
		return nil, nil
	}
	var c queueCursor
	raw, err := base64.RawURLEncoding.DecodeString(in.Cursor)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	switch {
	case err != nil || c.Version != queueCursorVersion || c.ID == "":
		return nil, refund.Problem{Code: api.CodeBadCursor, Detail: "the cursor is none that was given out here"}
	case c.Filter != in.filterMark():
		return nil, refund.Problem{Code: api.CodeBadCursor, Detail: "the cursor is of a queue with another filter: begin it anew"}
	}
	return &ledger.QueuePlace{Key: c.Key, ID: c.ID}, nil
}

// filterMark tells filters apart.
func (in QueueRequest) filterMark() string {
	sum := sha256.Sum256([]byte(in.Filter.Query().Encode()))
	return hex.EncodeToString(sum[:8])
}
