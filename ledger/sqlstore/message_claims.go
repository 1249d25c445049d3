package sqlstore

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// ClaimMessage implements ledger.Messages.
func (s *Store) ClaimMessage(ctx context.Context, id refund.ID, in refund.MessageClaim) (claimed bool, err error) {
	err = s.write(ctx, "claim message "+in.MessageID, func(t *tx) error {
		c, err := t.findCase(id)
		if err != nil {
			return err
		}
		claimed, err = t.claimMessage(c, in)
		return err
	})
	return claimed, err
}

// claimMessage stores that a message is going to be told, and reports whether it is the first to say so.
func (t *tx) claimMessage(c *caseRow, in refund.MessageClaim) (bool, error) {
	if in.MessageID == "" {
		return false, invariant("%s: a message without an id", c.id)
	}
	channels, err := text(in.Channels)
	if err != nil {
		return false, err
	}
	n, err := t.changed(`INSERT INTO messages (message_id, refund, kind, channels, claimed_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (message_id) DO NOTHING`, in.MessageID, c.id, in.Kind, channels, micros(t.now))
	return n > 0, err
}

func (t *tx) claimMessages(c *caseRow, claims []refund.MessageClaim) error {
	for _, in := range claims {
		if _, err := t.claimMessage(c, in); err != nil {
			return err
		}
	}
	return nil
}

// messages are what was told about a refund: at the first try to everybody, or as far as deliveries knows.
func (t *tx) messages(id refund.ID) ([]refund.NoticeMark, error) {
	return list(t, messageFromRow, `SELECT m.kind, m.claimed_at, m.channels, COALESCE(d.delivery, '') FROM messages m
		LEFT JOIN deliveries d ON d.message_id = m.message_id WHERE m.refund = $1 ORDER BY m.claimed_at, m.message_id`, id)
}

func messageFromRow(row scanner) (m refund.NoticeMark, err error) {
	var at int64
	var channels, delivery string
	if err := row.Scan(&m.Kind, &at, &channels, &delivery); err != nil {
		return m, err
	}
	m.At = fromMicros(at)
	if delivery != "" {
		return m, fromText(delivery, &m.Delivery)
	}
	var names []string
	if err := fromText(channels, &names); err != nil {
		return m, err
	}
	m.Delivery.StatusTold = true
	for _, name := range names {
		m.Delivery.Channels = append(m.Delivery.Channels, refund.ChannelDelivery{Channel: name, Told: true})
	}
	return m, nil
}
