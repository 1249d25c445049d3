package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// linkColumns are a refund's link, in the sequence of linkRow's fields.
const linkColumns = `refund, link_generation, link_hash, link_check, link_made_at, link_expires_at, link_revoked_at, closed_at`

// linkRow is a refund's link as it is read.
type linkRow struct {
	link              refund.PageLink
	madeAt, expiresAt int64
	revokedAt, closed sql.NullInt64
}

func (r *linkRow) fields() []any {
	l := &r.link
	return []any{&l.Refund, &l.Generation, &l.Hash, &l.Check, &r.madeAt, &r.expiresAt, &r.revokedAt, &r.closed}
}

func (r *linkRow) read() refund.PageLink {
	l := r.link
	l.RevokedAt, l.ClosedAt = optionalTime(r.revokedAt), optionalTime(r.closed)
	if l.Generation > 0 {
		l.MadeAt, l.ExpiresAt = fromMicros(r.madeAt), fromMicros(r.expiresAt)
	}
	return l
}

// PageLink implements ledger.Pages.
func (s *Store) PageLink(ctx context.Context, id refund.ID) (out refund.PageLink, err error) {
	err = s.read(ctx, "page link of "+string(id), func(t *tx) error {
		out, err = t.pageLink(`WHERE refund = $1`, id)
		return err
	})
	return out, err
}

// PageLinkBy implements ledger.Pages.
func (s *Store) PageLinkBy(ctx context.Context, hash string) (out refund.PageLink, err error) {
	err = s.read(ctx, "page link by its hash", func(t *tx) error {
		out, err = t.pageLink(`WHERE link_hash = $1 AND link_hash <> ''`, hash)
		return err
	})
	return out, err
}

func (t *tx) pageLink(where string, by any) (refund.PageLink, error) {
	var r linkRow
	err := t.row(`SELECT `+linkColumns+` FROM refunds `+where, by).Scan(r.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		return refund.PageLink{}, ledger.ErrNotFound
	}
	return r.read(), err
}

// lockedPageLink is a refund's link, which nobody else changes until the transaction ends.
func (t *tx) lockedPageLink(id refund.ID) (refund.PageLink, error) {
	if err := t.lock(`SELECT 1 FROM refunds WHERE refund = $1`, id); err != nil {
		return refund.PageLink{}, err
	}
	return t.pageLink(`WHERE refund = $1`, id)
}

// KeepPageLink implements ledger.Pages.
func (s *Store) KeepPageLink(ctx context.Context, in ledger.PageLinkKept) (out refund.PageLink, err error) {
	err = s.write(ctx, "keep a page link of "+string(in.Refund), func(t *tx) error {
		out, err = t.keepPageLink(in)
		return err
	})
	return out, err
}

func (t *tx) keepPageLink(in ledger.PageLinkKept) (refund.PageLink, error) {
	if in.Generation < 1 || in.Hash == "" || !in.ExpiresAt.After(t.now) {
		return refund.PageLink{}, invariant("a page link of %s has generation %d and hash %q", in.Refund, in.Generation, in.Hash)
	}
	is, err := t.lockedPageLink(in.Refund)
	if err != nil {
		return is, err
	}
	switch {
	case in.Generation == is.Generation && in.Hash == is.Hash && is.Check == "" && in.Check != "" && is.RevokedAt == nil:
		err = t.exec(`UPDATE refunds SET link_check = $2 WHERE refund = $1`, in.Refund, in.Check)
	case in.Generation == is.Generation+1:
		err = t.storePageLink(in)
	default:
		return is, nil
	}
	if err != nil {
		return is, err
	}
	return t.pageLink(`WHERE refund = $1`, in.Refund)
}

func (t *tx) storePageLink(in ledger.PageLinkKept) error {
	err := t.exec(`UPDATE refunds SET link_generation = $2, link_hash = $3, link_check = $4, link_made_at = $5, link_expires_at = $6, link_revoked_at = NULL
		WHERE refund = $1`, in.Refund, in.Generation, in.Hash, in.Check, micros(t.now), micros(in.ExpiresAt))
	if err != nil {
		return err
	}
	return t.noteLink(refund.PageLinkAct{Refund: in.Refund, Act: refund.PageLinkMade, Generation: in.Generation, Cause: in.Cause}, in.Acting)
}

