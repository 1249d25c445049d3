package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/api/mcp"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	"github.com/makegood/makegood/refund"
)

// agentAnswerBytesMax bounds an answer of the API to an agent's call.
const agentAnswerBytesMax = 32 << 20

// serveAgentOverWire is ServeAgent by the API of another process, which knows who has the token.
func serveAgentOverWire(ctx context.Context, s config.Settings, from io.Reader, to io.Writer) error {
	of := secret.Either(s.Remote.Token, s.Remote.TokenFile)
	if of.IsZero() {
		return Coded{Code: CodeBadConfig, Err: errors.New("MAKEGOOD_API_URL needs a machine's token for an agent: MAKEGOOD_API_TOKEN or MAKEGOOD_API_TOKEN_FILE")}
	}
	token := func() (string, error) {
		text, err := of.ReadFilled()
		if err != nil {
			return "", Coded{Code: CodeBadConfig, Err: fmt.Errorf("the agent's token: %w", err)}
		}
		return text, nil
	}
	return mcp.ServeLines(ctx, mcp.Config{Refunds: refundsAt(s.Remote), Token: token, MayAsk: onlyByKey(token), Version: Version()}, from, to)
}

// refundsAt is the API over the wire. It follows no redirect: the token is for the address that was configured.
func refundsAt(r config.Remote) apiv1connect.RefundServiceClient {
	client := &http.Client{
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, DialTLSContext: line.DialTLS(r.TLSAuthorityFile), IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       r.CallTimeout,
	}
	return apiv1connect.NewRefundServiceClient(connect.NewClient(connecthttp.NewTransport(client, r.URL, connecthttp.WithReadMaxBytes(agentAnswerBytesMax))))
}

// onlyByKey refuses to ask for refunds by a token that may be a person's: from here only a machine's key can be told apart.
// The API's own agents' door knows of every token who has it.
func onlyByKey(token func() (string, error)) func(context.Context) error {
	return func(context.Context) error {
		text, err := token()
		if err != nil || identity.IsKey(text) {
			return err
		}
		return refund.Problem{Code: api.CodeNotPermitted, Detail: "over the wire an agent asks for refunds by a machine's key; with a machine's token of an issuer it calls the API's own door at " + mcp.Path}
	}
}
