package sqlstore

import (
	"context"
	"database/sql"

	"github.com/makegood/makegood/ledger"
)

// WriteOffs implements ledger.BankReader.
func (s *Store) WriteOffs(ctx context.Context, filter ledger.WriteOffFilter) (out []ledger.WrittenOff, err error) {
	err = s.read(ctx, "write-offs", func(t *tx) error {
		out, err = list(t, writtenOffFromRow, `SELECT `+namedPaymentColumns+`, w.write_off_id, w.amount_minor, w.asked_by, w.asked_at, w.note,
				w.agreed_by, w.agreed_at, w.agreed_note, w.asked_verified, w.asked_subject, w.agreed_verified, w.agreed_subject
			FROM write_offs w JOIN payments p ON p.id = w.payment
			WHERE ($1 = 0 OR w.agreed_by = '') ORDER BY w.asked_at, p.id, w.write_off_id LIMIT $2`, asNumber(filter.Open), limitOr(filter.LimitMax))
		return err
	})
	return out, err
}

func writtenOffFromRow(row scanner) (w ledger.WrittenOff, err error) {
	var askedAt int64
	var agreedAt sql.NullInt64
	into := append(namedPayment(&w.Payment), &w.ID, &w.AmountMinor, &w.AskedBy, &askedAt, &w.AskedNote, &w.AgreedBy, &agreedAt, &w.AgreedNote,
		&w.AskedVerified, &w.AskedSubject, &w.AgreedVerified, &w.AgreedSubject)
	err = row.Scan(into...)
	w.AskedAt, w.AgreedAt = fromMicros(askedAt), optionalTime(agreedAt)
	return w, err
}
