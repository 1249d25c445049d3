package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var _ ledger.ActReader = (*Store)(nil)

// Answered implements ledger.ActReader.
func (s *Store) Answered(ctx context.Context, in refund.ActRequest) (answer refund.Answer, known bool, err error) {
	err = s.read(ctx, string(in.Act.Kind)+" "+string(in.Refund)+" before", func(t *tx) error {
		c, err := t.findCase(in.Refund)
		if err != nil || !named(in.Act) {
			return err
		}
		c.acting = in.Witnessed.Subject
		answer, known, err = t.answeredBefore(c, in.Act)
		return err
	})
	return answer, known, err
}
