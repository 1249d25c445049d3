package mcp

import (
	"context"
	"errors"
	"io"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// ServeLines answers one agent by lines of JSON, as a program on this machine that an agent's client has started. It ends
// with ctx, or when the agent closes its end, and then has no error. Who acts is Config.Token: a machine's key, or whatever
// the server behind the door knows the caller by.
func ServeLines(ctx context.Context, c Config, from io.Reader, to io.Writer) error {
	if c.Token == nil {
		return errors.New("mcp: lines carry no token, so that the door needs one")
	}
	server, err := New(c)
	if err != nil {
		return err
	}
	err = server.Run(ctx, &sdk.IOTransport{Reader: io.NopCloser(from), Writer: unclosed{to}, MaxLineLength: bodyBytesMax})
	if errors.Is(err, context.Canceled) || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// unclosed is a writer that somebody else closes.
type unclosed struct{ io.Writer }

// Close implements io.Closer.
func (unclosed) Close() error { return nil }
