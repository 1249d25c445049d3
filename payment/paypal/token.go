package paypal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

// tokenMargin is how long before its end a token is renewed, so that none ends on its way.
const tokenMargin = time.Minute

// tokens keeps the access token (OAuth 2.0, client credentials) until it ends, is refused, or the credentials
// change. One caller at a time renews it; the others wait as long as their contexts let them.
type tokens struct {
	adapter *Adapter
	turn    chan struct{}

	value string
	of    Credentials
	until time.Time
}

func newTokens(a *Adapter) *tokens { return &tokens{adapter: a, turn: make(chan struct{}, 1)} }

// get is a token that is valid now. Its errors carry no secret: payment.RateLimited, or why there is none.
func (t *tokens) get(ctx context.Context) (string, Credentials, error) {
	of, err := t.adapter.config.Credentials()
	if err != nil {
		return "", of, fmt.Errorf("paypal adapter: the credentials: %w", err)
	}
	if err := t.lock(ctx); err != nil {
		return "", of, err
	}
	defer t.unlock()
	if t.value == "" || t.of != of || !t.adapter.config.Now().Before(t.until) {
		if err := t.renew(ctx, of); err != nil {
			return "", of, err
		}
	}
	return t.value, of, nil
}

// drop forgets a token that PayPal refused; another one stays.
func (t *tokens) drop(ctx context.Context, refused string) error {
	if err := t.lock(ctx); err != nil {
		return err
	}
	defer t.unlock()
	if t.value == refused {
		t.value = ""
	}
	return nil
}

func (t *tokens) lock(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("paypal adapter: no access token: %w", err)
	}
	select {
	case t.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("paypal adapter: no access token: %w", ctx.Err())
	}
}

func (t *tokens) unlock() { <-t.turn }

func (t *tokens) renew(ctx context.Context, of Credentials) error {
	t.value = ""
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.adapter.baseURL+"/v1/oauth2/token", strings.NewReader("grant_type=client_credentials"))
	if err != nil {
		return fmt.Errorf("paypal adapter: no access token: %w", err)
	}
	req.SetBasicAuth(of.ClientID, of.Secret)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	began := t.adapter.config.Now()
	reply, silent := wire.Send(t.adapter.http, req)
	switch {
	case silent != nil:
		return fmt.Errorf("paypal adapter: no access token: %s", silent.Reason)
	case reply.Status == http.StatusTooManyRequests:
		return payment.RateLimited{RetryAfter: wire.RetryAfter(reply.Header, began)}
	case reply.Status != http.StatusOK:
		return fmt.Errorf("paypal adapter: no access token: HTTP %d", reply.Status)
	}
	return t.keep(reply.Body, of, began)
}

func (t *tokens) keep(body []byte, of Credentials, began time.Time) error {
	var said struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	if err := json.Unmarshal(body, &said); err != nil || said.AccessToken == "" || said.ExpiresIn <= 0 {
		return errors.New("paypal adapter: no access token: the answer names none")
	}
	t.value, t.of = said.AccessToken, of
	t.until = began.Add(time.Duration(said.ExpiresIn)*time.Second - tokenMargin)
	return nil
}
