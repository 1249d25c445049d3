// Package webhook is the channel for text messages and notifications: it posts each message to an
// HTTP address, behind which the shop's own service, or a provider's, sends it on.
//
// On the path: activities deliver through the port; one adapter serves two channels, sms and push. A
// post is JSON (Payload), signed by Standard Webhooks (package standardwebhooks): webhook-id is derived from the message's
// id, and a repetition carries the same one and must send nothing.
//
// 2xx accepts; a 4xx other than 408 and 429 refuses for good; anything else, and silence, is tried again under the same
// id.
package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

const (
	// timeoutDefault bounds a post.
	timeoutDefault = 10 * time.Second
	// idleMax: a connection that nobody needed for so long is given back.
	idleMax = 90 * time.Second
	// answerBytesMax is what is read of an answer, so that the connection can be used again.
	answerBytesMax = 16 << 10
	// idPrefix begins the webhook-id of a message to a customer.
	idPrefix = "msg"
)

// Config says where messages are posted, and as which channel.
type Config struct {
	// Name is the channel: messaging.ChannelSMS or messaging.ChannelPush.
	Name string
	// URL takes the posts; it should be https.
	URL string
	// Secret signs them, as standardwebhooks.ParseSecrets reads it: of several lines each signs. One in a file is read for
	// each post.
	Secret secret.Value
	// AuthorityFile has the authorities that the receiver's certificate is held against (PEM), and is read for each
	// connection; empty: the machine's.
	AuthorityFile string
	// Once remembers what was accepted.
	Once messaging.Once
	// Timeout bounds a post; 0 is 10 s.
	Timeout time.Duration
	// Now is the clock of the timestamp; nil is the machine's.
	Now func() time.Time
	// Carry sets headers that a delivery's context has, such as a trace's; nil: there are none.
	Carry func(ctx context.Context, set func(key, value string))
}

// Payload is a post's body.
type Payload struct {
	ID string `json:"id"`
	// To is a phone number, or a device's token.
	To string `json:"to"`
	// Title and Text are for people; Link is where they may act on it.
	Title  string    `json:"title"`
	Text   string    `json:"text"`
	Link   string    `json:"link,omitempty"`
	Locale string    `json:"locale"`
	Kind   string    `json:"kind"`
	Refund refund.ID `json:"refund_id"`
	At     time.Time `json:"at"`
}

// Hook implements messaging.Channel. It is safe for concurrent use.
type Hook struct {
	config Config
	client *http.Client
}

var _ messaging.Channel = (*Hook)(nil)

// New checks the configuration; it posts nothing.
func New(config Config) (*Hook, error) {
	if config.Name != messaging.ChannelSMS && config.Name != messaging.ChannelPush {
		return nil, fmt.Errorf("webhook: %q is neither %s nor %s", config.Name, messaging.ChannelSMS, messaging.ChannelPush)
	}
	at, err := url.Parse(config.URL)
	if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
		return nil, fmt.Errorf("webhook: %s: the address must be an absolute https (or http) URL", config.Name)
	}
	if _, err := signingSecrets(config.Secret); err != nil {
		return nil, fmt.Errorf("webhook: %s: %w", config.Name, err)
	}
	if _, err := line.Authorities(config.AuthorityFile); err != nil {
		return nil, fmt.Errorf("webhook: %s: %w", config.Name, err)
	}
	if config.Once == nil {
		return nil, errors.New("webhook: nothing remembers what was accepted")
	}
	if config.Timeout == 0 {
		config.Timeout = timeoutDefault
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Hook{config: config, client: &http.Client{Timeout: config.Timeout, CheckRedirect: stay, Transport: transport(config)}}, nil
}

// transport is the machine's usual one, with authorities of the receiver's own where there are any.
func transport(config Config) http.RoundTripper {
	if config.AuthorityFile == "" {
		return http.DefaultTransport
	}
	return &http.Transport{Proxy: http.ProxyFromEnvironment, DialTLSContext: line.DialTLS(config.AuthorityFile), IdleConnTimeout: idleMax}
}

// signingSecrets reads the secrets that sign.
func signingSecrets(of secret.Value) ([]standardwebhooks.Secret, error) {
	text, err := of.ReadFilled()
	if err != nil {
		return nil, err
	}
	return standardwebhooks.ParseSecrets(text)
}

// stay keeps a redirect from leading the customer's number elsewhere.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Name implements messaging.Channel.
func (h *Hook) Name() string { return h.config.Name }

// Deliver implements messaging.Channel: the receiver has accepted the post when it returns.
func (h *Hook) Deliver(ctx context.Context, m messaging.Message) error {
	to := m.To.Phone
	if h.config.Name == messaging.ChannelPush {
		to = m.To.PushToken
	}
	if to == "" {
		return fmt.Errorf("webhook: %s: deliver %s: %w", h.config.Name, m.ID, messaging.ErrNoAddress)
	}
	body, err := json.Marshal(Payload{
		ID: m.ID, To: to, Title: m.Subject, Text: m.Short, Link: m.Link, Locale: m.Locale, Kind: string(m.Kind), Refund: m.Refund, At: m.At.UTC(),
	})
	if err != nil {
		return fmt.Errorf("webhook: %s: write out %s: %w", h.config.Name, m.ID, err)
	}
	key := messaging.OnceKey{Refund: m.Refund, Channel: h.config.Name, ID: m.ID, Repeatable: true}
	err = h.config.Once.Do(ctx, key, func(claim func() error) error {
		if err := claim(); err != nil {
			return err
		}
		return h.post(ctx, m.ID, body)
	})
	if err != nil {
		return fmt.Errorf("webhook: %s: deliver %s: %w", h.config.Name, m.ID, err)
	}
	return nil
}

// post sends one signed request. Its errors name neither the address, which may carry a key of its
// own, nor anything of the body.
func (h *Hook) post(ctx context.Context, id string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.config.URL, bytes.NewReader(body))
	if err != nil {
		return errors.New("make the request")
	}
	request.Header.Set("Content-Type", "application/json")
	signing, err := signingSecrets(h.config.Secret)
	if err != nil {
		return err
	}
	if h.config.Carry != nil {
		h.config.Carry(ctx, request.Header.Set)
	}
	standardwebhooks.Sign(request.Header, signing, standardwebhooks.ID(idPrefix, id), body, h.config.Now())
	answer, err := h.client.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return fmt.Errorf("no answer: %w", err)
	}
	_, readErr := io.Copy(io.Discard, io.LimitReader(answer.Body, answerBytesMax))
	_ = errors.Join(readErr, answer.Body.Close()) // the status said it all
	return verdict(answer.StatusCode)
}

// verdict says what a status means.
func verdict(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests:
		return fmt.Errorf("the receiver asks for patience (%d)", status)
	case status >= 400 && status < 500:
		return fmt.Errorf("the receiver says no (%d): %w", status, messaging.ErrRefused)
	}
	return fmt.Errorf("the receiver is not well (%d)", status)
}
