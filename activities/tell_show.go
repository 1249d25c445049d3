package activities

import (
	"context"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Show is a notice in the customer's words as it would be told, by the code that tells it. explanation is what the ledger
// would answer for it, page what stands for the address of the customer's page; empty: the message would name none. It tells
// nobody, and has no contact.
func (t Tellers) Show(ctx context.Context, n refund.Notice, explanation refund.Explanation, page string) (messaging.Message, error) {
	if n.AssessmentHash != "" {
		n = explainedBy(n, explanation)
	}
	n, err := privacy.Open(ctx, t.Vault, t.Expecting(ctx, n))
	if err != nil {
		return messaging.Message{}, err
	}
	return messaging.Renderer{Speak: t.Speak, Links: t.Links, Page: page}.Render(n, refund.Contact{})
}
