package main

import (
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// messageOf is a notice as the customer would read it, without links: nobody answers a message that
// was not sent.
func messageOf(n refund.Notice) (string, error) {
	m, err := messaging.Renderer{Speak: speakSteps}.Render(n, refund.Contact{})
	if err != nil {
		return "", err
	}
	return m.Subject + "\n\n" + m.Body, nil
}

// speakSteps says steps in a locale messages are written in; one without words of its own leaves them
// as they are stored, in English.
func speakSteps(steps []refund.Step, locale string) []refund.Step {
	speaker, err := explain.In(locale)
	if err != nil {
		return steps
	}
	return speaker.Steps(refund.Assessment{Steps: steps})
}
