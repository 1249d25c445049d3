package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/makegood/makegood/internal/line"
)

// Times of a request. Even a large one takes milliseconds; the rest is the network's.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 20 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = time.Minute
	stopTimeout   = 5 * time.Second
	headerBytes   = 32 << 10
)

// Line is where the server listens.
type Line = line.Listening

// Serve answers until ctx ends.
func Serve(ctx context.Context, line Line, handler http.Handler) error {
	web := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes,
	}
	if err := line.Serve(ctx, web, stopTimeout); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("codec server: %w", err)
	}
	return nil
}
