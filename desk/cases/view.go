package cases

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// trailShownMax is how many rows of the trail, the newest, are shown unless all are asked for.
const trailShownMax = 100

// caseView is what the page of a case shows. Sentences in it are in the reader's language; times are UTC.
type caseView struct {
	refund.Key
	ID       refund.ID
	Path     string
	Currency refund.Currency

	// At a glance.
	Status      refund.Status
	Look        look
	Why         string
	TotalMinor  int64
	PaidMinor   int64
	Reason      refund.Reason
	RequestedBy refund.Person
	Initiator   refund.Initiator
	AskedAt     time.Time
	Since       time.Time
	Version     int64
	Policy      string
	// PolicyURL is the page of the version of the policy that the amount was worked out by; Agreed: the order says so itself.
	PolicyURL string
	Agreed    bool
	Next      nextView
	Deadlines []deadlineView
	// Closed: nothing is left to do. Masked: what identifies people was taken out.
	Closed, Masked bool
	Temporal       string
	// Workflow, Ledger and Around say why one of them did not answer; nil: it did. Behind: the workflow has not followed the ledger.
	Workflow, Ledger, Around *api.Error
	Behind                   bool
	// Over: the refund is closed and its workflow has ended, as all do.
	Over bool

	Amount    *amountView
	Lines     []lineView
	Parts     []partView
	Differ    []string
	Payments  []paymentView
	Legs      []legView
	Risk      *riskView
	Documents []documentView
	Customer  customerView
	Approval  approvalView
	Offer     *offerView
	Messages  []messageView
	Related   []relatedView
	More      moreView
	Trail     []trailView
	// TrailCount is how many rows there are.
	TrailCount int

	Acts     []ActLink
	Contacts []Contact
	// HasContacts: contacts are kept, also where there is none yet.
	HasContacts bool
	// ContactForm is where one is noted; empty: a browser cannot name the refund in a path.
	ContactForm string
	// Link is the link to the customer's page; nil: it is not shown.
	Link *linkView
	// Holder is who works on the refund; nil: nobody does. Mine: the reader.
	Holder *holderView
	// Beside says what beside the refund could not be read.
	ActsFailed, ContactsFailed, FilesFailed *web.Failure
}

// holderView is who works on a refund, and until when.
type holderView struct {
	Who   refund.Person
	Until time.Time
	Mine  bool
}

// moreView says of which lists a part alone is shown.
type moreView struct{ Related, Seen bool }

// viewOf is a case as its page shows it.
func (p *Pages) viewOf(call api.Call, c support.Case, wholeTrail bool) caseView {
	words := wording.WordsOf(call.Speaker())
	key, _ := c.ID.Key() // the case was found by it
	v := caseView{
		Key: key, ID: c.ID, Path: web.CasePath(c.ID), Currency: currencyOf(c), Status: c.Status, Look: lookOfRefund(c.Standing), Why: whyOf(words, c.Standing.Reason),
		TotalMinor: c.TotalMinor, PaidMinor: c.PaidMinor, Reason: c.Cancellation.Reason, RequestedBy: c.Cancellation.RequestedBy,
		Initiator: c.Cancellation.Initiator, AskedAt: c.Cancellation.OccurredAt, Since: c.Standing.Since, Version: c.Version, Policy: c.Policy,
		Next: nextOf(words, c), Deadlines: deadlinesOf(c.Standing), Closed: c.Closed, Masked: c.Masked,
		Temporal: p.temporalLink(c.ID), Workflow: c.Workflow, Ledger: c.Ledger, Around: c.AroundError, Behind: c.Behind,
		Amount: amountOf(call.Speaker(), c), Lines: linesOf(c), Parts: partsOf(call.Speaker(), c), Differ: c.Around.Differences, Payments: paymentsOf(c), Legs: legsOf(words, c),
		Risk: riskOf(c), Documents: documentsOf(c), Customer: customerOf(c), Approval: approvalOf(c), Offer: offerOf(c.Standing), Messages: messagesOf(words, c),
		Related: relatedOf(c), More: moreView{c.Around.MoreRelated, c.Around.MoreSeen}, TrailCount: len(c.Trail),
	}
	v.PolicyURL, v.Agreed = p.policyOf(c)
	v.Trail = trailOf(words, c, wholeTrail)
	if v.Over = c.Closed && c.Workflow != nil && c.Workflow.Code == refund.CodeNotFound; v.Over {
		v.Workflow = nil
	}
	return v
}

// policyOf is the address of the policy that the customer agreed to at purchase, or else of the one that was applied.
func (p *Pages) policyOf(c support.Case) (address string, agreed bool) {
	ref := c.Cancellation.Order.PolicyRef
	if agreed = ref != nil; !agreed && c.Proposal != nil {
		ref = &c.Proposal.Assessment.Policy
	}
	if p.ports.PolicyURL == nil || ref == nil {
		return "", false
	}
	return p.ports.PolicyURL(ref), agreed
}

