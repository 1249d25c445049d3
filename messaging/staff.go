package messaging

import (
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// StaffMessage is a call as a message to a member of staff, in English. Its id is derived from the
// refund, the review, the kind and the person, so that everybody is called once by each.
func StaffMessage(c refund.StaffCall, to refund.Reviewer) Message {
	amount := refund.FormatAmount(c.TotalMinor, c.Currency)
	subject := fmt.Sprintf("%s of %s %s", strings.TrimPrefix(string(c.Refund), "refund/"), amount, standing(c.Kind))
	return Message{
		ID:     fmt.Sprintf("%s#staff#%d#%s#%s", c.Refund, c.Review, c.Kind, strings.ToLower(strings.TrimSpace(string(to.Name)))),
		Refund: c.Refund, At: c.At, To: refund.Contact{Email: to.Email}, Locale: LocaleEnglish,
		Subject: subject, Body: staffBody(c, to, amount), Short: subject,
	}
}

func standing(k refund.StaffCallKind) string {
	switch k {
	case refund.CallReminder:
		return "waits for a decision"
	case refund.CallEscalated:
		return "has waited long, and is with you now"
	case refund.CallOverdue:
		return "is overdue"
	}
	return "waits"
}

func staffBody(c refund.StaffCall, to refund.Reviewer, amount string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Hello %s,\n\nthe refund %s over %s %s.\n", to.Name, c.Refund, amount, standing(c.Kind))
	if len(c.Reasons) > 0 {
		fmt.Fprintf(&b, "Why people are asked: %s.\n", strings.Join(c.Reasons, ", "))
	}
	if c.DueAt != nil {
		fmt.Fprintf(&b, "Its decision is due %s.\n", c.DueAt.UTC().Format(time.RFC3339))
	}
	if c.PayBy != nil {
		fmt.Fprintf(&b, "The law wants the money paid before %s (%s).\n", c.PayBy.UTC().Format(time.RFC3339), c.PayByLaw)
	}
	fmt.Fprintf(&b, "\n    makegood show %s\n    makegood decide %s --approve --reviewer %s --note WHY\n", c.Refund, c.Refund, to.Name)
	return b.String()
}
