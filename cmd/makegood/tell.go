package main

import (
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// messageOf is a notice as the customer would read it, without links: nobody answers a message that
// was not sent.
func messageOf(n refund.Notice) (string, error) {
	m, err := messaging.Renderer{Speak: explain.Speak}.Render(n, refund.Contact{})
	if err != nil {
		return "", err
	}
	return m.Subject + "\n\n" + m.Body, nil
}
