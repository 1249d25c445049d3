package wording_test

import (
	"io"
	"testing"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// ours are the types of words that makegood chose, by which a page decides what it shows.
func ours() []any {
	return []any{refund.Status(""), refund.OfferStatus(""), refund.LegStatus(""), refund.Currency(""), refund.RiskBand(""), wording.Whom("")}
}

// storyOf is a refund whose every text is the given one.
func storyOf(text string) wording.Refund {
	v := wholeStory()
	v.Approval.Assignee, v.Approval.NextRole = "x", "x"
	foreigntest.Fill(&v, text, ours()...)
	return v
}

func TestARefundOnATerminalShowsForeignTextAsText(t *testing.T) {
	for _, locale := range explain.Locales() {
		say := speaker(t, locale)
		foreigntest.TestTerminal(t, func(out io.Writer, text string) { wording.Show(foreign.To(out), storyOf(text), say) })
		foreigntest.TestTerminal(t, func(out io.Writer, text string) { wording.ShowForDecision(foreign.To(out), storyOf(text), say) })
		foreigntest.TestTerminal(t, func(out io.Writer, text string) {
			wording.Alternatives(foreign.To(out), storyOf(text).Standing, say)
		})
	}
}

func TestTheListOfWhatWaitsShowsForeignTextAsText(t *testing.T) {
	foreigntest.TestTerminal(t, func(out io.Writer, text string) {
		list := rows()
		list = append(list, ledger.CaseRow{ID: "x", Status: refund.StatusPayingOut, NeedsPerson: "x", LastReason: "x", Reason: "x", NextRole: "x", Assignee: "x", Currency: "CNY"})
		foreigntest.Fill(&list, text, ours()...)
		wording.WriteList(foreign.To(out), wording.Program("makegood").List(list, atNoon))
	})
}

func TestTheNextCommandIsSafeToCopy(t *testing.T) {
	row := ledger.CaseRow{ID: "refund/m/o/r", Status: refund.StatusNeedsAttention, LastReason: "CAP_EXCEEDED: 1.00 CNY", Assignee: "ann; reboot"}
	if got := wording.Program("makegood").Command(row); got != "makegood resolve refund/m/o/r --retry --by 'ann; reboot' --note WHY" {
		t.Errorf("got %q", got)
	}
}
