package cases

import (
	"strconv"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// besideView is two cases in one table.
type besideView struct {
	Cases [2]caseView
	Rows  []besideRow
}

// besideRow is one thing about both. Text is a text's id after "desk.cases.beside.row.". Same: both have it alike.
type besideRow struct {
	Text   string
	Values [2]string
	Same   bool
}

// besideOf compares two cases by what makes one a duplicate of the other.
func besideOf(call api.Call, two [2]caseView) besideView {
	words := wording.WordsOf(call.Speaker())
	out := besideView{Cases: two}
	for _, one := range []struct {
		text  string
		value func(caseView) string
	}{
		{"order", func(v caseView) string { return string(v.Merchant) + " / " + string(v.Order) }},
		{"customer", func(v caseView) string { return string(v.Customer.ID) }},
		{"lines", func(v caseView) string { return strings.Join(askedLines(v), ", ") }},
		{"reason", func(v caseView) string { return words.Code("reason", string(v.Reason)) }},
		{"by", func(v caseView) string { return string(v.RequestedBy) }},
		{"amount", func(v caseView) string { return refund.FormatAmount(v.TotalMinor, v.Currency) }},
		{"paid", func(v caseView) string { return refund.FormatAmount(v.PaidMinor, v.Currency) }},
		{"documents", func(v caseView) string { return strings.Join(hashes(v), ", ") }},
	} {
		row := besideRow{Text: one.text, Values: [2]string{one.value(two[0]), one.value(two[1])}}
		row.Same = row.Values[0] == row.Values[1] && row.Values[0] != ""
		out.Rows = append(out.Rows, row)
	}
	return out
}

// askedLines are the lines that a case asks for, each with its quantity.
func askedLines(v caseView) (out []string) {
	for _, line := range v.Lines {
		if line.Asked > 0 || line.Allowance != nil {
			out = append(out, string(line.LineID)+" × "+strconv.FormatInt(line.Asked, 10))
		}
	}
	return out
}

func hashes(v caseView) (out []string) {
	for _, one := range v.Documents {
		if one.SHA256 != "" {
			out = append(out, one.SHA256)
		}
	}
	return out
}
