package withdrawal_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/ledger"
)

func TestNobodysMailboxIsFilledInSomebodyElsesName(t *testing.T) {
	b := newBench(t)
	pass := b.pass()
	const sent, tried = 10, 14
	for n := range tried {
		d := declaration()
		d.Contract, d.ReplyTo = fmt.Sprint("no-such-order-", n), fmt.Sprintf("Stranger+%d@example.com", n)
		b.declare(d)
	}
	pass.Once(t.Context())
	if len(b.mail.got) != sent {
		t.Errorf("one mailbox got %d mails of %d statements, want %d", len(b.mail.got), tried, sent)
	}
	byHand := 0
	rows, err := b.books.Statements(t.Context(), ledger.StatementFilter{NeedsPerson: true})
	for _, row := range rows {
		if row.Acknowledged == ledger.AckByHand && row.AckProblem == string(withdrawal.CodeManyToOneAddress) {
			byHand++
		}
	}
	if err != nil || byHand != tried-sent {
		t.Errorf("%d of %d wait for staff to acknowledge them, want %d, %v", byHand, len(rows), tried-sent, err)
	}
	other := declaration()
	other.ReplyTo = "else@example.com"
	if b.declare(other); pass.Once(t.Context()) != 1 || len(b.mail.got) != sent+1 {
		t.Errorf("another address waits for the first one: %d mails", len(b.mail.got))
	}
	b.clock.Advance(6 * time.Minute)
	later := declaration()
	later.Contract, later.ReplyTo = "later", "stranger@example.com"
	if id := b.declare(later).ID; pass.Once(t.Context()) != 1 || b.statement(id).Acknowledged != ledger.AckSent {
		t.Errorf("after a while the address has %+v", b.statement(id))
	}
}

func TestAFailedMailIsTriedAgainWithoutBeingCountedTwice(t *testing.T) {
	b := newBench(t)
	pass := b.pass()
	b.mail.fail = errCrashed
	id := b.declare(declaration()).ID
	for range 12 {
		pass.Once(t.Context())
		b.clock.Advance(5 * time.Minute)
	}
	b.mail.fail = nil
	pass.Once(t.Context())
	if now := b.statement(id); now.Acknowledged != ledger.AckSent {
		t.Errorf("after the mail came back: %+v", now)
	}
}

func TestAMailIsWrittenToPublicHostsAlone(t *testing.T) {
	for address, want := range map[string]bool{
		"buyer@example.com": true, "buyer@mail.example.co.uk": true, "root@localhost": false, "root@[127.0.0.1]": false, "root@[IPv6:::1]": false, "root@mail.": false,
		"root@.": false, "a@b@localhost": false,
	} {
		d := declaration()
		d.ReplyTo = address
		if got, is := d.Address(); is != want {
			t.Errorf("%s: %q, %t", address, got, is)
		}
	}
}
