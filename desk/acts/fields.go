package acts

import (
	"net/url"
	"strings"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// field is one input of a form. Its label is the text desk.acts.field.NAME, its hint desk.acts.hint.ID where that is set.
type field struct {
	Name, Value, Hint string
	// Kind is text, area, select, check or number.
	Kind     string
	Options  []option
	Needed   bool
	Currency refund.Currency
}

// option is a choice of a field. Text is what is read, in no language of ours; Vocabulary names that of a code.
type option struct {
	Value, Text, Vocabulary string
	Chosen                  bool
}

// fieldsOf are the inputs of an act's form on a refund.
func fieldsOf(act support.ActName, shown wording.Refund) []field {
	note, leg := field{Name: "note", Kind: "area"}, legField(shown.Standing, false)
	switch act {
	case support.ActApprove:
		return []field{note}
	case support.ActAdjust:
		return []field{
			{Name: "amount", Kind: "text", Hint: "amount", Needed: true, Currency: shown.Currency}, {Name: "message", Kind: "area", Hint: "message"}, note,
		}
	case support.ActReject:
		return []field{{Name: "message", Kind: "area", Hint: "message"}, note}
	case support.ActAsk:
		return []field{{Name: "text", Kind: "area", Hint: "question", Needed: true}}
	case support.ActAssign:
		return []field{{Name: "to", Kind: "text", Hint: "to"}, note}
	case support.ActInspect:
		return []field{{Name: "all", Kind: "check"}, {Name: "carrier", Kind: "text", Hint: "carrier"}, {Name: "reference", Kind: "text"}, note}
	case support.ActLookNow:
		return []field{leg}
	case support.ActRetry, support.ActGiveUp, support.ActPayAnotherWay:
		return []field{leg, note}
	case support.ActPaidElsewhere:
		return []field{leg, {Name: "reference", Kind: "text", Hint: "elsewhere", Needed: true}, note}
	case support.ActClear:
		return []field{
			legField(shown.Standing, true), {Name: "fact", Kind: "select", Needed: true, Options: []option{
				{Value: string(refund.FactPaid), Text: string(refund.FactPaid), Vocabulary: "desk.acts.fact"},
				{Value: string(refund.FactNotPaid), Text: string(refund.FactNotPaid), Vocabulary: "desk.acts.fact"},
			}},
			{Name: "reference", Kind: "text", Hint: "cleared", Needed: true}, {Name: "evidence", Kind: "area", Hint: "evidence"}, note,
		}
	case support.ActWithdraw, support.ActAnswer, support.ActAppeal, support.ActChoose, support.ActAcceptOffer, support.ActDeclineOffer:
		return append(customersFields(act, shown), heardField())
	case support.ActAttribute, support.ActProviderFact, support.ActDispute:
	}
	return nil
}

// customersFields are those of what a member of staff says for a customer.
func customersFields(act support.ActName, shown wording.Refund) []field {
	words := field{Name: "text", Kind: "area", Hint: "customer", Needed: true}
	evidence := field{Name: "evidence", Kind: "area", Hint: "evidence"}
	// The other acts for a customer have nothing to say but a note.
	//
	//exhaustive:ignore
	switch act {
	case support.ActAnswer, support.ActAppeal:
		return []field{words, evidence}
	case support.ActChoose:
		choice := field{Name: "choice", Kind: "select", Needed: true}
		for _, one := range shown.Alternatives {
			choice.Options = append(choice.Options, option{Value: one.ID, Text: one.Kind, Vocabulary: "choice"})
		}
		return []field{choice}
	case support.ActAcceptOffer:
		choice := field{Name: "choice", Kind: "select", Needed: true}
		if terms := shown.Offer.Terms; terms != nil {
			for _, one := range terms.Choices {
				choice.Options = append(choice.Options, option{Value: one.ID, Text: string(one.Kind), Vocabulary: "choice"})
			}
		}
		return []field{choice}
	}
	return []field{{Name: "note", Kind: "area"}}
}

// ofCustomer: a member of staff says it for the customer, and says how they heard it.
func ofCustomer(act support.ActName) bool {
	switch act {
	case support.ActWithdraw, support.ActAnswer, support.ActAppeal, support.ActChoose, support.ActAcceptOffer, support.ActDeclineOffer:
		return true
	case support.ActApprove, support.ActReject, support.ActAdjust, support.ActAsk, support.ActAssign, support.ActInspect, support.ActLookNow,
		support.ActRetry, support.ActPaidElsewhere, support.ActPayAnotherWay, support.ActGiveUp, support.ActClear, support.ActAttribute,
		support.ActProviderFact, support.ActDispute:
	}
	return false
}

// heardField asks how the customer said it.
func heardField() field {
	f := field{Name: "heard", Kind: "select", Hint: "heard", Needed: true, Options: []option{{Value: "", Text: "choose", Vocabulary: "desk.acts.channel"}}}
	for _, channel := range ledger.ContactChannels() {
		f.Options = append(f.Options, option{Value: string(channel), Text: string(channel), Vocabulary: "desk.acts.channel"})
	}
	return f
}

// legField names one of the refund's legs.
func legField(now refund.Standing, needed bool) field {
	f := field{Name: "leg", Kind: "select", Needed: needed}
	if !needed {
		f.Options = []option{{Value: "", Text: "all", Vocabulary: "desk.acts.leg"}}
	}
	for _, leg := range now.Legs {
		text := string(leg.LegID) + " · " + refund.FormatAmount(leg.AmountMinor, now.Currency) + " · " + string(leg.PaymentID)
		f.Options = append(f.Options, option{Value: string(leg.LegID), Text: text})
	}
	return f
}

// filled are fields with the values that were sent. A choice that was not made is the first there is, as a browser shows it.
func filled(fields []field, values url.Values) []field {
	for n := range fields {
		f := &fields[n]
		if f.Kind == "select" && values.Get(f.Name) == "" && len(f.Options) > 0 {
			values.Set(f.Name, f.Options[0].Value)
		}
		f.Value = values.Get(f.Name)
		for o := range f.Options {
			f.Options[o].Chosen = f.Options[o].Value == f.Value
		}
	}
	return fields
}

// complete reports whether every needed field has something in it.
func complete(fields []field) bool {
	for _, f := range fields {
		if f.Needed && f.Kind != "select" && strings.TrimSpace(f.Value) == "" {
			return false
		}
	}
	return true
}
