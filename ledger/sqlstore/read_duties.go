package sqlstore

import (
	"context"
	"math"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// asker is who asked for a refund d.refund, in a verifier's words, as SQL.
const asker = `COALESCE((SELECT e.subject FROM refund_event e WHERE e.refund = d.refund AND e.event_key = 'open'), '')`

// DutyFacts implements ledger.DutyReader.
func (s *Store) DutyFacts(ctx context.Context, period ledger.Period) (out ledger.DutyFacts, err error) {
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if !period.From.IsZero() {
		from = micros(period.From)
	}
	if !period.To.IsZero() {
		to = micros(period.To)
	}
	err = s.read(ctx, "facts of duties", func(t *tx) error {
		return t.dutyFacts(from, to, &out)
	})
	if err != nil {
		return out, err
	}
	out.Policies, err = s.RuleRevisions(ctx, ledger.RulesPolicy)
	longest := max(len(out.Approvals), len(out.Elsewhere), len(out.WriteOffs), len(out.Named))
	out.Cut = longest == ledger.DutyFactsMax
	return out, err
}

func (t *tx) dutyFacts(from, to int64, out *ledger.DutyFacts) (err error) {
	out.Approvals, err = list(t, func(row scanner) (a ledger.Approval, err error) {
		var at int64
		err = row.Scan(&a.Refund, &a.By, &a.Subject, &at, &a.RequestedBy, &a.RequestedBySubject)
		a.At = fromMicros(at)
		return a, err
	}, `SELECT d.refund, d.reviewer, d.subject, d.decided_at, r.requested_by, `+asker+` FROM decisions d JOIN refunds r ON r.refund = d.refund
		WHERE d.verb IN ($1, $2) AND d.accepted AND d.decided_at >= $3 AND d.decided_at < $4 ORDER BY d.decided_at, d.refund, d.decision_id LIMIT $5`,
		refund.VerbApprove, refund.VerbAdjust, from, to, ledger.DutyFactsMax)
	if err != nil {
		return err
	}
	out.Elsewhere, err = list(t, func(row scanner) (e ledger.ElsewhereSaid, err error) {
		var at int64
		err = row.Scan(&e.Refund, &e.By, &e.Subject, &at, &e.RequestedBy, &e.RequestedBySubject)
		e.At = fromMicros(at)
		return e, err
	}, `SELECT d.refund, d.person, d.subject, d.resolved_at, r.requested_by, `+asker+` FROM resolutions d JOIN refunds r ON r.refund = d.refund
		WHERE d.action = $1 AND d.accepted AND d.resolved_at >= $2 AND d.resolved_at < $3 ORDER BY d.resolved_at, d.refund, d.resolution_id LIMIT $4`,
		refund.ResolvePaidElsewhere, from, to, ledger.DutyFactsMax)
	if err != nil {
		return err
	}
	if out.WriteOffs, err = t.writeOffParts(from, to); err != nil {
		return err
	}
	out.Named, err = list(t, func(row scanner) (n ledger.NamedSubject, err error) { return n, row.Scan(&n.Subject, &n.Person) },
		`SELECT subject, reviewer FROM decisions WHERE subject <> '' UNION SELECT subject, person FROM resolutions WHERE subject <> ''
			UNION SELECT asked_subject, asked_by FROM write_offs WHERE asked_subject <> '' UNION SELECT agreed_subject, agreed_by FROM write_offs WHERE agreed_subject <> ''
			UNION SELECT asked_subject, asked_by FROM rule_revisions WHERE asked_subject <> '' UNION SELECT agreed_subject, agreed_by FROM rule_revisions WHERE agreed_subject <> ''
		ORDER BY 1, 2 LIMIT $1`, ledger.DutyFactsMax)
	return err
}

// writeOffParts are the people of write-offs with those who approved a refund of the same payment.
func (t *tx) writeOffParts(from, to int64) ([]ledger.WriteOffPart, error) {
	part := func(by, subject, at string) string {
		return `SELECT w.payment || ' ' || w.write_off_id, w.` + by + `, w.` + subject + `, w.` + at + ` AS said_at, d.refund, d.reviewer, d.subject
			FROM write_offs w JOIN legs l ON l.payment = w.payment JOIN decisions d ON d.refund = l.refund
			WHERE d.verb IN ($1, $2) AND d.accepted AND w.` + at + ` IS NOT NULL AND w.` + at + ` >= $3 AND w.` + at + ` < $4`
	}
	return list(t, func(row scanner) (w ledger.WriteOffPart, err error) {
		var at int64
		err = row.Scan(&w.WriteOff, &w.By, &w.Subject, &at, &w.Refund, &w.Approved, &w.ApprovedSubject)
		w.At = fromMicros(at)
		return w, err
	}, part("asked_by", "asked_subject", "asked_at")+` UNION `+part("agreed_by", "agreed_subject", "agreed_at")+` ORDER BY 4, 1, 5 LIMIT $5`,
		refund.VerbApprove, refund.VerbAdjust, from, to, ledger.DutyFactsMax)
}
