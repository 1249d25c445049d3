package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ClaimCase implements ledger.QueueActs.
func (s *Store) ClaimCase(ctx context.Context, in ledger.ClaimRequest) (out ledger.DeskClaim, err error) {
	if problem, refused := in.Acting.MayActAs(in.Person); refused {
		return out, problem
	}
	if in.Person == "" || in.Lasts <= 0 {
		return out, invariant("a claim needs a person and a time")
	}
	err = s.write(ctx, "claim "+string(in.Refund), func(t *tx) error {
		if err := t.claimable(in.Refund); err != nil {
			return err
		}
		who := storedSubject(in.Acting, in.Person)
		until := micros(t.now.Add(in.Lasts))
		// The engine compares and sets in one step: of two people at once, one has it.
		taken, err := t.changed(`INSERT INTO desk_claims (refund, person, claimed_at, until_at, verified, subject) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (refund) DO UPDATE SET person = EXCLUDED.person, until_at = EXCLUDED.until_at, verified = EXCLUDED.verified, subject = EXCLUDED.subject,
				claimed_at = CASE WHEN desk_claims.person = EXCLUDED.person AND desk_claims.until_at > $3 THEN desk_claims.claimed_at ELSE EXCLUDED.claimed_at END
			WHERE desk_claims.person = EXCLUDED.person OR desk_claims.until_at <= $3`,
			in.Refund, in.Person, micros(t.now), until, who.Verified, who.ID)
		if err != nil {
			return err
		}
		if out, err = t.deskClaim(in.Refund); err != nil || taken == 0 {
			return err
		}
		return t.noteDesk(ledger.DeskClaimed, string(in.Refund), "until "+out.UntilAt.Format("15:04:05Z"), in.Person, in.Acting)
	})
	return out, err
}

// claimable refuses a refund that nobody has to work on (WRONG_STATE).
func (t *tx) claimable(id refund.ID) error {
	var closed bool
	var status refund.Status
	err := t.row(`SELECT closed, status FROM refunds WHERE refund = $1`, id).Scan(&closed, &status)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ledger.ErrNotFound
	case err != nil:
		return err
	case closed:
		return refund.Problem{Code: refund.CodeWrongState, Detail: "the refund is closed: there is nothing to work on"}
	case !waitsAtDesk(status):
		return refund.Problem{Code: refund.CodeWrongState, Detail: fmt.Sprintf("the refund is %s: it waits for nobody", status)}
	}
	return nil
}

// waitsAtDesk: a person may have something to do about a refund in a status.
func waitsAtDesk(s refund.Status) bool {
	switch s {
	case refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusAwaitingApproval, refund.StatusNeedsInfo, refund.StatusNeedsAttention,
		refund.StatusPayingOut:
		return true
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected,
		refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return false
	}
	return false
}

func (t *tx) deskClaim(id refund.ID) (c ledger.DeskClaim, err error) {
	var claimed, until int64
	err = t.row(`SELECT refund, person, claimed_at, until_at FROM desk_claims WHERE refund = $1`, id).Scan(&c.Refund, &c.Person, &claimed, &until)
	c.ClaimedAt, c.UntilAt = fromMicros(claimed), fromMicros(until)
	return c, err
}

// CaseClaim implements ledger.QueueReader.
func (s *Store) CaseClaim(ctx context.Context, id refund.ID) (claim ledger.DeskClaim, claimed bool, err error) {
	err = s.read(ctx, "claim of "+string(id), func(t *tx) error {
		claim, err = t.deskClaim(id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		claimed = err == nil && t.now.Before(claim.UntilAt)
		return err
	})
	return claim, claimed, err
}

// ReleaseCase implements ledger.QueueActs.
func (s *Store) ReleaseCase(ctx context.Context, in ledger.ReleaseRequest) error {
	if problem, refused := in.Acting.MayActAs(in.Person); refused {
		return problem
	}
	return s.write(ctx, "release "+string(in.Refund), func(t *tx) error {
		ended, err := t.changed(`DELETE FROM desk_claims WHERE refund = $1 AND person = $2`, in.Refund, in.Person)
		if err != nil || ended == 0 {
			return err
		}
		return t.noteDesk(ledger.DeskReleased, string(in.Refund), "", in.Person, in.Acting)
	})
}

// endClaim ends the claim of a refund that an act has moved on, whoever has it.
func (t *tx) endClaim(c *caseRow, a refund.Act) error {
	switch a.Kind {
	case refund.ActDecide, refund.ActResolve, refund.ActClear, refund.ActWithdraw:
	case refund.ActLookNow, refund.ActAssign, refund.ActAsk, refund.ActAnswer, refund.ActInspect, refund.ActAppeal, refund.ActChoose,
		refund.ActAnswerOffer:
		return nil
	}
	ended, err := t.changed(`DELETE FROM desk_claims WHERE refund = $1`, c.id)
	if err != nil || ended == 0 {
		return err
	}
	return t.noteDesk(ledger.DeskClaimEnded, string(c.id), string(a.Kind), a.By(), c.acting)
}

// noteDesk keeps what was done at the desk.
func (t *tx) noteDesk(kind ledger.DeskActKind, about, detail string, by refund.Person, acting refund.Subject) error {
	who := storedSubject(acting, by)
	return t.exec(`INSERT INTO desk_acts (act, about, detail, actor, acted_at, verified, subject) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		kind, about, detail, by, micros(t.now), who.Verified, who.ID)
}

// DeskActs implements ledger.QueueReader.
func (s *Store) DeskActs(ctx context.Context, about string, limitMax int) (out []ledger.DeskAct, err error) {
	err = s.read(ctx, "acts at the desk", func(t *tx) error {
		out, err = list(t, func(row scanner) (a ledger.DeskAct, err error) {
			var at int64
			err = row.Scan(&a.Kind, &a.About, &a.Detail, &a.By, &at, &a.Verified, &a.Subject)
			a.At = fromMicros(at)
			return a, err
		}, `SELECT act, about, detail, actor, acted_at, verified, subject FROM desk_acts WHERE about = $1 ORDER BY id DESC LIMIT $2`, about, limitMax)
		return err
	})
	return out, err
}
