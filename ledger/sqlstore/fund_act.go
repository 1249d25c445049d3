package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ChangeFund implements ledger.Funds.
func (s *Store) ChangeFund(ctx context.Context, in ledger.FundAct) (out ledger.FundChanged, err error) {
	if problem, refused := mayActAs(in.Acting, in.Authority.MayAct, in.Authority, in.By, refund.Stake{}); refused {
		return out, problem
	}
	if in.ID == "" || in.By == "" || in.Note == "" || in.Fund.Merchant == "" || in.Fund.Provider == "" || in.Fund.Currency == "" {
		return out, refund.Problem{Code: refund.CodeMalformed, Detail: "a fund's act needs an id, a merchant, a provider, a currency, who acts, and why"}
	}
	if (in.Kind == ledger.FundEnd) != (in.AmountMinor == 0) || in.AmountMinor < 0 {
		return out, refund.Problem{Code: refund.CodeMalformed, Detail: "a grant and a withdrawal have an amount above 0, an end has none"}
	}
	err = s.write(ctx, "fund "+in.Fund.Free(), func(t *tx) error {
		if out.Before, err = t.changeFund(in); err != nil {
			return err
		}
		out.FundFigure, err = t.fund(in.Fund)
		return err
	})
	return out, err
}

func (t *tx) changeFund(in ledger.FundAct) (before bool, err error) {
	if err := t.openFund(in); err != nil {
		return false, err
	}
	now, err := t.fund(in.Fund)
	if errors.Is(err, sql.ErrNoRows) {
		return false, refund.Problem{Code: refund.CodeNotFound, Detail: "there is no fund of that account and currency"}
	}
	if err != nil {
		return false, err
	}
	if known, err := t.knownFundAct(in); known || err != nil {
		return known, err
	}
	if in.Kind == ledger.FundWithdraw && in.AmountMinor > now.FreeMinor {
		return false, refund.Problem{Code: refund.CodeFundShort, Detail: "only " + refund.FormatAmount(max(0, now.FreeMinor), in.Fund.Currency) + " is free"}
	}
	who := storedSubject(in.Acting, in.By)
	if err := t.exec(`INSERT INTO fund_acts (provider_account, currency, act_id, kind, amount_minor, actor, note, acted_at, verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		in.Fund.ProviderAccount(), in.Fund.Currency, in.ID, in.Kind, in.AmountMinor, in.By, in.Note, micros(t.now), who.Verified, who.ID); err != nil {
		return false, err
	}
	return false, t.bookFundAct(in, now)
}

// openFund makes the row of a fund with its first grant, and locks it.
func (t *tx) openFund(in ledger.FundAct) error {
	if in.Kind == ledger.FundGrant {
		err := t.exec(`INSERT INTO funds (provider_account, currency, merchant, provider, account, in_force, free_minor, held_minor, spent_minor)
			VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0) ON CONFLICT DO NOTHING`,
			in.Fund.ProviderAccount(), in.Fund.Currency, in.Fund.Merchant, in.Fund.Provider, in.Fund.Account, true)
		if err != nil {
			return err
		}
	}
	return t.lock(`SELECT 1 FROM funds WHERE provider_account = $1 AND currency = $2`, in.Fund.ProviderAccount(), in.Fund.Currency)
}

// knownFundAct reports whether the same act was carried out before; another one under its id is a conflict.
func (t *tx) knownFundAct(in ledger.FundAct) (bool, error) {
	was := in
	err := t.row(`SELECT kind, amount_minor, actor, note FROM fund_acts WHERE provider_account = $1 AND currency = $2 AND act_id = $3`,
		in.Fund.ProviderAccount(), in.Fund.Currency, in.ID).Scan(&was.Kind, &was.AmountMinor, &was.By, &was.Note)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err == nil && (was.Kind != in.Kind || was.AmountMinor != in.AmountMinor || was.By != in.By || was.Note != in.Note) {
		return false, refund.Problem{Code: refund.CodeConflict, Detail: "the id was used for another act"}
	}
	return err == nil, err
}

func (t *tx) bookFundAct(in ledger.FundAct, now ledger.FundFigure) error {
	var p ledger.Posting
	var err error
	amount, inForce := in.AmountMinor, true
	switch in.Kind {
	case ledger.FundGrant:
		p, err = ledger.PostFundGranted(in.Fund, amount)
	case ledger.FundWithdraw:
		inForce = now.InForce
		p, err = ledger.PostFundWithdrawn(in.Fund, amount)
		amount = -amount
	case ledger.FundEnd:
		amount, inForce = -now.FreeMinor, false
		p, err = ledger.PostFundWithdrawn(in.Fund, max(0, now.FreeMinor))
		if amount > 0 {
			p, err = ledger.PostFundGranted(in.Fund, amount)
		}
	}
	if err := t.post(source{Subject: in.Fund.Free(), Fact: string(in.Fund.Currency) + "/" + in.ID}, p, err); err != nil {
		return err
	}
	if _, err := ledger.Checked(refund.AddMinor(now.GrantedMinor, amount)); err != nil {
		return refund.Problem{Code: refund.CodeAmountOverflow, Detail: "the fund would be larger than any amount"}
	}
	return t.exec(`UPDATE funds SET free_minor = free_minor + $1, in_force = $2 WHERE provider_account = $3 AND currency = $4`,
		amount, inForce, in.Fund.ProviderAccount(), in.Fund.Currency)
}

const fundFigureColumns = `f.merchant, f.provider, f.account, f.currency, f.in_force, f.free_minor, f.held_minor, f.spent_minor,
	(SELECT COUNT(*) FROM fund_waits w WHERE w.provider_account = f.provider_account AND w.currency = f.currency),
	(SELECT CAST(COALESCE(SUM(w.amount_minor), 0) AS BIGINT) FROM fund_waits w WHERE w.provider_account = f.provider_account AND w.currency = f.currency),
	(SELECT MIN(w.since) FROM fund_waits w WHERE w.provider_account = f.provider_account AND w.currency = f.currency)`

const fundColumns = fundFigureColumns + ` FROM funds f`

func fundFromRow(row scanner) (f ledger.FundFigure, err error) {
	var since sql.NullInt64
	err = row.Scan(&f.Merchant, &f.Provider, &f.Account, &f.Currency, &f.InForce, &f.FreeMinor, &f.HeldMinor, &f.SpentMinor,
		&f.WaitingCount, &f.WaitingMinor, &since)
	f.GrantedMinor, f.WaitingSince = f.FreeMinor+f.HeldMinor+f.SpentMinor, optionalTime(since)
	return f, err
}

func (t *tx) fund(f ledger.FundRef) (ledger.FundFigure, error) {
	return fundFromRow(t.row(`SELECT `+fundColumns+` WHERE f.provider_account = $1 AND f.currency = $2`, f.ProviderAccount(), f.Currency))
}

// Funds implements ledger.FundReader.
func (s *Store) Funds(ctx context.Context) (out []ledger.FundFigure, err error) {
	err = s.read(ctx, "funds", func(t *tx) error {
		out, err = list(t, fundFromRow, `SELECT `+fundColumns+` ORDER BY f.provider_account, f.currency`)
		return err
	})
	return out, err
}

// FundWaits implements ledger.FundReader.
func (s *Store) FundWaits(ctx context.Context, limitMax int) (out []ledger.FundWait, err error) {
	err = s.read(ctx, "legs that wait for a fund", func(t *tx) error {
		out, err = list(t, fundWaitFromRow, `SELECT f.merchant, f.provider, f.account, f.currency, w.refund, w.leg_id, w.amount_minor, w.pay_by, w.since
			FROM fund_waits w JOIN funds f ON f.provider_account = w.provider_account AND f.currency = w.currency
			ORDER BY w.pay_by, w.since, w.refund, w.leg_id LIMIT $1`, limitOr(limitMax))
		return err
	})
	return out, err
}

func fundWaitFromRow(row scanner) (w ledger.FundWait, err error) {
	var payBy, since int64
	err = row.Scan(&w.Merchant, &w.Provider, &w.Account, &w.Currency, &w.Refund, &w.Leg, &w.AmountMinor, &payBy, &since)
	w.Since = fromMicros(since)
	if payBy < endOfTime {
		at := fromMicros(payBy)
		w.PayBy = &at
	}
	return w, err
}
