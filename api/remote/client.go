// Package remote is the service of another process: the methods of api.Service on the same types, over the wire by Connect.
//
// On the path: the command line calls a Client where MAKEGOOD_API_URL names an API, and an api.Service in this process where it
// does not; package app makes both. A Client adds what a network needs: a token, a key for each act, repetitions after a lost
// connection, and bounds on time and size. Requests and answers are converted by package record. Every error is an *api.Error,
// as the service on the other side returned it.
package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
)

const (
	// timeoutUsual bounds one try: an API answers within 30 s, or says that it could not.
	timeoutUsual = 40 * time.Second
	// triesMax bounds how often a call is sent, and pauseFirst is the pause before it is sent again; each pause is twice the one
	// before: 0.5, 1, 2 and 4 s.
	triesMax   = 5
	pauseFirst = 500 * time.Millisecond
	// answerBytesMax bounds an answer. A refund is at most ten times as large as its event (1 MiB), and a page is smaller.
	answerBytesMax = 32 << 20
)

// Config says where the API is, and who calls it.
type Config struct {
	// URL is where the API is; https://, but for one on this machine or on a network that is trusted.
	URL string
	// Token is the bearer token, read for each call; empty: none, with which an API answers little.
	Token secret.Value
	// AuthorityFile has the authorities that the API's certificate is held against (PEM), read for each connection; empty: the
	// machine's.
	AuthorityFile string
	// Timeout bounds one try; 0: 40 s.
	Timeout time.Duration
	// Waits is told what is waited for, before a call is sent again; nil: nobody is.
	Waits func(text string)
	// Pause waits between tries; nil: by the clock.
	Pause func(ctx context.Context, d time.Duration) error
}

// Client is the service behind an API. It is safe for concurrent use.
type Client struct {
	config Config
	rpc    apiv1connect.RefundServiceClient
}

// New connects to nothing yet.
func New(config Config) (*Client, error) {
	at, err := url.Parse(config.URL)
	if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
		return nil, errors.New("remote: the API's address must be an absolute https (or http) URL")
	}
	if config.Timeout == 0 {
		config.Timeout = timeoutUsual
	}
	if config.Waits == nil {
		config.Waits = func(string) {}
	}
	if config.Pause == nil {
		config.Pause = pause
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, DialTLSContext: line.DialTLS(config.AuthorityFile)}
	plain := &http.Client{Transport: transport, CheckRedirect: stay}
	return &Client{config: config, rpc: apiv1connect.NewRefundServiceClient(connect.NewClient(
		connecthttp.NewTransport(plain, config.URL, connecthttp.WithReadMaxBytes(answerBytesMax))))}, nil
}

// redirected is an answer that leads elsewhere.
type redirected struct{ to string }

// Error implements error.
func (r redirected) Error() string {
	return fmt.Sprintf("it leads on to %s, where the token is not sent", r.to)
}

// stay follows no redirect: the token is for the address that was configured.
func stay(next *http.Request, _ []*http.Request) error {
	return redirected{to: next.URL.Redacted()}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
