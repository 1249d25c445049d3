package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/makegood/makegood/internal/line"
)

// Line is where the API answers. With a certificate and its key (PEM files, read for each connection) it is reached by
// https alone.
type Line struct {
	Listener                 net.Listener
	CertificateFile, KeyFile string
	// TimeMax is how long a call may take, and DrainTimeout how long those under way may go on when the process ends.
	TimeMax, DrainTimeout time.Duration
}

// The times of a connection. A call's own time is Line.TimeMax; reading its message and writing its answer come on top.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 20 * time.Second
	writeTimeout  = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	headerBytes   = 32 << 10
	streamsMax    = 100
)

// Serve answers until ctx ends, and then finishes the calls under way: for DrainTimeout at most, after which they are cut
// off.
func Serve(ctx context.Context, at Line, handler http.Handler) error {
	web := at.server(handler)
	err := line.Listening{Listener: at.Listener, CertificateFile: at.CertificateFile, KeyFile: at.KeyFile}.Serve(ctx, web, at.DrainTimeout)
	if errors.Is(err, context.DeadlineExceeded) {
		return web.Close() // a call that was cut off is safe to repeat
	}
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	return nil
}

func (l Line) server(handler http.Handler) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true) // gRPC behind a proxy, and on this machine
	return &http.Server{
		Handler: handler, Protocols: &protocols, HTTP2: &http.HTTP2Config{MaxConcurrentStreams: streamsMax},
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout + l.TimeMax + writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes,
	}
}
