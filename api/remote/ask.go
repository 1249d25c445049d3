package remote

import (
	"context"
	"fmt"
	"strings"

	"connectrpc.com/connect/v2"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	"github.com/makegood/makegood/refund"
)

// asked is a call on its way.
type asked struct {
	call   api.Call
	method api.Method
	// by is who calls as the caller believes; empty: whoever has the token.
	by refund.Person
	// key makes the call repeatable; empty: it changes nothing, or has an id of its own.
	key string
}

// procedure is a method of the generated client.
type procedure[In, Out any] func(apiv1connect.RefundServiceClient, context.Context, *In) (*Out, error)

// ask sends a call until it is answered, a bounded number of times, each time under the same key. Only a call whose answer is
// lost, or that could not be sent, is sent again.
func ask[In, Out any](ctx context.Context, c *Client, a asked, in *In, do procedure[In, Out]) (*Out, error) {
	for sent, try := false, 1; ; try++ {
		out, err := once(ctx, c, a, in, do)
		if err == nil {
			return out, nil
		}
		f := c.failureOf(ctx, a, err)
		sent = sent || f.sent
		if !f.lost {
			return nil, f.err
		}
		if try == triesMax {
			return nil, a.call.Failed(c.away(a, f.why, sent))
		}
		d := pauseFirst << (try - 1)
		c.config.Waits(fmt.Sprintf("the API at %s does not answer (%s); %s is sent again in %s%s (try %d of %d)",
			c.config.URL, f.why, a.method, d, a.underKey(), try+1, triesMax))
		if err := c.config.Pause(ctx, d); err != nil {
			return nil, a.call.Failed(c.away(a, f.why, sent))
		}
	}
}

func (a asked) underKey() string {
	if a.key == "" {
		return ""
	}
	return " under the same key"
}

// once sends a call, and says what could not be done beside it.
func once[In, Out any](ctx context.Context, c *Client, a asked, in *In, do procedure[In, Out]) (*Out, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	ctx, info := connect.NewClientContext(ctx)
	token, err := c.config.Token.Read()
	if err != nil {
		return nil, refund.Problem{Code: "BAD_CONFIG", Detail: "the API's token: " + err.Error()}
	}
	header := info.RequestHeader()
	for name, value := range map[string]string{
		"Accept-Language": a.language(), rpc.HeaderKey: a.key, rpc.HeaderBy: rpc.AsHeader(a.by), "Authorization": bearer(token),
	} {
		if value != "" {
			header.Set(name, value)
		}
	}
	out, err := do(c.rpc, ctx, in)
	if err != nil {
		return nil, err
	}
	for _, code := range info.ResponseHeader().Values(rpc.HeaderNote) {
		note(a.call, refund.Code(code))
	}
	return out, nil
}

func (a asked) language() string {
	if a.call.Locale == "" {
		return explain.LocaleEnglish
	}
	return a.call.Locale
}

func bearer(token string) string {
	if token = strings.TrimSpace(token); token == "" {
		return ""
	}
	return "Bearer " + token
}

// note tells the caller what could not be done and did not end the call.
func note(call api.Call, code refund.Code) {
	if call.Note == nil {
		return
	}
	text := "the API says " + string(code)
	// Whatever else an API of another version notes is said by its code.
	//
	//exhaustive:ignore
	switch code {
	case api.NoteHidden:
		text = "what people wrote cannot be read: the API has no key for it"
	case api.NoteUnsealed:
		text = "what you wrote is readable in Temporal until its retention is over, because the API could not seal it"
	}
	call.Note(api.Note{Code: code, Text: text})
}
