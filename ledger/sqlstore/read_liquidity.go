package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Liquidity implements ledger.FundReader, on one snapshot.
func (s *Store) Liquidity(ctx context.Context) (out ledger.Liquidity, err error) {
	err = s.read(ctx, "liquidity", func(t *tx) error {
		if out.Funds, err = list(t, fundFromRow, `SELECT `+fundColumns+` ORDER BY f.provider_account, f.currency`); err != nil {
			return err
		}
		legs, err := list(t, openLegFromRow, openLegsSQL)
		if err != nil {
			return err
		}
		out.Open, out.Expected = openMoney(legs), expectedMoney(legs, t.now)
		offers, err := t.openOffers()
		out.Expected = append(out.Expected, offers...)
		return err
	})
	return out, err
}

// openLegsSQL reads what may still be paid: of a leg that goes to no provider, the merchant itself pays.
const openLegsSQL = `SELECT r.merchant, CASE WHEN l.via = '' THEN p.provider ELSE '' END, CASE WHEN l.via = '' THEN p.account ELSE '' END, p.currency,
		r.opened_at, r.recognised, r.status, r.round, r.review_due_at, r.question, r.goods_by,
		l.status, l.may_retry, l.stopped, l.needs_person, l.amount_minor, CASE WHEN l.fund_spent THEN 0 ELSE l.fund_minor END
	FROM refunds r CROSS JOIN legs l JOIN payments p ON p.id = l.payment
	WHERE NOT r.closed AND l.refund = r.refund AND NOT l.replaced AND l.amount_minor > 0 AND l.status NOT IN ('Settled', 'Released')`

// openLegRow is a leg that may still be paid.
type openLegRow struct {
	ledger.OpenLeg
	fund                   ledger.FundRef
	askedAt                time.Time
	recognised             bool
	amountMinor, heldMinor int64
}

func openLegFromRow(row scanner) (l openLegRow, err error) {
	var asked int64
	var due, goods sql.NullInt64
	var question string
	err = row.Scan(&l.fund.Merchant, &l.fund.Provider, &l.fund.Account, &l.fund.Currency,
		&asked, &l.recognised, &l.Refund, &l.Round, &due, &question, &goods,
		&l.Leg, &l.MayRetry, &l.Stopped, &l.NeedsPerson, &l.amountMinor, &l.heldMinor)
	if err != nil {
		return l, err
	}
	l.askedAt, l.ReviewDueAt, l.GoodsBy = fromMicros(asked), optionalTime(due), optionalTime(goods)
	if question == "" {
		return l, nil
	}
	var q refund.Question
	err = fromText(question, &q)
	l.AnswerBy = q.AnswerBy
	return l, err
}

func openMoney(legs []openLegRow) (out []ledger.OpenMoney) {
	at := map[ledger.OpenMoney]int{}
	for _, l := range legs {
		key := ledger.OpenMoney{FundRef: l.fund, Day: l.askedAt.Truncate(day)}
		n, known := at[key]
		if !known {
			n, at[key] = len(out), len(out)
			out = append(out, key)
		}
		out[n].LegCount++
		if l.recognised {
			out[n].PayableMinor += l.amountMinor
		} else {
			out[n].HeldMinor += l.amountMinor
		}
	}
	slices.SortFunc(out, func(a, b ledger.OpenMoney) int {
		return cmp.Or(compareFunds(a.FundRef, b.FundRef), a.Day.Compare(b.Day))
	})
	return out
}

func expectedMoney(legs []openLegRow, now time.Time) (out []ledger.ExpectedMoney) {
	at := map[ledger.ExpectedMoney]int{}
	for _, l := range legs {
		stage, by := l.Expect(now)
		key := ledger.ExpectedMoney{FundRef: l.fund, Stage: stage, Day: by.Truncate(day)}
		n, known := at[key]
		if !known {
			n, at[key] = len(out), len(out)
			out = append(out, key)
		}
		out[n].LegCount++
		out[n].AmountMinor += l.amountMinor
		out[n].HeldMinor += l.heldMinor
	}
	slices.SortFunc(out, func(a, b ledger.ExpectedMoney) int {
		return cmp.Or(compareFunds(a.FundRef, b.FundRef), cmp.Compare(stagePlace(a.Stage), stagePlace(b.Stage)), a.Day.Compare(b.Day))
	})
	return out
}

func compareFunds(a, b ledger.FundRef) int {
	return cmp.Or(cmp.Compare(a.Merchant, b.Merchant), cmp.Compare(a.Provider, b.Provider), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Currency, b.Currency))
}

func stagePlace(s ledger.MoneyStage) int { return slices.Index(ledger.MoneyStages(), s) }

// openOffers are the offers that customers may still accept, each at its end, which is the latest it can cost.
func (t *tx) openOffers() ([]ledger.ExpectedMoney, error) {
	offers, err := list(t, func(row scanner) (e ledger.ExpectedMoney, err error) {
		var made int64
		var text string
		if err := row.Scan(&e.Merchant, &e.Currency, &made, &text, &e.AmountMinor); err != nil {
			return e, err
		}
		var terms refund.OfferTerms
		e.Stage, e.LegCount, e.Day = ledger.StageOffer, 1, fromMicros(made)
		if err := fromText(text, &terms); err != nil {
			return e, err
		}
		if end := e.Day.Add(time.Duration(terms.ExpirySeconds) * time.Second); end.After(t.now) {
			e.Day = end.Truncate(day)
		} else {
			e.Day = t.now.Truncate(day)
		}
		return e, nil
	}, `SELECT o.merchant, o.currency, o.made_at, o.terms, o.amount_minor FROM refunds r JOIN offers o ON o.refund = r.refund
		WHERE NOT r.closed AND o.status = 'Open' AND o.amount_minor > 0 ORDER BY o.merchant, o.currency, o.made_at, o.refund`)
	return summedOffers(offers), err
}

func summedOffers(offers []ledger.ExpectedMoney) (out []ledger.ExpectedMoney) {
	for _, o := range offers {
		same := func(e ledger.ExpectedMoney) bool { return e.FundRef == o.FundRef && e.Day.Equal(o.Day) }
		if n := slices.IndexFunc(out, same); n >= 0 {
			out[n].LegCount++
			out[n].AmountMinor += o.AmountMinor
			continue
		}
		out = append(out, o)
	}
	return out
}
