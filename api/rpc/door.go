package rpc

import (
	"context"
	"errors"
	"net/http"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectproto"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	"github.com/makegood/makegood/starter/event"
)

const (
	// MessageBytesMax bounds a message. Protobuf in JSON is at most a few times as long as on the wire, and an event is
	// bounded by itself.
	MessageBytesMax = 4 * event.SizeBytesMax
	// timeMaxUsual is how long a call may take unless another time is configured: a decision takes a second at most, and an
	// act waits for its workflow as long as a person at the command line would.
	timeMaxUsual = 30 * time.Second
)

// Config is what a door is made of.
type Config struct {
	Service *api.Service
	// Identify returns who has a bearer token. Its error is a refund.Problem with the code of what is wrong with the token,
	// or of what is away.
	Identify func(ctx context.Context, token string) (api.Subject, error)
	// TimeMax bounds a call; 0: 30 s.
	TimeMax time.Duration
	// Report is told of each call that came to nothing by a fault of ours, with its procedure; nil: nobody is.
	Report func(procedure string, err error)
	// Ended is told what each call came to; err is nil where it was answered. nil: nobody is.
	Ended func(ctx context.Context, procedure string, err error)
}

// Handler serves the service's procedures, and answers everything else with 404.
func Handler(c Config) (http.Handler, error) {
	server, err := Server(c)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	connecthttp.Mount(mux, server, connecthttp.WithReadMaxBytes(MessageBytesMax), connecthttp.WithCodecs(connectproto.NewBinaryCodec(), newStrictJSON()))
	return mux, nil
}

// Server is the service's procedures without a transport.
func Server(c Config) (*connect.Server, error) {
	if c.Service == nil || c.Identify == nil {
		return nil, errors.New("rpc: a door needs a service, and to know who calls")
	}
	if c.TimeMax == 0 {
		c.TimeMax = timeMaxUsual
	}
	if c.Report == nil {
		c.Report = func(string, error) {}
	}
	if c.Ended == nil {
		c.Ended = func(context.Context, string, error) {}
	}
	server := connect.NewServer(c.bounded)
	apiv1connect.RegisterRefundServiceHandler(server, door(c))
	return server, nil
}

// bounded ends a call that takes too long, and reports faults.
func (c Config) bounded(next connect.ServerFunc) connect.ServerFunc {
	return func(ctx context.Context, spec connect.Spec, stream connect.ServerStream) error {
		ctx, cancel := context.WithTimeout(ctx, c.TimeMax)
		defer cancel()
		err := next(ctx, spec, stream)
		if own := new(api.Error); errors.As(err, &own) && own.Class() == api.ClassFault {
			c.Report(spec.Procedure, own)
		}
		c.Ended(ctx, spec.Procedure, err)
		return err
	}
}

// door is the service as the generated code calls it.
type door Config
