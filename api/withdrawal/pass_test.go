package withdrawal_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

func TestAStatementIsKeptFirstAndThenAcknowledgedWithItsContentTimeAndDigest(t *testing.T) {
	b := newBench(t)
	d := declaration()
	d.Part = "2 x Green tea 250 g"
	receipt := b.declare(d)
	if len(b.mail.got) != 0 || b.statement(receipt.ID).Acknowledged != ledger.AckOwed || receipt.ReceivedAt != b.clock.Now() {
		t.Fatalf("before the pass: %d mails, %+v", len(b.mail.got), receipt)
	}
	b.pass().Once(t.Context())
	if len(b.mail.got) != 1 {
		t.Fatalf("%d mails", len(b.mail.got))
	}
	mail := b.mail.got[0]
	for _, part := range []string{
		"Li Lei", string(knownOrder), "2 x Green tea 250 g", customer, "2026-11-29 12:00:00 UTC (2026-11-29 13:00:00 Europe/Berlin)", receipt.SHA256, string(receipt.ID), receipt.Canonical, "Acme",
	} {
		if !strings.Contains(mail.Body, part) {
			t.Errorf("the mail does not say %q:\n%s", part, mail.Body)
		}
	}
	if mail.To.Email != customer || mail.Locale != "de" || mail.Subject != "Eingangsbestätigung Ihres Widerrufs" || mail.ID != receipt.ID.MessageID() {
		t.Errorf("the mail is %+v", mail)
	}
	if now := b.statement(receipt.ID); now.Acknowledged != ledger.AckSent || strings.Contains(now.Content, "Li Lei") || strings.Contains(now.Content, customer) {
		t.Errorf("kept is %+v", now)
	}
}

// crash is a ledger whose process ends when it is about to write something.
type crash struct {
	withdrawal.Books
	atNote, atEnd bool
}

var errCrashed = errors.New("the process has ended")

func (c crash) NoteAcknowledgement(ctx context.Context, in ledger.Acknowledgement) error {
	if c.atNote {
		return errCrashed
	}
	return c.Books.NoteAcknowledgement(ctx, in)
}

func (c crash) EndStatement(ctx context.Context, in ledger.StatementEnd) error {
	if c.atNote || c.atEnd {
		return errCrashed
	}
	return c.Books.EndStatement(ctx, in)
}

func TestACrashBetweenRecordAndAcknowledgementLosesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		die   func(b *bench)
		mails int
	}{
		"before anything was begun": {func(*bench) {}, 1},
		"after it was claimed": {func(b *bench) {
			if _, err := b.books.ClaimStatements(b.t.Context(), ledger.StatementClaim{Attempt: "dead", CountMax: 1, ClaimMax: time.Minute}); err != nil {
				b.t.Fatal(err)
			}
		}, 1},
		"after the mail was handed over": {func(b *bench) {
			b.pass(func(c *withdrawal.PassConfig) { c.Books = crash{Books: b.books, atNote: true} }).Once(b.t.Context())
		}, 2},
		"after it was acknowledged and the refund asked for": {func(b *bench) {
			b.pass(func(c *withdrawal.PassConfig) { c.Books = crash{Books: b.books, atEnd: true} }).Once(b.t.Context())
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.register(knownOrder)
			receipt := b.declare(declaration())
			c.die(b)
			b.clock.Advance(3 * time.Minute)
			b.pass().Once(t.Context())
			now := b.statement(receipt.ID)
			if now.Acknowledged != ledger.AckSent || now.Start != ledger.StartStarted || len(b.refunds.asked) != 1 || len(b.mail.got) != c.mails {
				t.Errorf("%+v; %d mails, %d refunds", now, len(b.mail.got), len(b.refunds.asked))
			}
			for _, mail := range b.mail.got {
				if mail.ID != receipt.ID.MessageID() {
					t.Errorf("a repetition has the id %q", mail.ID)
				}
			}
		})
	}
}

