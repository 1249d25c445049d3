package withdrawal

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

const (
	// batchMax is how many statements a pass takes at once, one after the other. claimMax is how long it may work on them: more
	// than their mails (20 s at most each) and their requests for refunds take. Whoever is slower has another do it again.
	batchMax = 3
	claimMax = 2 * time.Minute
	// pauseMin and pauseMax bound how long a failed acknowledgement waits; it doubles with each try.
	pauseMin = 5 * time.Second
	pauseMax = 5 * time.Minute
	// startPause is how long a refund waits that could not be asked for.
	startPause = 15 * time.Second
)

// Mail hands a message over: a messaging.Channel for e-mail that may deliver an id twice, and never loses one. (One that delivers at
// most once would lose the acknowledgement of a statement whose sending a crash cut short.)
type Mail interface {
	Deliver(ctx context.Context, m messaging.Message) error
}

// PassConfig says what a Pass works with. All but Refunds and Report are required.
type PassConfig struct {
	Books Books
	Vault *privacy.Vault
	Mail  Mail
	// Refunds asks for refunds; nil: statements are acknowledged and matched, and refunds wait for another process.
	Refunds Refunds
	Shops   func() Shops
	// NewAttempt makes a random id.
	NewAttempt func() string
	// Report is told what could not be done, and is tried again or waits for a person; nil: nobody is.
	Report func(Trouble)
}

// Trouble is what could not be done about a statement. It has no personal data.
type Trouble struct {
	Statement ledger.StatementID
	Step      string
	Err       error
}

// Pass works on statements: it acknowledges, matches and starts refunds. Several processes may run one each: a statement is
// claimed in the ledger.
type Pass struct {
	config PassConfig
	bounds bounds
}

// NewPass checks that nothing is missing.
func NewPass(c PassConfig) (*Pass, error) {
	if c.Books == nil || c.Vault == nil || c.Mail == nil || c.Shops == nil || c.NewAttempt == nil {
		return nil, errors.New("withdrawal: a pass needs books, a vault, mail, shops and ids")
	}
	if c.Report == nil {
		c.Report = func(Trouble) {}
	}
	return &Pass{config: c}, nil
}

