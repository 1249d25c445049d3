package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Case implements ledger.Reader.
func (s *Store) Case(ctx context.Context, id refund.ID) (out refund.Case, err error) {
	err = s.read(ctx, "case "+string(id), func(t *tx) error {
		out, err = t.wholeCase(id)
		return err
	})
	return out, err
}

// wholeCase is a case with its standing, and with what people said of it.
func (t *tx) wholeCase(id refund.ID) (refund.Case, error) {
	out, err := t.caseOf(id)
	if err != nil {
		return out, err
	}
	c, err := t.findCase(id)
	if err != nil {
		return out, err
	}
	if out.Standing, err = t.standing(c); err != nil {
		return out, err
	}
	return out, t.addActs(&out)
}

// addActs adds what people said of the refund that the standing has no place for. An answer is to the standing's question where it came
// after it; the ids of the two have nothing to do with each other.
func (t *tx) addActs(out *refund.Case) error {
	type kept struct {
		body string
		at   int64
	}
	acts, err := list(t, func(row scanner) (k kept, err error) { return k, row.Scan(&k.body, &k.at) },
		`SELECT body, acted_at FROM acts WHERE refund = $1 AND accepted AND kind IN ('inspect', 'ask', 'answer', 'appeal') ORDER BY acted_at`, out.ID)
	if err != nil {
		return err
	}
	var asked, answered int64
	var reply *refund.InfoReply
	for _, one := range acts {
		var act refund.Act
		if err := fromText(one.body, &act); err != nil {
			return err
		}
		switch {
		case act.Inspection != nil:
			out.Inspection = act.Inspection
		case act.Appeal != nil:
			out.Appeal = act.Appeal
		case act.Question != nil:
			asked = one.at
		case act.Reply != nil:
			reply, answered = act.Reply, one.at
		}
	}
	if q := out.Standing.Question; q != nil && q.Answered && answered >= asked {
		out.Reply = reply
	}
	return nil
}

func (t *tx) caseOf(id refund.ID) (refund.Case, error) {
	c, err := t.findCase(id)
	if err != nil {
		return refund.Case{ID: id}, err
	}
	out := refund.Case{
		ID: id, Digest: c.digest, Status: c.status, Offer: c.offer, Closed: c.closed, ClosedAt: optionalTime(c.closedAt),
		Desk: refund.Desk{Role: c.nextRole, Assignee: c.assignee, DueAt: optionalTime(c.reviewDue), Overdue: c.overdue},
	}
	var cancellation, proposal, messages string
	var opened int64
	err = t.row(`SELECT COALESCE((SELECT o.choice FROM offers o WHERE o.refund = refunds.refund), ''), cancellation, proposal, messages, opened_at
		FROM refunds WHERE refund = $1`, id).Scan(&out.OfferChoice, &cancellation, &proposal, &messages, &opened)
	if err != nil {
		return out, err
	}
	out.OpenedAt = fromMicros(opened)
	if proposal != "" {
		out.Proposal = &refund.Proposal{}
	}
	err = errors.Join(fromText(cancellation, &out.Cancellation), fromText(messages, &out.Messages), fromText(proposal, out.Proposal))
	if err != nil {
		return out, err
	}
	told, err := t.messages(id) // after those of an older version, which stored them when it closed
	if err != nil {
		return out, err
	}
	out.Messages = append(out.Messages, told...)
	legs, err := t.legs(c)
	if err != nil {
		return out, err
	}
	out.Legs, out.Settlements = plainLegs(legs), settlements(legs)
	out.Trail, err = t.trail(id)
	return out, err
}

// explanationSQL reads all of an explanation at once: each message of each refund asks for one.
const explanationSQL = `SELECT cancellation, proposal, assessment_hash, COALESCE((SELECT a.body FROM acts a
	WHERE a.refund = refunds.refund AND a.kind = $2 AND a.act_id = refunds.inspected), ''), ` + linkColumns + ` FROM refunds WHERE refund = $1`

// Explanation implements ledger.Messages.
func (s *Store) Explanation(ctx context.Context, id refund.ID, hash string) (out refund.Explanation, err error) {
	err = s.read(ctx, "explanation of "+string(id), func(t *tx) error {
		out, err = t.explanation(id, hash)
		return err
	})
	return out, err
}

func (t *tx) explanation(id refund.ID, hash string) (out refund.Explanation, err error) {
	var cancellation, proposal, stored, body string
	var link linkRow
	err = t.row(explanationSQL, id, refund.ActInspect).Scan(append([]any{&cancellation, &proposal, &stored, &body}, link.fields()...)...)
	if errors.Is(err, sql.ErrNoRows) {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return out, err
	}
	var p refund.Proposal
	var found refund.Act
	err = errors.Join(fromText(cancellation, &out.Request), fromText(proposal, &p), fromText(body, &found))
	out.Goods, out.Link = p.Assessment.Goods, link.read()
	if hash == stored {
		out.Assessment = &p.Assessment
	}
	if found.Inspection != nil {
		out.Inspected = found.Inspection.Lines
	}
	return out, err
}

// OrderPayments implements ledger.Reader.
func (s *Store) OrderPayments(ctx context.Context, m refund.MerchantID, o refund.OrderID) (out []refund.PaymentBalance, err error) {
	err = s.read(ctx, "payments of order "+string(o), func(t *tx) error {
		out, err = t.balancesOf(m, o)
		return err
	})
	return out, err
}

func (t *tx) balancesOf(m refund.MerchantID, o refund.OrderID) (out []refund.PaymentBalance, err error) {
	payments, err := t.orderPayments(m, o, false)
	for _, p := range payments {
		out = append(out, p.balance())
	}
	return out, err
}

// Totals implements ledger.Reader.
func (s *Store) Totals(ctx context.Context) (out []ledger.AssetTotals, err error) {
	err = s.read(ctx, "totals", func(t *tx) error {
		out, err = list(t, totalsFromRow, `SELECT asset, `+totalOf("captured")+`, `+totalOf("open")+`, `+totalOf("held")+`,
			`+totalOf("sent")+`, `+totalOf("returned")+`, `+totalOf("excess")+`, `+otherWay+`
			FROM accounts WHERE payment <> '' GROUP BY asset ORDER BY asset`)
		return err
	})
	return out, err
}

func totalOf(control string) string {
	return sumAtMost(`CASE WHEN control = '` + control + `' THEN abs(balance) ELSE 0 END`)
}

// otherWay is what of a currency's returns no provider moved.
var otherWay = `(SELECT ` + sumAtMost(`CASE WHEN l.status = 'Settled' THEN l.amount_minor ELSE 0 END + l.extra_minor`) + `
	FROM legs l JOIN payments p ON p.id = l.payment
	WHERE l.via IN ('STORE_CREDIT', 'ELSEWHERE') AND p.currency = accounts.asset)`

func totalsFromRow(row scanner) (a ledger.AssetTotals, err error) {
	return a, row.Scan(&a.Currency, &a.CapturedMinor, &a.OpenMinor, &a.HeldMinor, &a.SentMinor, &a.ReturnedMinor, &a.ExcessMinor, &a.OtherWayMinor)
}