func TestAnAcknowledgementIsTriedAgainUntilItIsSent(t *testing.T) {
	b := newBench(t)
	receipt := b.declare(declaration())
	b.mail.fail = errors.New("the server is away")
	waited := time.Duration(0)
	for try := range 9 {
		b.pass().Once(t.Context())
		if count := b.pass().Once(t.Context()); count != 0 {
			t.Fatalf("try %d was followed at once by %d more", try, count)
		}
		pause := min(5*time.Second<<try, 5*time.Minute)
		b.clock.Advance(pause)
		waited += pause
	}
	if now := b.statement(receipt.ID); now.AckTryCount != 9 || now.Acknowledged != ledger.AckOwed || now.AckProblem != "the server is away" {
		t.Errorf("after %s: %+v", waited, now)
	}
	b.mail.fail = messaging.ErrUnknown // it may have been sent: it is sent again
	b.pass().Once(t.Context())
	b.clock.Advance(5 * time.Minute)
	b.mail.fail = nil
	b.pass().Once(t.Context())
	if now := b.statement(receipt.ID); now.Acknowledged != ledger.AckSent || len(b.mail.got) != 1 {
		t.Errorf("%+v, %d mails", now, len(b.mail.got))
	}
}

func TestWhatNoMailCanReachWaitsForAPersonToAcknowledgeIt(t *testing.T) {
	b := newBench(t)
	d := declaration()
	d.ReplyTo = "fax +49 30 1234"
	receipt := b.declare(d)
	b.pass().Once(t.Context())
	if now := b.statement(receipt.ID); now.Acknowledged != ledger.AckByHand || len(b.mail.got) != 0 {
		t.Fatalf("%+v", now)
	}
	figures, err := b.books.Figures(t.Context())
	if err != nil || figures.UnacknowledgedCount != 1 {
		t.Errorf("%+v, %v", figures, err)
	}
	act := withdrawal.StaffAct{ID: receipt.ID, Verb: ledger.StatementAcknowledge, Note: "sent by fax"}
	if err := b.Act(t.Context(), api.Call{Subject: api.Person("ann")}, act); err != nil {
		t.Fatal(err)
	}
	if now := b.statement(receipt.ID); now.Acknowledged != ledger.AckSent {
		t.Errorf("%+v", now)
	}
}

func TestWhatIsMatchedStartsOneRefundForAChangeOfMindWhenItWasReceived(t *testing.T) {
	b := newBench(t)
	b.register(knownOrder)
	d := declaration()
	d.ReplyTo = "Buyer@Example.com"
	receipt := b.declare(d)
	b.clock.Advance(time.Minute)
	b.pass().Once(t.Context())
	id := refund.ID("refund/m-001/o-1/w-" + string(receipt.ID))
	c, asked := b.refunds.asked[id]
	if !asked || c.Reason != refund.ReasonCustomerChangedMind || c.Initiator != refund.InitiatorCustomer || c.Scope != refund.ScopeWholeOrder || !c.OccurredAt.Equal(receipt.ReceivedAt) || c.RequestedBy != "customer:42" {
		t.Fatalf("asked for %+v", b.refunds.asked)
	}
	if err := c.Validate(b.clock.Now()); err != nil {
		t.Errorf("the request is not whole: %v", err)
	}
	if now := b.statement(receipt.ID); now.Refund != id || now.MatchedBy != ledger.MatchedByEmail || now.Customer != "42" {
		t.Errorf("kept is %+v", now)
	}
	if b.refunds.contacts[0].Email != "Buyer@Example.com" || b.refunds.calls[0].Subject.Verified.Proven() {
		t.Errorf("asked by %+v for %+v", b.refunds.calls[0].Subject, b.refunds.contacts)
	}
}

func TestTwoReplicasAndTheSameStatementTwiceStartOneRefund(t *testing.T) {
	b := newBench(t)
	b.register(knownOrder)
	var receipts []withdrawal.Receipt
	for range 6 {
		receipts = append(receipts, b.declare(declaration()))
		b.clock.Advance(time.Second)
	}
	var passes sync.WaitGroup
	for range 2 {
		p := b.pass(func(c *withdrawal.PassConfig) { c.Report = nil })
		passes.Go(func() { p.Once(t.Context()) })
	}
	passes.Wait()
	if len(b.refunds.asked) != 1 || len(b.mail.got) != len(receipts) {
		t.Errorf("%d refunds, %d mails", len(b.refunds.asked), len(b.mail.got))
	}
	for _, one := range receipts {
		if now := b.statement(one.ID); now.Start != ledger.StartStarted || now.Refund != refund.ID("refund/m-001/o-1/w-"+string(receipts[0].ID)) || now.Acknowledged != ledger.AckSent {
			t.Errorf("%+v", now)
		}
	}
}

