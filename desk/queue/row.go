package queue

import (
	"regexp"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// row is one refund of a list, in the reader's words: what the page shows of it, and all that a live page is told.
type row struct {
	ID       string `json:"id"`
	Href     string `json:"href"`
	Order    string `json:"order"`
	Merchant string `json:"merchant"`
	Amount   string `json:"amount"`
	// Waits says for whom it waits, Why the codes of what it is parked for; Unknown that legs are unknown, and what they come to.
	Waits   string `json:"waits"`
	Why     string `json:"why"`
	Unknown string `json:"unknown"`
	Risk    string `json:"risk"`
	// Due is RFC 3339; empty: there is no time. Law: the law wants it paid by then, or by LawBy.
	Due      string     `json:"due"`
	DueAt    *time.Time `json:"-"`
	Law      bool       `json:"law"`
	Overdue  bool       `json:"overdue"`
	Assignee string     `json:"assignee"`
	// Claim says who works on it; Free: nobody does; Yours: the reader.
	Claim string `json:"claim"`
	Free  bool   `json:"free"`
	Yours bool   `json:"yours"`
	// Refusal is the code of why the reader may not decide it.
	Refusal string `json:"refusal"`
	Closed  bool   `json:"-"`
	Status  string `json:"status"`
	// Back is where the forms of the row lead back to.
	Back string `json:"-"`
	// Customer is shown where the reader searched.
	Customer string `json:"-"`
}

// rowsOf words the rows of a page.
func rowsOf(call api.Call, rows []support.QueueRow) []row {
	words := wording.WordsOf(call.Speaker())
	out := make([]row, 0, len(rows))
	for _, one := range rows {
		out = append(out, rowOf(words, call, one))
	}
	return out
}

func rowOf(words wording.Words, call api.Call, in support.QueueRow) row {
	key, _ := in.ID.Key() // an id that is stored has one
	out := row{
		ID: string(in.ID), Href: caseHref(in.ID), Order: string(key.Order), Merchant: string(key.Merchant), Amount: refund.FormatAmount(in.TotalMinor, in.Currency),
		Waits: waitsText(words, in), Risk: riskText(words, in), Law: in.ByLaw, Overdue: in.Overdue, DueAt: in.DueAt, Assignee: string(in.Assignee),
		Free: in.Claim == nil, Closed: in.Closed, Status: words.Code("status", string(in.Status)), Customer: string(in.Customer), Why: whyText(words, in),
	}
	if in.DueAt != nil {
		out.Due = in.DueAt.UTC().Format(time.RFC3339)
	}
	if in.UnknownCount > 0 {
		out.Unknown = words.Say("desk.queue.unknown", "amount", refund.FormatAmount(in.UnknownMinor, in.Currency))
	}
	if in.Claim != nil {
		out.Yours = in.Claim.Person == call.Subject.Name
		out.Claim = words.Say("desk.queue.claimed", "person", in.Claim.Person, "until", in.Claim.UntilAt.UTC().Format("15:04")+" UTC")
	}
	if in.Refusal != nil && (in.Waits == support.WaitsReviewer || in.Waits == support.WaitsOperator) {
		out.Refusal = words.Code("desk.queue.refusal", string(in.Refusal.Code))
	}
	return out
}

// backTo lets the forms of rows lead back.
func backTo(rows []row, to string) []row {
	for i := range rows {
		rows[i].Back = to
	}
	return rows
}

// visible is a row whose texts move nothing and hide nothing, as the kit makes pages.
func (r row) visible() row {
	for _, text := range []*string{
		&r.ID, &r.Href, &r.Order, &r.Merchant, &r.Amount, &r.Waits, &r.Why, &r.Unknown, &r.Risk, &r.Assignee, &r.Claim, &r.Refusal, &r.Status,
	} {
		*text = foreign.Visible(*text)
	}
	return r
}

func caseHref(id refund.ID) string {
	if _, err := id.Key(); err != nil {
		return "/queue"
	}
	return web.CasePath(id)
}

func waitsText(words wording.Words, in support.QueueRow) string {
	if in.Waits == support.WaitsReviewer && in.NextRole != "" {
		return words.Say("desk.queue.waits.role", "role", in.NextRole)
	}
	return words.Say("desk.queue.waits." + string(in.Waits))
}

func riskText(words wording.Words, in support.QueueRow) string {
	if in.RiskBand == "" {
		return ""
	}
	return words.Code("risk", string(in.RiskBand))
}

// whyText is what it waits for: the stored codes in words, or the sentence that is stored.
func whyText(words wording.Words, in support.QueueRow) string {
	if in.NeedsPerson != "" {
		return words.Code("reason", string(in.NeedsPerson))
	}
	codes := strings.Split(in.LastReason, ", ")
	for n, code := range codes {
		if !reasonCode.MatchString(code) {
			return words.Stored(in.LastReason)
		}
		codes[n] = words.Code("reason", code)
	}
	return strings.Join(codes, ", ")
}

// reasonCode is how a reason is stored.
var reasonCode = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)
