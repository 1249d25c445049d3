package rpc

import (
	"context"
	"fmt"
	"io"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connectproto"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api/wire"
)

// strictJSON reads JSON as package wire does.
type strictJSON struct{ *connectproto.JSONCodec }

func newStrictJSON() strictJSON {
	codec := connectproto.NewJSONCodec()
	codec.MarshalOptions = wire.Written()
	return strictJSON{codec}
}

// UnmarshalRead implements connect.Codec. A message that cannot be read is refused as every other call is.
func (s strictJSON) UnmarshalRead(ctx context.Context, src io.Reader, msg any) error {
	message, ok := msg.(proto.Message)
	if !ok {
		return fmt.Errorf("%w: got %T", connectproto.ErrNotProtoMessage, msg)
	}
	raw, err := io.ReadAll(src)
	if err != nil {
		return err
	}
	if err = wire.Unmarshal(raw, message); err == nil {
		return nil
	}
	language := ""
	if info, ok := connect.CallInfoForServerContext(ctx); ok {
		language = info.RequestHeader().Get("Accept-Language")
	}
	return failed(CallIn(language).Failed(err))
}
