package diff

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// Write writes the difference for people.
func (d Difference) Write(w foreign.Terminal) {
	w.Printf("%s -> %s: %d of %d refunds change\n", d.Old, d.New, d.ChangedCount, d.RefundCount)
	for _, sums := range d.Currencies {
		w.Printf("  %s: %d of %d change; %s -> %s (customers get %s more, %s less)\n", sums.Currency, sums.ChangedCount, sums.RefundCount,
			refund.FormatAmount(sums.OldMinor, sums.Currency), refund.FormatAmount(sums.NewMinor, sums.Currency),
			refund.FormatAmount(sums.MoreMinor, sums.Currency), refund.FormatAmount(sums.LessMinor, sums.Currency))
	}
	for _, answer := range d.Dispositions {
		w.Printf("  %s -> %s: %d\n", answer.From, answer.To, answer.Count)
	}
	if d.ApprovalsMore+d.ApprovalsFewer > 0 {
		w.Printf("  approvals: %d more, %d fewer\n", d.ApprovalsMore, d.ApprovalsFewer)
	}
	if d.VerifiedMore+d.VerifiedFewer > 0 {
		w.Printf("  decided by verified people only: %d more, %d fewer\n", d.VerifiedMore, d.VerifiedFewer)
	}
	for _, e := range d.Examples {
		w.Printf("  for example %s: %s -> %s\n", e.Refund, e.Old.in(e.Currency), e.New.in(e.Currency))
		for _, part := range e.Parts {
			w.Printf("    %s %s -> %s\n", part.Kind, refund.FormatAmount(part.OldMinor, e.Currency), refund.FormatAmount(part.NewMinor, e.Currency))
		}
	}
	for _, problem := range d.Problems {
		w.Printf("  not compared: %s: %s: %s\n", problem.Refund, problem.Code, problem.Detail)
	}
}

func (s Side) in(currency refund.Currency) string {
	text := fmt.Sprintf("%s %s", s.Disposition, refund.FormatAmount(s.TotalMinor, currency))
	if len(s.Reasons) > 0 {
		text += " (" + strings.Join(s.Reasons, ", ") + ")"
	}
	if len(s.OfferChoices) > 0 {
		text += ", offered " + strings.Join(s.OfferChoices, " or ")
	}
	return text
}