// addBeside adds what other parts of the desk know. What does not answer is said, and holds up nothing.
func (p *Pages) addBeside(ctx context.Context, call api.Call, c support.Case, v *caseView) {
	var err error
	if p.ports.Acts != nil {
		v.Acts, err = p.ports.Acts.Links(ctx, call, c.Refund)
		v.ActsFailed = failureOf(call, err)
	}
	if p.ports.Contacts != nil && !c.Masked {
		v.HasContacts = true
		if isPlain(v.Path) {
			v.ContactForm = v.Path + "/contact"
		}
		v.Contacts, err = p.ports.Contacts.Contacts(ctx, call, c.ID)
		v.ContactsFailed = failureOf(call, err)
	}
	v.FilesFailed = failureOf(call, p.addFiles(ctx, call, c, &v.Documents))
	v.Link, v.Holder = p.linkOf(ctx, call, v), p.holderOf(ctx, call, c.ID)
}

// holderOf is who works on the refund; nil: nobody does, or nobody knows.
func (p *Pages) holderOf(ctx context.Context, call api.Call, id refund.ID) *holderView {
	if p.ports.Holders == nil {
		return nil
	}
	who, until, held := p.ports.Holders.Holder(ctx, id)
	if !held {
		return nil
	}
	return &holderView{who, until, refund.SamePerson(who, call.Subject.Name)}
}

func currencyOf(c support.Case) refund.Currency {
	if c.Standing.Currency != "" {
		return c.Standing.Currency
	}
	return c.Cancellation.Order.Currency
}

// deadlineView is a moment by which something is to happen. Text is a text's id after "desk.cases.deadline.".
type deadlineView struct {
	Text string
	At   *time.Time
	// Law names what says so, where a law does.
	Law string
}

// deadlinesOf are the moments that are waited for, those that bind staff first.
func deadlinesOf(s refund.Standing) (out []deadlineView) {
	add := func(text string, at *time.Time, law string) {
		if at != nil {
			out = append(out, deadlineView{text, at, law})
		}
	}
	if waitsForStaff(s.Status) {
		add("review", s.Approval.DueAt, "")
	}
	add("law", s.OwedBy(), s.PayByLaw)
	if s.Status == refund.StatusNeedsInfo && s.Question != nil && !s.Question.Answered {
		add("answer", s.Question.AnswerBy, "")
	}
	if s.Status == refund.StatusAwaitingGoods && s.Goods != nil {
		add("goods", s.Goods.By, "")
	}
	if !s.Closed {
		add("appeal", s.AppealBy, "")
	}
	if s.Offer.Status == refund.OfferOpen {
		add("offer", s.Offer.By, "")
	}
	return out
}

func waitsForStaff(s refund.Status) bool {
	return s == refund.StatusAwaitingApproval || s == refund.StatusNeedsInfo || s == refund.StatusNeedsAttention
}

// trailView is a row of the trail.
type trailView struct {
	refund.TrailEntry
	// Verified is how it is known who acted, in words; empty: makegood acted, or nobody kept it.
	Verified, Why string
}

func trailOf(words wording.Words, c support.Case, whole bool) (out []trailView) {
	rows := c.Trail
	if !whole && len(rows) > trailShownMax {
		rows = rows[len(rows)-trailShownMax:]
	}
	for _, row := range rows {
		one := trailView{TrailEntry: row, Why: whyOf(words, row.Reason)}
		if id := "verified." + string(row.Verified); words.Has(id) {
			one.Verified = words.Say(id)
		}
		out = append(out, one)
	}
	return out
}

// listOfCodes is how the reasons of an assessment are stored.
var listOfCodes = regexp.MustCompile(`^[A-Z][A-Z0-9_]+(, [A-Z][A-Z0-9_]+)*$`)

// whyOf says a stored reason: a list of codes in words, each with its code, and any other sentence as the reader's language has it.
func whyOf(words wording.Words, stored string) string {
	if !listOfCodes.MatchString(stored) {
		return words.Stored(stored)
	}
	codes := strings.Split(stored, ", ")
	for i, code := range codes {
		codes[i] = words.Code("reason", code) + " (" + code + ")"
	}
	return strings.Join(codes, ", ")
}

// messageView is a message to the customer, or a record for other systems, and how far it has come.
type messageView struct {
	Kind     refund.NoticeKind
	At       time.Time
	Channels []channelView
	// StatusTold: other systems know. Problem is why somebody does not, in the words it was stored in.
	StatusTold bool
	Problem    string
}

type channelView struct {
	Channel string
	Told    bool
	Skipped string
}

func messagesOf(words wording.Words, c support.Case) (out []messageView) {
	for _, mark := range c.Messages {
		one := messageView{Kind: mark.Kind, At: mark.At, StatusTold: mark.Delivery.StatusTold, Problem: words.Stored(mark.Delivery.Problem)}
		for _, channel := range mark.Delivery.Channels {
			one.Channels = append(one.Channels, channelView{channel.Channel, channel.Told, words.Stored(channel.Skipped)})
		}
		out = append(out, one)
	}
	return out
}

// relatedView is another refund, and where both are shown side by side.
type relatedView struct {
	ledger.Related
	Path, Beside string
	Look         look
}

func relatedOf(c support.Case) (out []relatedView) {
	for _, one := range c.Around.Related {
		view := relatedView{Related: one, Path: web.CasePath(one.ID), Look: lookOf(one.Status)}
		if own := web.CasePath(c.ID); isPlain(own) {
			view.Beside = own + "/beside?" + url.Values{"with": {string(one.ID)}}.Encode()
		}
		out = append(out, view)
	}
	return out
}
