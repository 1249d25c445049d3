package messaging

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// gift is one thing an offer has: Kind chooses the words, Amount and Points fill them.
type gift struct {
	Kind   string
	Amount string
	Points string
}

// offer fills in what is offered, until when, and the link that answers it.
func (w *writer) offer(links *Links) error {
	n := w.notice
	if n.OfferTerms == nil {
		return nil
	}
	for _, choice := range n.OfferTerms.Choices {
		said, err := w.gift(choice)
		if err != nil {
			return err
		}
		w.w.Choices = append(w.w.Choices, said)
	}
	if taken, ok := n.OfferTerms.Choice(n.OfferChoice); ok {
		var err error
		if w.w.Taken, err = w.gift(taken); err != nil {
			return err
		}
	}
	w.w.Code = oneLine(n.OfferCode)
	until := offerUntil(n)
	w.w.OfferBy = w.moment(until)
	if links != nil && opensOffer(n.Kind) {
		w.w.Link = links.Offer(n.Refund, until)
	}
	return nil
}

func offerUntil(n refund.Notice) time.Time {
	if n.OfferBy != nil {
		return *n.OfferBy
	}
	return n.At.Add(time.Duration(n.OfferTerms.ExpirySeconds) * time.Second)
}

func opensOffer(kind refund.NoticeKind) bool {
	return kind == refund.NoticeOffer || kind == refund.NoticeOfferReminder
}

func (w *writer) gift(choice refund.OfferChoice) (gift, error) {
	g := gift{Kind: string(choice.Kind)}
	switch choice.Kind {
	case refund.OfferExchange, refund.OfferRepair:
		return g, nil // what it costs the shop is nothing to the customer
	case refund.OfferPoints:
		if choice.Units != nil {
			g.Points = w.count(uint64(max(0, choice.Units.Amount)))
			return g, nil
		}
	case refund.OfferCoupon, refund.OfferStoreCredit:
	default:
		return gift{}, fmt.Errorf("no words for the offer kind %q", choice.Kind)
	}
	var err error
	g.Amount, err = w.amount(choice.AmountMinor, w.notice.Currency)
	return g, err
}
