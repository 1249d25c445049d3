package paypal

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// request is one call of the API. Key is its PayPal-Request-Id, Account the merchant it is about; empty: none.
type request struct {
	method, path string
	key, account string
	body         any
}

// notAsked is why a request was provably not carried out: it never left for want of a token, or came back as a 401
// and could not be repeated.
type notAsked struct{ why error }

// Error implements error.
func (n notAsked) Error() string { return n.why.Error() }

// Unwrap is the cause, payment.RateLimited among others.
func (n notAsked) Unwrap() error { return n.why }

// call makes one request, and repeats it once under a new token after a 401, which carried nothing out. Its errors
// are notAsked and *wire.Silence.
func (a *Adapter) call(ctx context.Context, r request) (wire.Reply, error) {
	for renewed := false; ; renewed = true {
		token, of, err := a.tokens.get(ctx)
		if err != nil {
			return wire.Reply{}, notAsked{err}
		}
		reply, err := a.send(ctx, r, token, of)
		if err != nil || reply.Status != http.StatusUnauthorized || renewed {
			return reply, err
		}
		if err := a.tokens.drop(ctx, token); err != nil {
			return wire.Reply{}, notAsked{err}
		}
	}
}

func (a *Adapter) send(ctx context.Context, r request, token string, of Credentials) (wire.Reply, error) {
	req, err := a.prepare(ctx, r)
	if err != nil {
		return wire.Reply{}, notAsked{err}
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if a.config.Partner && r.account != "" {
		req.Header.Set("PayPal-Auth-Assertion", assertion(of.ClientID, r.account))
	}
	reply, silent := wire.Send(a.http, req)
	if silent != nil {
		return wire.Reply{}, silent
	}
	return reply, nil
}

func (a *Adapter) prepare(ctx context.Context, r request) (*http.Request, error) {
	var content []byte
	if r.body != nil {
		var err error
		if content, err = json.Marshal(r.body); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, r.method, a.baseURL+r.path, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	if r.method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Prefer", "return=representation")
		req.Header.Set("PayPal-Request-Id", r.key)
	}
	return req, nil
}

// assertion names the merchant a partner acts for: an unsigned JWT (developer.paypal.com, PayPal-Auth-Assertion).
func assertion(clientID, merchant string) string {
	claims, err := json.Marshal(map[string]string{"iss": clientID, "payer_id": merchant})
	if err != nil {
		panic("paypal: two strings are no JSON: " + err.Error())
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none"}`)) + "." + encode(claims) + "."
}

// unanswered is the outcome of a refund or a void by an error of call.
func unanswered(err error) (refund.Outcome, error) {
	if limited, ok := errors.AsType[payment.RateLimited](err); ok {
		return refund.Outcome{}, limited
	}
	if never, ok := errors.AsType[notAsked](err); ok {
		return refund.Outcome{Kind: refund.OutcomeNotSent, Reason: wire.Clipped(never.Error())}, nil
	}
	return wire.SilenceIn(err).Outcome(), nil
}