// Run works on what is owed at once and at each tick, until ctx ends.
func (p *Pass) Run(ctx context.Context, ticks <-chan time.Time) {
	for {
		p.Once(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
	}
}

// Once works on what is owed, until nothing is. It returns how many statements it worked on.
func (p *Pass) Once(ctx context.Context) (count int) {
	for ctx.Err() == nil {
		attempt := p.config.NewAttempt()
		claimed, err := p.config.Books.ClaimStatements(ctx, ledger.StatementClaim{Attempt: attempt, CountMax: batchMax, ClaimMax: claimMax})
		if err != nil {
			p.report("", "claim", err)
			return count
		}
		for _, one := range claimed {
			p.work(ctx, one, attempt)
			count++
		}
		if len(claimed) < batchMax {
			return count
		}
	}
	return count
}

func (p *Pass) report(id ledger.StatementID, step string, err error) {
	if err != nil {
		p.config.Report(Trouble{Statement: id, Step: step, Err: err})
	}
}

// work does what a statement is owed: the acknowledgement first, which owes nothing to what else becomes of it.
func (p *Pass) work(ctx context.Context, s ledger.Statement, attempt string) {
	end := ledger.StatementEnd{ID: s.ID, Attempt: attempt}
	d, erased, err := p.declaration(ctx, s)
	switch {
	case err != nil:
		p.report(s.ID, "open", err)
		end.Pause = startPause
	case erased:
		p.giveUp(ctx, s, &end)
	default:
		if s.Acknowledged == ledger.AckOwed {
			p.report(s.ID, "acknowledge", p.acknowledge(ctx, s, d))
		}
		p.report(s.ID, "start", p.follow(ctx, s, d, &end))
	}
	p.report(s.ID, "end", p.config.Books.EndStatement(ctx, end))
}

// declaration opens what was declared; erased: its words are deleted.
func (p *Pass) declaration(ctx context.Context, s ledger.Statement) (d Declaration, erased bool, err error) {
	return openDeclaration(ctx, p.config.Vault, s)
}

func openDeclaration(ctx context.Context, vault *privacy.Vault, s ledger.Statement) (d Declaration, erased bool, err error) {
	opened, err := privacy.Open(ctx, vault, words{Content: s.Content})
	if err != nil {
		return d, false, err
	}
	if !strings.HasPrefix(opened.Content, "{") { // "[erased on ...]"
		return d, true, nil
	}
	return d, false, json.Unmarshal([]byte(opened.Content), &d)
}

// giveUp ends a statement whose words were erased before it was dealt with.
func (p *Pass) giveUp(ctx context.Context, s ledger.Statement, end *ledger.StatementEnd) {
	if s.Acknowledged == ledger.AckOwed {
		p.report(s.ID, "acknowledge", p.config.Books.NoteAcknowledgement(ctx, ledger.Acknowledgement{ID: s.ID, State: ledger.AckByHand, Problem: string(CodeErased)}))
	}
	if s.Match == ledger.MatchNew {
		end.Match = ledger.MatchWaiting
	}
	if s.Start == ledger.StartOwed {
		end.Start = ledger.StartRefused
	} else {
		end.Start = s.Start
		end.Refund = s.Refund
	}
	end.Problem = string(CodeErased)
}

// acknowledge sends the acknowledgement, and notes what became of it. One that may have been sent is sent again: its id is the
// same, so that a mail program recognises it.
func (p *Pass) acknowledge(ctx context.Context, s ledger.Statement, d Declaration) error {
	shop, _ := p.config.Shops().Of(s.Merchant)
	message, err := acknowledgement(s, d, shop)
	if err == nil && s.AckTryCount == 0 && !p.bounds.take(message.To.Email, s.ReceivedAt) {
		byHand := ledger.Acknowledgement{ID: s.ID, State: ledger.AckByHand, Problem: string(CodeManyToOneAddress)}
		return p.config.Books.NoteAcknowledgement(ctx, byHand)
	}
	if err == nil {
		err = p.config.Mail.Deliver(ctx, message)
	}
	note := ledger.Acknowledgement{ID: s.ID, State: ledger.AckSent}
	switch {
	case err == nil:
	case errors.Is(err, messaging.ErrNoAddress), errors.Is(err, messaging.ErrRefused):
		note.State, note.Problem = ledger.AckByHand, err.Error()
	default:
		note.State, note.Problem, note.Pause = ledger.AckOwed, err.Error(), min(pauseMin<<min(s.AckTryCount, 10), pauseMax)
	}
	return errors.Join(err, p.config.Books.NoteAcknowledgement(context.WithoutCancel(ctx), note))
}

// follow matches a statement, and asks for the refund of one that is matched.
func (p *Pass) follow(ctx context.Context, s ledger.Statement, d Declaration, end *ledger.StatementEnd) error {
	if s.Match == ledger.MatchNew {
		got, err := p.match(ctx, s, d)
		if err != nil {
			end.Pause = startPause
			return err
		}
		if got.why != "" {
			end.Match, end.Start, end.Problem = ledger.MatchWaiting, ledger.StartNone, string(got.why)
			return nil
		}
		end.Match, end.MatchedBy, end.Order, end.Customer, end.Lines = ledger.MatchFound, got.by, got.id, got.order.Customer.CustomerID, got.lines
		s.Match, s.Order, s.Customer, s.Lines, s.Start = end.Match, end.Order, end.Customer, end.Lines, ledger.StartOwed
		end.Start = ledger.StartOwed
	}
	if s.Start != ledger.StartOwed || p.config.Refunds == nil {
		if s.Start == ledger.StartOwed {
			end.Pause = startPause
		}
		return nil
	}
	return p.start(ctx, s, d, end)
}

// start asks for the refund. Its id is the first statement's of this content, so that another of the same content, or another
// process, asks for the same one.
func (p *Pass) start(ctx context.Context, s ledger.Statement, d Declaration, end *ledger.StatementEnd) error {
	request, err := p.request(ctx, s, d)
	if err != nil {
		end.Pause = startPause
		return err
	}
	id := request.Cancellation.ID()
	_, err = p.config.Refunds.RequestRefund(ctx, customerCall(request.Cancellation, s.Locale), request)
	switch refused, again := refusal(err); {
	case err == nil, refused == refund.CodeConflict && s.First != s.ID:
		end.Start, end.Refund, end.Problem = ledger.StartStarted, id, ""
		return nil
	case again:
		end.Start, end.Problem, end.Pause = ledger.StartOwed, string(refused), startPause
	default:
		end.Start, end.Problem = ledger.StartRefused, string(refused)
	}
	return err
}

// refusal is the code of a request that came to nothing, and whether the same request may do better later.
func refusal(err error) (code refund.Code, again bool) {
	var own *api.Error
	if !errors.As(err, &own) {
		return api.CodeFault, true
	}
	// What is neither about the request's form nor the engine's no may pass.
	//
	//exhaustive:ignore
	switch own.Class() {
	case api.ClassInput, api.ClassPermission, api.ClassConflict, api.ClassTooLarge, api.ClassRefused:
		return own.Code, false
	}
	return own.Code, true
}

// customerCall is a call by an order's customer, whom nobody has verified.
func customerCall(c refund.Cancellation, locale string) api.Call {
	return api.Call{Subject: api.Person(c.RequestedBy), Locale: locale}
}

// request is the refund of all or a part of an order, for a change of mind: the law's reason. It happened when the statement
// was received (Art. 11a(5)).
func (p *Pass) request(ctx context.Context, s ledger.Statement, d Declaration) (api.RequestRefundRequest, error) {
	known, is, err := findOrder(ctx, p.config.Books, s.Merchant, s.Order)
	if err != nil {
		return api.RequestRefundRequest{}, err
	}
	if !is {
		return api.RequestRefundRequest{}, refund.Problem{Code: CodeOrderUnknown, Detail: "the order is not known any more"}
	}
	received := s.ReceivedAt
	if s.First != s.ID {
		first, err := p.config.Books.Statement(ctx, s.First)
		if err != nil {
			return api.RequestRefundRequest{}, err
		}
		received = first.ReceivedAt
	}
	c := refund.Cancellation{
		Key:   refund.Key{Merchant: s.Merchant, Order: s.Order, Request: requestOf(s.First)},
		Scope: refund.ScopeWholeOrder, OccurredAt: received, Reason: refund.ReasonCustomerChangedMind, Initiator: refund.InitiatorCustomer,
		RequestedBy: refund.Person(refund.CustomerPrefix + string(known.order.Customer.CustomerID)), Order: known.order,
	}
	if len(s.Lines) > 0 {
		c.Scope, c.CancelledLines = refund.ScopeLines, s.Lines
	}
	var contact refund.Contact
	if address, ok := d.Address(); ok {
		contact.Email = address
	}
	return api.RequestRefundRequest{Cancellation: c, Contact: contact}, nil
}

// requestOf is the request id of the refund that a statement starts.
func requestOf(first ledger.StatementID) refund.RequestID { return refund.RequestID("w-" + first) }
