package finance

import (
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/policy/diff"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// exampleOf is a refund that comes out differently, and in what.
func exampleOf(words wording.Words, e diff.Example) exampleRow {
	row := exampleRow{Case: refundLink(e.Refund)}
	add := func(what, old, next string) {
		if old != next {
			row.Changed = append(row.Changed, changedRow{what, old, next})
		}
	}
	money := func(minor int64) string { return refund.FormatAmount(minor, e.Currency) }
	add(words.Say("desk.finance.answer"), words.Code("desk.finance.disposition", string(e.Old.Disposition)), words.Code("desk.finance.disposition", string(e.New.Disposition)))
	add(words.Say("desk.finance.amount"), money(e.Old.TotalMinor), money(e.New.TotalMinor))
	for _, part := range e.Parts {
		add(string(part.Kind), money(part.OldMinor), money(part.NewMinor))
	}
	add(words.Say("desk.finance.approvals"), strconv.Itoa(e.Old.Approvals), strconv.Itoa(e.New.Approvals))
	if !slices.Equal(e.Old.OfferChoices, e.New.OfferChoices) {
		add(words.Say("desk.finance.offer"), offerOf(e.Old), offerOf(e.New))
	}
	return row
}

func offerOf(s diff.Side) string {
	if len(s.OfferChoices) == 0 {
		return "–"
	}
	return strings.Join(s.OfferChoices, ", ")
}