func TestWhatCannotBeMatchedIsAcknowledgedAndWaitsForStaffWithItsReason(t *testing.T) {
	b := newBench(t)
	link := b.register(knownOrder)
	for name, c := range map[string]struct {
		change func(*withdrawal.Declaration)
		why    refund.Code
	}{
		"an order that nobody knows":     {func(d *withdrawal.Declaration) { d.Contract = "o-2" }, withdrawal.CodeOrderUnknown},
		"words that are no order number": {func(d *withdrawal.Declaration) { d.Contract = "the tea I bought in May" }, withdrawal.CodeOrderUnknown},
		"another shop's customer":        {func(d *withdrawal.Declaration) { d.Merchant = "m-002" }, withdrawal.CodeOrderUnknown},
		"another address":                {func(d *withdrawal.Declaration) { d.ReplyTo = "eve@example.com" }, withdrawal.CodeEmailDiffers},
		"a part that is not clear":       {func(d *withdrawal.Declaration) { d.Part = "the broken one" }, withdrawal.CodePartUnclear},
		"more than was bought":           {func(d *withdrawal.Declaration) { d.Part = "3 x green tea 250 g" }, withdrawal.CodePartUnclear},
	} {
		t.Run(name, func(t *testing.T) {
			d := declaration()
			c.change(&d)
			mails := len(b.mail.got)
			receipt := b.declare(d)
			b.pass().Once(t.Context())
			now := b.statement(receipt.ID)
			if now.Match != ledger.MatchWaiting || now.StartProblem != string(c.why) || now.Acknowledged != ledger.AckSent || len(b.mail.got) != mails+1 || len(b.refunds.asked) != 0 {
				t.Errorf("%+v; %d refunds", now, len(b.refunds.asked))
			}
		})
	}
	t.Run("with the shop's link the address plays no part, and a forged one none", func(t *testing.T) {
		d := declaration()
		d.ReplyTo, d.Name = "eve@example.com", "By link"
		forged := link
		forged.Order = "o-2"
		for _, one := range []withdrawal.Link{link, forged} {
			receipt, err := b.Declare(t.Context(), api.Call{}, withdrawal.Declared{ID: b.NewStatementID(), Declaration: d, Link: one})
			if err != nil {
				t.Fatal(err)
			}
			b.pass().Once(t.Context())
			if now := b.statement(receipt.ID); (now.MatchedBy == ledger.MatchedByLink) != (one == link) {
				t.Errorf("%+v", now)
			}
			d.Name += "!"
		}
	})
}

func TestAPartIsTheLinesThatItNames(t *testing.T) {
	for part, quantity := range map[string]int64{"1": 2, "TEA-250": 2, "tea-250;": 2, "green TEA 250 g": 2, "1 x Green tea 250 g": 1, "2× 1": 2} {
		t.Run(part, func(t *testing.T) {
			b := newBench(t)
			b.register(knownOrder)
			d := declaration()
			d.Part = part
			receipt := b.declare(d)
			b.pass().Once(t.Context())
			c := b.refunds.asked[refund.ID("refund/m-001/o-1/w-"+string(receipt.ID))]
			if c.Scope != refund.ScopeLines || len(c.CancelledLines) != 1 || c.CancelledLines[0] != (refund.CancelledLine{LineID: "1", Quantity: quantity}) {
				t.Errorf("asked for %s %+v", c.Scope, c.CancelledLines)
			}
		})
	}
}

