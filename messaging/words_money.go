package messaging

import (
	"time"
	"unicode/utf8"

	"github.com/makegood/makegood/refund"
)

// amounts are how an amount comes about: rows that add up to the total, sentences about them, and what comes on
// top. Bonus is empty where nothing does.
type amounts struct {
	Rows  []amountRow
	Total string
	Notes []string
	Bonus string
}

type amountRow struct{ Label, Amount string }

// explain says how the amount comes about, where the notice has what it is explained from and there are words.
func (w *writer) explain(speak Speak) error {
	e := w.notice.Explained
	if e == nil || e.Assessment == nil || speak == nil {
		return nil
	}
	said := speak(*e, w.locale)
	total := int64(0)
	for _, row := range said.Rows {
		text, err := w.amount(row.AmountMinor, e.Assessment.Currency)
		if err != nil {
			return err
		}
		total += row.AmountMinor // the components' sum, which fits
		w.w.Amounts.Rows = append(w.w.Amounts.Rows, amountRow{oneLine(row.Label), text})
	}
	for _, note := range said.Notes {
		w.w.Amounts.Notes = append(w.w.Amounts.Notes, oneLine(note))
	}
	var err error
	if w.w.Amounts.Total, err = w.amount(total, e.Assessment.Currency); err != nil || said.BonusMinor == 0 {
		return err
	}
	w.w.Amounts.Bonus, err = w.amount(said.BonusMinor, e.Assessment.Currency)
	return err
}

// shortReferenceMax is the longest reference that a text message has room for: an ARN has 23 digits.
const shortReferenceMax = 24

// arrived says what the payer gets where that is less, and by what the bank finds it.
func (w *writer) arrived() (err error) {
	n := w.notice
	for _, reference := range n.BankReferences {
		w.w.References = append(w.w.References, oneLine(reference))
	}
	if len(w.w.References) > 0 && utf8.RuneCountInString(w.w.References[0]) <= shortReferenceMax {
		w.w.ShortReference = w.w.References[0]
	}
	payer, less := n.PayerMinor()
	if !less {
		return nil
	}
	if w.w.Payer, err = w.amount(payer, n.Currency); err != nil {
		return err
	}
	w.w.Coupon, err = w.amount(n.ProviderPartMinor, n.Currency)
	return err
}

// begun says who began the refund, and whether something was only reserved.
func (w *writer) begun() {
	e := w.notice.Explained
	if e == nil {
		return
	}
	w.w.ByUs = e.Request.Initiator == refund.InitiatorMerchant || e.Request.Initiator == refund.InitiatorSystem
	if e.Assessment == nil {
		return
	}
	for _, leg := range e.Assessment.Legs {
		w.w.Reserved = w.w.Reserved || leg.Void
	}
}

// wayBack is a part of a refund that goes its own way: Kind and Via choose the words.
type wayBack struct{ Amount, Kind, Via string }

// waysMax is how many parts of a split refund are listed.
const waysMax = 10

// travel says which ways the money goes, and when it is expected.
func (w *writer) travel() error {
	for _, way := range w.notice.Ways {
		switch way.Via {
		case refund.ViaStoreCredit:
			w.w.StoreCredit = true
		case refund.ViaElsewhere:
			w.w.Elsewhere = true
		case refund.ViaDispute:
			w.w.Bank = true
		default:
			w.w.AsPaid = true
		}
	}
	w.w.ExpectedBy = w.dayOf(w.notice.ExpectedBy)
	if from := w.dayOf(w.notice.ExpectedFrom); from != w.w.ExpectedBy {
		w.w.ExpectedFrom = from
	}
	w.usually()
	w.due()
	return w.split()
}

// usually says how long it takes for many; nothing where that is no sooner than the day it is expected by.
func (w *writer) usually() {
	const hour, day = 3600, 24
	hours := roundUp(w.notice.UsuallySeconds, hour)
	days := roundUp(hours, day)
	soon := time.Duration(hours) * time.Hour
	if hours > day {
		soon = time.Duration(days) * day * time.Hour
	}
	if by := w.notice.ExpectedBy; by != nil {
		if at := w.notice.At.Add(soon); at.After(*by) || w.day(at) == w.day(*by) {
			return
		}
	}
	if hours > day {
		w.w.UsuallyDays = days
		return
	}
	w.w.UsuallyHours = hours
}

// due says the last day on which the law lets the money be paid, while it has not passed.
func (w *writer) due() {
	w.w.GoodsFirst = w.notice.GoodsFirst && !w.notice.GoodsSent
	if by := w.notice.PayBy; by != nil && w.notice.At.Before(*by) {
		w.w.PayBy = w.day(by.Add(-time.Second)) // by is the first moment after that day
	}
}

// split lists the parts of a refund that goes several ways, where they are all of it.
func (w *writer) split() error {
	all := int64(0)
	for _, way := range w.notice.Ways {
		all = refund.SumAtMost(all, way.AmountMinor)
	}
	ways := together(w.notice.Ways)
	if len(ways) < 2 || all != w.notice.TotalMinor {
		return nil
	}
	for i, way := range ways {
		if i == waysMax {
			w.w.WaysMore = len(ways) - waysMax
			return nil
		}
		text, err := w.amount(way.AmountMinor, w.notice.Currency)
		if err != nil {
			return err
		}
		w.w.Ways = append(w.w.Ways, wayBack{Amount: text, Kind: string(way.Kind), Via: way.Via})
	}
	return nil
}

// together adds up what goes the same way: a payment that was charged in several captures gets it back in as many
// legs, which are one to the customer.
func together(ways []refund.Way) (out []refund.Way) {
	at := map[refund.Way]int{}
	for _, way := range ways {
		key := refund.Way{Provider: way.Provider, Kind: way.Kind, Via: way.Via}
		i, there := at[key]
		if !there {
			at[key] = len(out)
			out = append(out, way)
			continue
		}
		out[i].AmountMinor = refund.SumAtMost(out[i].AmountMinor, way.AmountMinor)
	}
	return out
}
