package ledgertest

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// statementClaim is how long an attempt of the suite may work on a statement.
const statementClaim = time.Minute

// declared is a statement as its door keeps it. The content's digest is made of its name.
func declared(id, content string) ledger.Statement {
	return ledger.Statement{ID: ledger.StatementID(id), Merchant: "m1", Locale: "de", Content: "sealed " + content, SHA256: strings.Repeat("0", 64-len(content)) + content}
}

func (d *Desk) keepStatement(id, content string) ledger.Statement {
	d.T.Helper()
	kept, err := d.Store.KeepStatement(d.ctx, declared(id, content))
	d.no(err)
	return kept.Statement
}

func (d *Desk) statement(id ledger.StatementID) ledger.Statement {
	d.T.Helper()
	out, err := d.Store.Statement(d.ctx, id)
	d.no(err)
	return out
}

// claimStatements claims at most ten statements, and returns their ids.
func (d *Desk) claimStatements(attempt string) (ids []string) {
	d.T.Helper()
	claimed, err := d.Store.ClaimStatements(d.ctx, ledger.StatementClaim{Attempt: attempt, CountMax: 10, ClaimMax: statementClaim})
	d.no(err)
	for _, one := range claimed {
		ids = append(ids, string(one.ID))
	}
	return ids
}

// actOnStatement is an act of ann's on a statement.
func (d *Desk) actOnStatement(id ledger.StatementID, verb ledger.StatementVerb, order refund.OrderID) refund.Answer {
	d.T.Helper()
	in := ledger.StatementActed{ID: id, Verb: verb, Order: order, Cause: refund.Cause{Actor: "ann", Reason: "called the customer"}, Authority: Anything("ann")}
	if order != "" {
		in.Customer = "42"
	}
	answer, err := d.Store.ActOnStatement(d.ctx, in)
	d.no(err)
	return answer
}

// statementWaits lets a statement wait for staff, its receipt acknowledged.
func (d *Desk) statementWaits(id ledger.StatementID) {
	d.T.Helper()
	d.claimStatements("a1")
	d.no(d.Store.NoteAcknowledgement(d.ctx, ledger.Acknowledgement{ID: id, State: ledger.AckSent}))
	d.no(d.Store.EndStatement(d.ctx, ledger.StatementEnd{ID: id, Attempt: "a1", Match: ledger.MatchWaiting}))
}

func withdrawalCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a statement is kept as it was made, at the ledger's time, and owes everything": func(t *testing.T, d *Desk) {
			want := declared("s1", "1")
			want.ReceivedAt, want.First, want.Match, want.Acknowledged, want.Start = d.Clock.Now(), "s1", ledger.MatchNew, ledger.AckOwed, ledger.StartNone
			equal(t, "kept", d.keepStatement("s1", "1"), want)
			equal(t, "claimed", d.claimStatements("a1"), []string{"s1"})
		},
		"a statement that is sent again is the one that was kept, and another one under its id is a conflict": func(t *testing.T, d *Desk) {
			first := d.keepStatement("s1", "1")
			d.Clock.Advance(time.Hour)
			again, err := d.Store.KeepStatement(d.ctx, declared("s1", "1"))
			d.no(err)
			equal(t, "again", again, ledger.KeptStatement{Statement: first, Known: true})
			other, err := d.Store.KeepStatement(d.ctx, declared("s1", "2"))
			d.no(err)
			same(t, "conflict", other.Conflict && !other.Known, true)
			equal(t, "what is kept", d.statement("s1"), first)
		},
		"the same content under another id is kept too, and names the first": func(t *testing.T, d *Desk) {
			d.keepStatement("s1", "1")
			same(t, "first of the second", d.keepStatement("s2", "1").First, "s1")
			same(t, "first of another", d.keepStatement("s3", "3").First, "s3")
			elsewhere := declared("s4", "1")
			elsewhere.Merchant = "m2"
			kept, err := d.Store.KeepStatement(d.ctx, elsewhere)
			d.no(err)
			same(t, "first at another merchant", kept.First, "s4")
		},
		"of statements of one content that come at once one is the first": func(t *testing.T, d *Desk) {
			var firsts [8]ledger.StatementID
			atOnce(8, func(i int) {
				kept, err := d.Store.KeepStatement(d.ctx, declared(fmt.Sprint("s", i), "1"))
				if err != nil {
					t.Error(err)
				}
				firsts[i] = kept.First
			})
			for _, first := range firsts {
				same(t, "first", first, firsts[0])
			}
		},
		"of many attempts at once each statement has one": func(t *testing.T, d *Desk) {
			for i := range 20 {
				d.keepStatement(fmt.Sprintf("s%02d", i), fmt.Sprint(i))
			}
			var claimed atomic.Int64
			atOnce(8, func(i int) {
				out, err := d.Store.ClaimStatements(d.ctx, ledger.StatementClaim{Attempt: fmt.Sprint("a", i), CountMax: 20, ClaimMax: statementClaim})
				if err != nil {
					t.Error(err)
				}
				claimed.Add(int64(len(out)))
			})
			same(t, "claimed", claimed.Load(), 20)
		},
		"a claimed statement is nobody else's until its time is over, and a late end does not count": func(t *testing.T, d *Desk) {
			d.keepStatement("s1", "1")
			d.claimStatements("a1")
			d.Clock.Advance(statementClaim - time.Microsecond)
			equal(t, "before", d.claimStatements("a2"), []string(nil))
			d.Clock.Advance(time.Microsecond)
			equal(t, "after a crash", d.claimStatements("a2"), []string{"s1"})
			d.no(d.Store.EndStatement(d.ctx, ledger.StatementEnd{ID: "s1", Attempt: "a1", Match: ledger.MatchWaiting}))
			same(t, "match", d.statement("s1").Match, ledger.MatchNew)
		},
		"an acknowledgement that failed is owed again after its pause, and one that was sent is owed no more": func(t *testing.T, d *Desk) {
			d.keepStatement("s1", "1")
			d.claimStatements("a1")
			d.no(d.Store.NoteAcknowledgement(d.ctx, ledger.Acknowledgement{ID: "s1", State: ledger.AckOwed, Problem: "the server is away", Pause: time.Minute}))
			d.no(d.Store.EndStatement(d.ctx, ledger.StatementEnd{ID: "s1", Attempt: "a1", Match: ledger.MatchWaiting}))
			equal(t, "at once", d.claimStatements("a2"), []string(nil))
			d.Clock.Advance(time.Minute)
			equal(t, "then", d.claimStatements("a2"), []string{"s1"})
			d.no(d.Store.NoteAcknowledgement(d.ctx, ledger.Acknowledgement{ID: "s1", State: ledger.AckSent}))
			d.no(d.Store.EndStatement(d.ctx, ledger.StatementEnd{ID: "s1", Attempt: "a2"}))
			now := d.statement("s1")
			if now.AckTryCount != 2 || now.AckSentAt == nil || !now.AckSentAt.Equal(d.Clock.Now()) || now.AckProblem != "" || now.Match != ledger.MatchWaiting {
				t.Errorf("got %+v", now)
			}
			d.no(d.Store.NoteAcknowledgement(d.ctx, ledger.Acknowledgement{ID: "s1", State: ledger.AckOwed, Problem: "late"}))
			same(t, "a late failure", d.statement("s1").Acknowledged, ledger.AckSent)
			d.Clock.Advance(time.Hour)
			equal(t, "nothing is owed", d.claimStatements("a3"), []string(nil))
		},
		"what is matched starts a refund, and is done then": func(t *testing.T, d *Desk) {
			d.keepStatement("s1", "1")
			d.claimStatements("a1")
			d.no(d.Store.NoteAcknowledgement(d.ctx, ledger.Acknowledgement{ID: "s1", State: ledger.AckSent}))
			lines := []refund.CancelledLine{{LineID: "1", Quantity: 2}}
			d.no(d.Store.EndStatement(d.ctx, ledger.StatementEnd{
				ID: "s1", Attempt: "a1", Match: ledger.MatchFound, MatchedBy: ledger.MatchedByEmail, Order: "o1", Customer: "42", Lines: lines, Start: ledger.StartOwed, Pause: time.Second,
			}))
			equal(t, "at once", d.claimStatements("a2"), []string(nil))
			d.Clock.Advance(time.Second)
			equal(t, "then", d.claimStatements("a2"), []string{"s1"})
			d.no(d.Store.EndStatement(d.ctx, ledger.StatementEnd{ID: "s1", Attempt: "a2", Start: ledger.StartStarted, Refund: "refund/m1/o1/w-s1"}))
			now := d.statement("s1")
			equal(t, "lines", now.Lines, lines)
			if now.Match != ledger.MatchFound || now.MatchedBy != ledger.MatchedByEmail || now.Order != "o1" || now.Customer != "42" || now.Refund != "refund/m1/o1/w-s1" {
				t.Errorf("got %+v", now)
			}
			equal(t, "done", d.claimStatements("a3"), []string(nil))
		},
		"staff matches or answers what waits for them, once, and it is kept who did and why": func(t *testing.T, d *Desk) {
			for _, id := range []string{"s1", "s2"} {
				d.keepStatement(id, id[1:])
			}
			same(t, "one that does not wait", d.actOnStatement("s1", ledger.StatementMatch, "o1").Code, ledger.CodeStatementState)
			d.statementWaits("s1")
			d.no(d.Store.EndStatement(d.ctx, ledger.StatementEnd{ID: "s2", Attempt: "a1", Match: ledger.MatchWaiting}))
			listed, err := d.Store.Statements(d.ctx, ledger.StatementFilter{NeedsPerson: true})
			d.no(err)
			same(t, "waiting", len(listed), 2)
			same(t, "without an order", d.actOnStatement("s1", ledger.StatementMatch, "").Code, refund.CodeMalformed)
			same(t, "matched", d.actOnStatement("s1", ledger.StatementMatch, "o1").Accepted, true)
			same(t, "again", d.actOnStatement("s1", ledger.StatementMatch, "o2").Code, ledger.CodeStatementState)
			same(t, "start", d.statement("s1").Start, ledger.StartOwed)
			same(t, "answered", d.actOnStatement("s2", ledger.StatementAnswer, "").Accepted, true)
			listed, err = d.Store.Statements(d.ctx, ledger.StatementFilter{NeedsPerson: true})
			d.no(err)
			same(t, "waiting then", len(listed), 0)
			acts, err := d.Store.StatementActs(d.ctx, "s1")
			d.no(err)
			equal(t, "acts", acts, []ledger.StatementAct{{Verb: ledger.StatementMatch, Actor: "ann", Note: "called the customer", At: d.Clock.Now(), Verified: refund.Asserted}})
		},
		"nobody whom reviewers.yaml does not know acts on a statement, and none acts in another's name or without a note": func(t *testing.T, d *Desk) {
			d.keepStatement("s1", "1")
			d.statementWaits("s1")
			act := ledger.StatementActed{ID: "s1", Verb: ledger.StatementAnswer, Cause: refund.Cause{Actor: "ann", Reason: "why"}}
			answer, err := d.Store.ActOnStatement(d.ctx, act)
			d.no(err)
			same(t, "unknown", answer.Accepted, false)
			act.Authority, act.Acting = Anything("ann"), signedIn("ben").Subject
			answer, err = d.Store.ActOnStatement(d.ctx, act)
			d.no(err)
			same(t, "another's name", answer.Code, refund.CodeSubjectMismatch)
			act.Acting, act.Cause.Reason = refund.Subject{}, ""
			answer, err = d.Store.ActOnStatement(d.ctx, act)
			d.no(err)
			same(t, "no note", answer.Code, refund.CodeMalformed)
			same(t, "match", d.statement("s1").Match, ledger.MatchWaiting)
		},
		"one that no mail can reach is acknowledged by hand": func(t *testing.T, d *Desk) {
			d.keepStatement("s1", "1")
			d.claimStatements("a1")
			d.no(d.Store.NoteAcknowledgement(d.ctx, ledger.Acknowledgement{ID: "s1", State: ledger.AckByHand, Problem: "no address"}))
			d.no(d.Store.EndStatement(d.ctx, ledger.StatementEnd{ID: "s1", Attempt: "a1", Match: ledger.MatchWaiting}))
			equal(t, "nobody tries", d.claimStatements("a2"), []string(nil))
			same(t, "by hand", d.actOnStatement("s1", ledger.StatementAcknowledge, "").Accepted, true)
			same(t, "again", d.actOnStatement("s1", ledger.StatementAcknowledge, "").Code, ledger.CodeStatementState)
			same(t, "sent", d.statement("s1").AckSentAt.Equal(d.Clock.Now()), true)
		},
		"figures count what is not acknowledged and what waits for staff, with their ages": func(t *testing.T, d *Desk) {
			begun := d.Clock.Now()
			d.keepStatement("s1", "1")
			d.Clock.Advance(time.Minute)
			d.keepStatement("s2", "2")
			figures, err := d.Store.Figures(d.ctx)
			d.no(err)
			same(t, "unacknowledged", figures.UnacknowledgedCount, 2)
			same(t, "since", figures.UnacknowledgedSince.Equal(begun), true)
			same(t, "waiting", figures.StatementsWaitingCount == 0 && figures.StatementsWaitingSince == nil, true)
			d.statementWaits("s1")
			figures, err = d.Store.Figures(d.ctx)
			d.no(err)
			same(t, "unacknowledged then", figures.UnacknowledgedCount, 1)
			same(t, "since then", figures.UnacknowledgedSince.Equal(begun.Add(time.Minute)), true)
			same(t, "waiting then", figures.StatementsWaitingCount == 1 && figures.StatementsWaitingSince.Equal(begun), true)
		},
		"erasing a customer deletes the keys of their statements, and names their acknowledgements": func(t *testing.T, d *Desk) {
			for id, content := range map[string]string{"s1": "1", "s2": "2"} {
				d.keepStatement(id, content)
				_, err := d.Store.KeepKey(d.ctx, freshKey("key-"+id, ledger.StatementID(id).Owner("m1")))
				d.no(err)
			}
			d.statementWaits("s1")
			same(t, "matched", d.actOnStatement("s1", ledger.StatementMatch, "o1").Accepted, true)
			kept, err := d.Store.Erase(d.ctx, refund.Erasure{Merchant: "m1", Customer: "42", Cause: refund.Cause{Actor: "dpo", Reason: "asked"}})
			d.no(err)
			equal(t, "messages", kept.Messages, []string{"withdrawal/s1#acknowledged"})
			for id, erased := range map[string]bool{"key-s1": true, "key-s2": false} {
				key, err := d.Store.StoredKey(d.ctx, id)
				d.no(err)
				same(t, id, key.ErasedAt != nil, erased)
			}
		},
		"a statement of nobody's is erased by itself, once it is answered": func(t *testing.T, d *Desk) {
			d.keepStatement("s1", "1")
			_, err := d.Store.KeepKey(d.ctx, freshKey("key-s1", ledger.StatementID("s1").Owner("m1")))
			d.no(err)
			d.statementWaits("s1")
			same(t, "too early", d.actOnStatement("s1", ledger.StatementErase, "").Code, ledger.CodeStatementState)
			d.actOnStatement("s1", ledger.StatementAnswer, "")
			same(t, "erased", d.actOnStatement("s1", ledger.StatementErase, "").Accepted, true)
			key, err := d.Store.StoredKey(d.ctx, "key-s1")
			d.no(err)
			same(t, "the key", key.ErasedAt != nil && key.Secret == "", true)
		},
		"an order that its shop tells of is known by what it said last": func(t *testing.T, d *Desk) {
			_, err := d.Store.RegisteredOrder(d.ctx, "m1", "o9")
			same(t, "before", errors.Is(err, ledger.ErrNotFound), true)
			order := refund.Order{Currency: "EUR", Customer: refund.Customer{CustomerID: "42"}, Lines: []refund.Line{{LineID: "1", Title: "花瓶", Quantity: 1}}}
			in := ledger.RegisteredOrder{Merchant: "m1", ID: "o9", Order: order, ContactMAC: "aa", Locale: "de"}
			d.no(d.Store.RegisterOrder(d.ctx, in))
			in.Order.OrderVersion, in.ContactMAC = "2", "bb"
			d.Clock.Advance(time.Second)
			d.no(d.Store.RegisterOrder(d.ctx, in))
			got, err := d.Store.RegisteredOrder(d.ctx, "m1", "o9")
			d.no(err)
			in.RegisteredAt = d.Clock.Now()
			equal(t, "known", got, in)
		},
		"an order that was refunded before is known as it was pinned": func(t *testing.T, d *Desk) {
			c := d.Case(d.Held("o1", "c1", 1)).Cancellation
			got, err := d.Store.PinnedOrder(d.ctx, c.Merchant, c.Key.Order)
			d.no(err)
			equal(t, "order", got, c.Order)
			_, err = d.Store.PinnedOrder(d.ctx, c.Merchant, "nobody-knows")
			same(t, "another", errors.Is(err, ledger.ErrNotFound), true)
		},
		"the files of a revision are read again, and those of none are not found": func(t *testing.T, d *Desk) {
			files := []ledger.RuleFile{{Name: "policy.yaml", Content: "name: p"}}
			_, err := d.Store.RulesInForce(d.ctx, ledger.RulesPolicy, files)
			d.no(err)
			got, err := d.Store.RevisionFiles(d.ctx, ledger.RulesPolicy, 0)
			d.no(err)
			equal(t, "files", got, files)
			_, err = d.Store.RevisionFiles(d.ctx, ledger.RulesPolicy, 7)
			same(t, "none", errors.Is(err, ledger.ErrNotFound), true)
		},
	}
}