func TestARefundThatIsAwayIsAskedForAgainAndOneThatIsRefusedWaitsForStaff(t *testing.T) {
	b := newBench(t)
	b.register(knownOrder)
	receipt := b.declare(declaration())
	b.refunds.fail = refund.Problem{Code: "TEMPORAL_AWAY", Detail: "away"}
	if api.ClassOf("TEMPORAL_AWAY") != api.ClassAway {
		b.refunds.fail = refund.Problem{Code: api.CodeTimedOut, Detail: "away"}
	}
	b.pass().Once(t.Context())
	if now := b.statement(receipt.ID); now.Match != ledger.MatchFound || now.Start != ledger.StartOwed || now.Acknowledged != ledger.AckSent {
		t.Fatalf("while it is away: %+v", now)
	}
	b.clock.Advance(time.Minute)
	b.refunds.fail = refund.Problem{Code: refund.CodeTooLarge, Detail: "no"}
	b.pass().Once(t.Context())
	if now := b.statement(receipt.ID); now.Start != ledger.StartRefused || now.StartProblem != string(refund.CodeTooLarge) {
		t.Fatalf("refused: %+v", now)
	}
	b.refunds.fail = nil
	err := b.Act(t.Context(), api.Call{Subject: api.Person("ann")}, withdrawal.StaffAct{ID: receipt.ID, Verb: ledger.StatementMatch, Order: knownOrder, Note: "told IT"})
	if err != nil {
		t.Fatal(err)
	}
	b.pass().Once(t.Context())
	if now := b.statement(receipt.ID); now.Start != ledger.StartStarted || now.MatchedBy != ledger.MatchedByStaff {
		t.Errorf("then: %+v", now)
	}
}

func TestStaffMatchesByHandWhatTheMachineCouldNot(t *testing.T) {
	b := newBench(t)
	b.register(knownOrder)
	d := declaration()
	d.Contract, d.ReplyTo = "my tea", "li@private.example"
	receipt := b.declare(d)
	b.pass().Once(t.Context())
	ann := api.Call{Subject: api.Person("ann")}
	shown, err := b.Show(t.Context(), ann, receipt.ID)
	if err != nil || shown.Declaration.Name != "Li Lei" || shown.Order != nil {
		t.Fatalf("%+v, %v", shown, err)
	}
	act := withdrawal.StaffAct{ID: receipt.ID, Verb: ledger.StatementMatch, Order: "o-9", Note: "called"}
	refusedWith(t, "an order that nobody knows", b.Act(t.Context(), ann, act), withdrawal.CodeOrderUnknown)
	act.Order, act.Lines = knownOrder, []refund.CancelledLine{{LineID: "1", Quantity: 3}}
	refusedWith(t, "more than was bought", b.Act(t.Context(), ann, act), withdrawal.CodePartUnclear)
	act.Lines[0].Quantity = 1
	refusedWith(t, "by nobody", b.Act(t.Context(), api.Call{}, act), api.CodeUnauthenticated)
	if err := b.Act(t.Context(), api.Call{Subject: api.Person("mallory")}, act); err == nil {
		t.Error("somebody who is not in reviewers.yaml matched")
	}
	if err := b.Act(t.Context(), ann, act); err != nil {
		t.Fatal(err)
	}
	b.pass().Once(t.Context())
	c := b.refunds.asked[refund.ID("refund/m-001/o-1/w-"+string(receipt.ID))]
	if len(c.CancelledLines) != 1 || c.CancelledLines[0].Quantity != 1 {
		t.Errorf("asked for %+v", c)
	}
	refusedWith(t, "once more", b.Act(t.Context(), ann, act), ledger.CodeStatementState)
	listed, err := b.List(t.Context(), ann, ledger.StatementFilter{NeedsPerson: true})
	if err != nil || len(listed) != 0 {
		t.Errorf("%+v, %v", listed, err)
	}
}

func TestAnErasedStatementSaysNothingAnyMore(t *testing.T) {
	b := newBench(t)
	b.register(knownOrder)
	receipt := b.declare(declaration())
	b.pass().Once(t.Context())
	if _, err := b.books.Erase(t.Context(), refund.Erasure{Merchant: "m-001", Customer: "42", Cause: refund.Cause{Actor: "dpo", Reason: "asked"}}); err != nil {
		t.Fatal(err)
	}
	shown, err := b.Show(t.Context(), api.Call{Subject: api.Person("ann")}, receipt.ID)
	if err != nil || !shown.Erased || shown.Declaration.Name != "" {
		t.Errorf("%+v, %v", shown, err)
	}
	if again := b.declare(declaration()); again.Declaration.Name != "Li Lei" {
		t.Errorf("a new statement is %+v", again)
	}
	b.clock.Advance(time.Hour)
	b.pass().Once(t.Context())
}