// RevokePageLink implements ledger.Pages.
func (s *Store) RevokePageLink(ctx context.Context, in ledger.PageLinkRevoked) (out refund.PageLink, err error) {
	if in.Cause.Actor == "" || in.Cause.Reason == "" {
		return out, refund.Problem{Code: refund.CodeMissingField, Detail: "who revokes the link, and why, is missing"}
	}
	if problem, refused := in.Acting.MayActAs(in.Cause.Actor); refused {
		return out, problem
	}
	err = s.write(ctx, "revoke the page link of "+string(in.Refund), func(t *tx) error {
		if out, err = t.lockedPageLink(in.Refund); err != nil || out.Generation == 0 || out.RevokedAt != nil {
			return err
		}
		if err := t.exec(`UPDATE refunds SET link_revoked_at = $2 WHERE refund = $1`, in.Refund, micros(t.now)); err != nil {
			return err
		}
		now := t.now
		out.RevokedAt = &now
		return t.noteLink(refund.PageLinkAct{Refund: in.Refund, Act: refund.PageLinkRevoked, Generation: out.Generation, Cause: in.Cause}, in.Acting)
	})
	return out, err
}

// noteLink keeps what was done about a link.
func (t *tx) noteLink(act refund.PageLinkAct, acting refund.Subject) error {
	who := storedSubject(acting, act.Actor)
	return t.exec(`INSERT INTO link_acts (refund, number, act, generation, actor, reason, verified, subject, acted_at)
		SELECT $1, COALESCE(MAX(number), 0) + 1, CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS BIGINT)
		FROM link_acts WHERE refund = $1`,
		act.Refund, act.Act, act.Generation, refund.Cut(string(act.Actor), refund.ReasonBytesMax), refund.Cut(act.Reason, refund.ReasonBytesMax), who.Verified, who.ID, micros(t.now))
}

// PageLinkActs implements ledger.Pages.
func (s *Store) PageLinkActs(ctx context.Context, id refund.ID) (out []refund.PageLinkAct, err error) {
	err = s.read(ctx, "acts about the page links of "+string(id), func(t *tx) error {
		out, err = list(t, linkActFromRow, `SELECT refund, act, generation, actor, reason, verified, subject, acted_at FROM link_acts WHERE refund = $1 ORDER BY number`, id)
		return err
	})
	return out, err
}

func linkActFromRow(row scanner) (a refund.PageLinkAct, err error) {
	var at int64
	err = row.Scan(&a.Refund, &a.Act, &a.Generation, &a.Actor, &a.Reason, &a.Verified, &a.Subject, &at)
	a.At = fromMicros(at)
	return a, err
}

// erasePages takes away what customers' pages know of a customer: the links, the checks, the files and the surveys' words.
func (t *tx) erasePages(in refund.Erasure) error {
	theirs := `(SELECT refund FROM refunds WHERE merchant = $1 AND customer = $2)`
	who := storedSubject(in.Acting, in.Cause.Actor)
	return errors.Join(
		t.exec(`INSERT INTO link_acts (refund, number, act, generation, actor, reason, verified, subject, acted_at)
			SELECT r.refund, (SELECT COALESCE(MAX(a.number), 0) + 1 FROM link_acts a WHERE a.refund = r.refund), 'ERASED', r.link_generation,
				CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS BIGINT)
			FROM refunds r WHERE r.merchant = $1 AND r.customer = $2 AND r.link_generation > 0 AND r.link_hash <> ''`,
			in.Merchant, in.Customer, in.Cause.Actor, in.Cause.Reason, who.Verified, who.ID, micros(t.now)),
		t.exec(`UPDATE refunds SET link_hash = '', link_check = '', link_revoked_at = COALESCE(link_revoked_at, CAST($3 AS BIGINT))
			WHERE merchant = $1 AND customer = $2 AND link_generation > 0`, in.Merchant, in.Customer, micros(t.now)),
		t.exec(`DELETE FROM page_files WHERE refund IN `+theirs, in.Merchant, in.Customer),
		t.exec(`UPDATE surveys SET words = '' WHERE refund IN `+theirs, in.Merchant, in.Customer),
	)
}
