package customer

import (
	"context"
	"slices"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Money is how the amount comes about, and when and where it arrives.
type Money struct {
	// Rows add up to Total; Notes are sentences about them, Bonus is goodwill on top. Without Rows nobody has worked it out.
	Rows  []Row
	Total string
	Notes []string
	Bonus string
	// Paid is what was paid; empty: nothing yet.
	Paid string
	Ways []Way
	// From and By are when what is on its way is expected; From is empty where they are one day, both where nobody knows.
	From, By string
	// PayBy is the last day on which the law lets it be paid; empty: no law says so, or it is paid.
	PayBy string
	// HidesReferences: there are bank references, which are shown once the second check was passed.
	HidesReferences bool
}

// Row is one line of the amount.
type Row struct{ Label, Amount string }

// Way is a part of the money and where it goes. To and State are texts' ids.
type Way struct {
	Amount string
	To     string
	State  Status
	// Reference is by what the customer's bank finds it; At is when it was settled.
	Reference, At string
}

func (s *Service) money(ctx context.Context, v *Visit, voice messaging.Voice, locale string) Money {
	now := v.kept.Standing
	said := statement(v, locale)
	m := Money{Notes: said.Notes}
	for _, row := range said.Rows {
		m.Rows = append(m.Rows, Row{row.Label, voice.Amount(row.AmountMinor, now.Currency)})
	}
	if now.TotalMinor > 0 || len(m.Rows) > 0 {
		m.Total = voice.Amount(now.TotalMinor, now.Currency)
	}
	if said.BonusMinor > 0 {
		m.Bonus = voice.Amount(said.BonusMinor, now.Currency)
	}
	if now.PaidMinor > 0 {
		m.Paid = voice.Amount(now.PaidMinor, now.Currency)
	}
	if by := now.OwedBy(); by != nil && s.ports.Now().Before(*by) {
		m.PayBy = voice.Day(by.Add(-time.Second)) // it is the first moment after that day
	}
	m.addWays(v, voice)
	s.arrival(ctx, v, voice, &m)
	return m
}

// addWays says of each leg where it goes and how it stands. A void moves no money.
func (m *Money) addWays(v *Visit, voice messaging.Voice) {
	for _, leg := range v.kept.Standing.Legs {
		if leg.Void || leg.Status == refund.LegReleased {
			continue
		}
		way := Way{
			Amount: voice.Amount(leg.AmountMinor, v.kept.Standing.Currency), To: toOf(v.kept.Cancellation.Order.Way(leg.PlannedLeg)), State: legStatus(leg),
		}
		for _, settled := range v.kept.Settlements {
			if settled.Leg != leg.LegID || leg.Status != refund.LegSettled {
				continue
			}
			if settled.SettledAt != nil {
				way.At = voice.Day(*settled.SettledAt)
			}
			if way.Reference = settled.BankReference; way.Reference != "" && v.may() != nil {
				way.Reference, m.HidesReferences = "", true
			}
		}
		m.Ways = append(m.Ways, way)
	}
}

// toOf is the text of where a part goes.
func toOf(w refund.Way) string {
	switch w.Via {
	case refund.ViaStoreCredit:
		return "page.to.STORE_CREDIT"
	case refund.ViaDispute:
		return "page.to.dispute"
	case "":
	default:
		return "page.to.elsewhere"
	}
	switch w.Kind {
	case refund.PaymentCard, refund.PaymentWallet, refund.PaymentBank, refund.PaymentGiftCard, refund.PaymentPoints, refund.PaymentStoreCredit,
		refund.PaymentCoupon, refund.PaymentRedPacket:
		return "page.to." + string(w.Kind)
	}
	return "page.to.as_paid"
}

// legStatus is how a part stands, in the customer's words.
func legStatus(leg refund.LegStanding) Status {
	if leg.Stopped != "" {
		return Status{"page.leg.waits", Warn, "waiting"}
	}
	switch leg.Status {
	case refund.LegReserved:
		return Status{"page.leg.held", Plain, "waiting"}
	case refund.LegSending:
		return Status{"page.leg.sending", Plain, "waiting"}
	case refund.LegPending:
		return Status{"page.leg.sent", Plain, "money"}
	case refund.LegSettled:
		return Status{"page.leg.refunded", Good, "done"}
	case refund.LegUnknown, refund.LegAbnormal:
		return Status{"page.leg.unknown", Unknown, "unknown"}
	case refund.LegLateFailed:
		return Status{"page.leg.returned", Warn, "attention"}
	case refund.LegDeclined, refund.LegNotSent, refund.LegFailed, refund.LegRequiresAction, refund.LegHeld, refund.LegReleased:
		return Status{"page.leg.waits", Warn, "waiting"}
	}
	return Status{"page.leg.waits", Warn, "waiting"}
}

// arrival says when money that is on its way is expected: what the provider said, or as the messages reckon it, from the
// message that told it was sent. Where nothing is on its way, nobody is promised a day.
func (s *Service) arrival(ctx context.Context, v *Visit, voice messaging.Voice, m *Money) {
	now := v.kept.Standing
	if now.Status != refund.StatusPayingOut || hasLeg(now, refund.LegUnknown, refund.LegAbnormal, refund.LegLateFailed) || !hasLeg(now, refund.LegPending, refund.LegSending) {
		return
	}
	n := refund.Notice{Refund: now.Refund, Kind: refund.NoticeSent, Status: now.Status, Currency: now.Currency, At: sentAt(v)}
	for _, leg := range now.Legs {
		if leg.Void || !slices.Contains([]refund.LegStatus{refund.LegPending, refund.LegSending}, leg.Status) {
			continue
		}
		way := v.kept.Cancellation.Order.Way(leg.PlannedLeg)
		way.Provider = leg.Provider
		n.Ways = append(n.Ways, way)
		if leg.Outcome != nil && leg.Outcome.ExpectedBy != nil && (n.ExpectedBy == nil || leg.Outcome.ExpectedBy.After(*n.ExpectedBy)) {
			n.ExpectedBy = leg.Outcome.ExpectedBy
		}
	}
	n = s.ports.Expect(ctx, n)
	if n.ExpectedBy == nil || !s.ports.Now().Before(*n.ExpectedBy) { // a day that has passed is no promise
		return
	}
	m.By = voice.Day(*n.ExpectedBy)
	if n.ExpectedFrom != nil {
		if from := voice.Day(*n.ExpectedFrom); from != m.By {
			m.From = from
		}
	}
}

// sentAt is when the customer was told that money is on its way, else since when it is paid out.
func sentAt(v *Visit) time.Time {
	for _, told := range slices.Backward(v.kept.Messages) {
		if told.Kind == refund.NoticeSent {
			return told.At
		}
	}
	return v.kept.Standing.Since
}
