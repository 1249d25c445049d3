package paypal

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// complaint is PayPal's error.
type complaint struct {
	Name    string `json:"name"`
	Message string `json:"message"`
	DebugID string `json:"debug_id"`
	Details []struct {
		Issue       string `json:"issue"`
		Description string `json:"description"`
	} `json:"details"`
}

func complaintIn(reply wire.Reply) complaint {
	var c complaint
	if json.Unmarshal(reply.Body, &c) != nil {
		return complaint{}
	}
	return c
}

// word is the most exact name of what is wrong; empty: PayPal gave none.
func (c complaint) word() string {
	if len(c.Details) > 0 && c.Details[0].Issue != "" {
		return c.Details[0].Issue
	}
	return c.Name
}

// reason is for people.
func (c complaint) reason(reply wire.Reply) string {
	text := c.Message
	if len(c.Details) > 0 && c.Details[0].Description != "" {
		text = c.Details[0].Description
	}
	if c.word() == "" {
		return wire.Clipped(http.StatusText(reply.Status) + ": not PayPal's words")
	}
	if c.DebugID != "" {
		text += " (debug id " + c.DebugID + ")"
	}
	return wire.Clipped(c.word() + ": " + text)
}

// isLimited reports PayPal's word for too many requests.
func isLimited(reply wire.Reply, c complaint) bool {
	return reply.Status == http.StatusTooManyRequests || c.word() == "RATE_LIMIT_REACHED"
}

// refusal reads an answer to a refund or a void that is not 2xx. Only PayPal's own words decline.
func refusal(reply wire.Reply) (refund.Outcome, error) {
	c := complaintIn(reply)
	reason := c.reason(reply)
	switch {
	case isLimited(reply, c):
		return refund.Outcome{}, payment.RateLimited{RetryAfter: wire.RetryAfter(reply.Header, time.Now())}
	case c.word() == "", reply.Status == http.StatusConflict, slices.Contains(undecided, c.word()), !wire.RefusesInstruction(reply.Status):
		return wire.Unknown(reason), nil
	case slices.Contains(keyReused, c.word()):
		return refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: reason}, nil
	}
	class, known := ofPayPal.Classes[c.word()]
	if !known {
		class = refund.DeclinedInstruction
	}
	return refund.Outcome{Kind: refund.OutcomeDeclined, Class: class, Reason: reason}, nil
}

// noAnswer reads an answer to a question that is not 200. That a question was refused proves nothing of the money.
func noAnswer(reply wire.Reply) (payment.Found, error) {
	c := complaintIn(reply)
	if isLimited(reply, c) {
		return payment.Found{}, payment.RateLimited{RetryAfter: wire.RetryAfter(reply.Header, time.Now())}
	}
	return payment.Found{Outcome: wire.Unknown(c.reason(reply))}, nil
}
