package customer

import (
	"strconv"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Choice is another way to be made good. Text is a text's id with the inputs amount and bonus.
type Choice struct{ ID, Text, Amount, Bonus string }

// choicesOf are the alternatives that the ledger would still take.
func choicesOf(v *Visit, voice messaging.Voice) (out []Choice) {
	now := v.kept.Standing
	switch now.Status {
	case refund.StatusAwaitingGoods, refund.StatusAwaitingApproval, refund.StatusNeedsInfo:
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusPayingOut, refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected,
		refund.StatusWithdrawn, refund.StatusNothingToRefund, refund.StatusNeedsAttention:
		return nil
	}
	if now.Chosen != "" || now.Closed {
		return nil
	}
	for _, a := range now.Alternatives {
		text := ""
		switch a.Kind {
		case refund.AlternativeStoreCredit:
			text = "page.choice.STORE_CREDIT"
		case refund.AlternativeExchange:
			text = "page.choice.EXCHANGE"
		}
		if text == "" || a.ID == "" {
			continue
		}
		one := Choice{ID: a.ID, Text: text, Amount: voice.Amount(a.TotalMinor, now.Currency)}
		if a.BonusMinor > 0 {
			one.Bonus = voice.Amount(a.BonusMinor, now.Currency)
		}
		out = append(out, one)
	}
	return out
}

// Offer is what is offered on top of the refund, and what became of it.
type Offer struct {
	Status  refund.OfferStatus
	Choices []Gift
	By      string
	// Taken is what was accepted, Code what it is redeemed by.
	Taken *Gift
	Code  string
}

// Gift is one thing that is offered. Text is a text's id with the input amount.
type Gift struct{ ID, Text, Amount string }

func offerOf(now refund.Standing, voice messaging.Voice) *Offer {
	o := now.Offer
	if o.Terms == nil || o.Status == "" || o.Status == refund.OfferNone {
		return nil
	}
	out := &Offer{Status: o.Status, Code: o.Code}
	if o.By != nil {
		out.By = voice.Moment(*o.By)
	}
	for _, c := range o.Terms.Choices {
		out.Choices = append(out.Choices, giftOf(c, now.Currency, voice))
	}
	if taken, ok := o.Terms.Choice(o.Choice); ok && o.Status == refund.OfferAccepted {
		gift := giftOf(taken, now.Currency, voice)
		out.Taken = &gift
	}
	return out
}

// giftOf says one thing that is offered; what an exchange or a repair costs the shop is nothing to the customer.
func giftOf(c refund.OfferChoice, currency refund.Currency, voice messaging.Voice) Gift {
	g := Gift{ID: c.ID, Text: "page.gift." + string(c.Kind)}
	switch c.Kind {
	case refund.OfferExchange, refund.OfferRepair:
		return g
	case refund.OfferPoints:
		if c.Units != nil {
			g.Text, g.Amount = "page.gift.UNITS", strconv.FormatInt(c.Units.Amount, 10)
			return g
		}
	case refund.OfferCoupon, refund.OfferStoreCredit:
	}
	g.Amount = voice.Amount(c.AmountMinor, currency)
	return g
}
