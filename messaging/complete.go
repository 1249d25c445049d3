package messaging

import (
	"errors"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// complete refuses a notice whose text would have a hole.
func (w *words) complete(kind refund.NoticeKind) error {
	switch kind {
	case refund.NoticeAwaitingGoods, refund.NoticeGoodsReminder:
		return needs(need{"goods", len(w.Goods) > 0}, need{"return_by", w.ReturnBy != ""})
	case refund.NoticeInspected:
		return needs(need{"inspected", len(w.Inspected) > 0})
	case refund.NoticeNeedsInfo:
		return needs(need{"question", w.Question != ""}, need{"answer_by", w.AnswerBy != ""})
	case refund.NoticePartlyRefunded:
		return needs(need{"total_minor", w.Total != ""})
	case refund.NoticeOffer, refund.NoticeOfferReminder:
		return needs(need{"offer_terms with choices", len(w.Choices) > 0})
	case refund.NoticeOfferAccepted:
		return needs(need{"offer_choice", w.Taken.Kind != ""})
	case refund.NoticeAcknowledged, refund.NoticeAwaitingApproval, refund.NoticeApproved, refund.NoticeSent,
		refund.NoticeRefunded, refund.NoticeNothing, refund.NoticeRejected, refund.NoticeWithdrawn,
		refund.NoticeNeedsAttention, refund.NoticeCorrected, refund.NoticeAppealReceived,
		refund.NoticeAppealRejected, refund.NoticeSurvey:
		return nil
	}
	return fmt.Errorf("no words for the notice %q", kind)
}

// need is a field of the notice, and whether it is there.
type need struct {
	field string
	there bool
}

func needs(fields ...need) error {
	var missing []error
	for _, f := range fields {
		if !f.there {
			missing = append(missing, errors.New("no "+f.field))
		}
	}
	return errors.Join(missing...)
}
