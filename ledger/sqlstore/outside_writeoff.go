package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// writeOffRow is what one person asked to write off, and who agreed.
type writeOffRow struct {
	asked
	minor int64
}

// WriteOff implements ledger.BankActs.
func (s *Store) WriteOff(ctx context.Context, in ledger.WriteOff) (out refund.Answer, err error) {
	err = s.write(ctx, "write off "+in.ID, func(t *tx) error {
		p, err := t.lockNamed(refund.Fact{Provider: in.Provider, Account: in.Account, Reference: in.Reference})
		if err != nil || p == nil {
			out = answerOf(refund.CodeNotFound, "no order has named this payment")
			return err
		}
		out, err = t.writeOff(p, in)
		return err
	})
	return out, err
}

func (t *tx) writeOff(p *paymentRow, in ledger.WriteOff) (refund.Answer, error) {
	if in.ID == "" || in.AmountMinor <= 0 || in.Currency != p.ref.Currency {
		return answerOf(refund.CodeMalformed, "a write-off has an id, and an amount above zero in "+string(p.ref.Currency)), nil
	}
	stake := refund.Stake{Currency: p.ref.Currency, OrderMinor: in.AmountMinor}
	var err error
	if stake.Market, err = t.marketOf(p); err != nil {
		return refund.Answer{}, err
	}
	if problem, refused := mayActAs(in.Acting, in.Authority.MayAgree, in.Authority, in.By, stake); refused {
		return answerOf(problem.Code, problem.Detail), nil
	}
	earlier, err := list(t, func(row scanner) (w writeOffRow, err error) {
		return w, row.Scan(&w.minor, &w.by, &w.agreedBy, &w.subject)
	},
		`SELECT amount_minor, asked_by, agreed_by, asked_subject FROM write_offs WHERE payment = $1 AND write_off_id = $2`, p.ref.ID, in.ID)
	if err != nil {
		return refund.Answer{}, err
	}
	if len(earlier) == 0 {
		return t.askWriteOff(p, in)
	}
	return t.agreeWriteOff(p, in, earlier[0])
}

func (t *tx) askWriteOff(p *paymentRow, in ledger.WriteOff) (refund.Answer, error) {
	if answer, err := t.receivable(p, in.AmountMinor); err != nil || answer.Code != "" {
		return answer, err
	}
	who := storedSubject(in.Acting, in.By)
	err := t.exec(`INSERT INTO write_offs (payment, write_off_id, amount_minor, note, asked_by, asked_at, asked_verified, asked_subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ref.ID, in.ID, in.AmountMinor, keptNote(in.Note), in.By, micros(t.now), who.Verified, who.ID)
	return refund.Answer{Accepted: true, Detail: askAnother}, err
}

func (t *tx) agreeWriteOff(p *paymentRow, in ledger.WriteOff, first writeOffRow) (refund.Answer, error) {
	if first.minor != in.AmountMinor {
		return answerOf(refund.CodeConflict, "this id was used for "+refund.FormatAmount(first.minor, p.ref.Currency)), nil
	}
	if agrees, answer := first.said(in.By, in.Acting.ID, "it was written off before"); !agrees {
		return answer, nil
	}
	if answer, err := t.receivable(p, in.AmountMinor); err != nil || answer.Code != "" {
		return answer, err
	}
	posting, err := ledger.PostWriteOff(p.ref, in.AmountMinor)
	if err := t.post(source{Subject: p.ref.ID, Fact: "write_off/" + in.ID}, posting, err); err != nil {
		return refund.Answer{}, err
	}
	who := storedSubject(in.Acting, in.By)
	err = t.exec(`UPDATE write_offs SET agreed_by = $1, agreed_note = $2, agreed_at = $3, agreed_verified = $4, agreed_subject = $5
		WHERE payment = $6 AND write_off_id = $7`,
		in.By, keptNote(in.Note), micros(t.now), who.Verified, who.ID, p.ref.ID, in.ID)
	return refund.Answer{Accepted: true, Detail: "written off"}, err
}

// receivable refuses what is more than the customer owes of a payment, beside what was written off.
func (t *tx) receivable(p *paymentRow, minor int64) (refund.Answer, error) {
	b, err := t.borne(p.ref)
	if err != nil {
		return refund.Answer{}, err
	}
	var off int64
	err = t.row(`SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM write_offs WHERE payment = $1 AND agreed_by <> ''`, p.ref.ID).Scan(&off)
	if left := b.ReceivableMinor + b.OwedApartMinor - off; err == nil && minor > left {
		return answerOf(ledger.CodeNotReceivable, "of this payment the customer owes "+refund.FormatAmount(max(0, left), p.ref.Currency)), nil
	}
	return refund.Answer{}, err
}

// marketOf is the market of the first order that a payment pays.
func (t *tx) marketOf(p *paymentRow) (string, error) {
	if len(p.orders) == 0 {
		return "", nil
	}
	order, _, err := t.pinned(refund.Key{Merchant: p.orders[0].merchant, Order: p.orders[0].order})
	return order.Market, err
}
