package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"go.uber.org/zap"
)

// Limits of the server.
const (
	holdMaxDefault    = 30 * time.Second
	headerTimeout     = 5 * time.Second
	idleTimeout       = 2 * time.Minute
	stopTimeout       = time.Second // answers take milliseconds once nobody is held
	bodyBytesMax      = 64 << 10
	listMax           = 1000
	idLengthMax       = 255
	referenceBytesMax = 512
)

// Config says where the simulator listens and where its book lies.
type Config struct {
	// Address is host:port; port 0 takes a free one. Used by Run alone.
	Address string
	// BookPath is the book's file; it and its folder are created.
	BookPath string
	// HoldMax is how long an unanswered request is held before its connection is closed; 0 is 30 s.
	HoldMax time.Duration
	// Now is the clock; nil is the machine's.
	Now func() time.Time
	// Log gets what happens; nil is silence.
	Log *zap.Logger
	// Listening is told the address once Run answers requests; nil is allowed.
	Listening func(address string)
}

func (c Config) withDefaults() Config {
	if c.HoldMax == 0 {
		c.HoldMax = holdMaxDefault
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = zap.NewNop()
	}
	return c
}

// Server answers the API on an open book. It is an http.Handler, safe for concurrent use.
type Server struct {
	config Config
	book   *book
	routes *http.ServeMux
	// stopping is closed by Close: requests that are held end.
	stopping chan struct{}
	stopOnce sync.Once
}

// New opens the book and returns the server; a torn last line is cut off and reported in the log.
func New(config Config) (*Server, error) {
	config = config.withDefaults()
	if config.BookPath == "" {
		return nil, errors.New("simulator: no book path")
	}
	book, torn, err := openBook(config.BookPath, config.Now)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	if torn > 0 {
		config.Log.Warn("the book's last line was torn and has been cut off",
			zap.String("book", config.BookPath), zap.Int64("bytes", torn))
	}
	s := &Server{config: config, book: book, stopping: make(chan struct{})}
	s.routes = s.newRoutes()
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.routes.ServeHTTP(w, r) }

// Release lets go of every request that is being held, and holds none from then on.
func (s *Server) Release() { s.stopOnce.Do(func() { close(s.stopping) }) }

// Close releases what is held and closes the book.
func (s *Server) Close() error {
	s.Release()
	return s.book.close()
}

// Run serves until ctx is done, and then stops within a few seconds.
func Run(ctx context.Context, config Config) error {
	listener, err := net.Listen("tcp", config.Address)
	if err != nil {
		return fmt.Errorf("simulator: listen on %s: %w", config.Address, err)
	}
	server, err := New(config)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return errors.Join(serve(ctx, server, listener), server.Close())
}

func serve(ctx context.Context, server *Server, listener net.Listener) error {
	web := &http.Server{Handler: server, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	address := listener.Addr().String()
	server.config.Log.Info("the simulator answers", zap.String("address", address),
		zap.String("book", server.config.BookPath))
	if server.config.Listening != nil {
		server.config.Listening(address)
	}
	select {
	case err := <-ended:
		return fmt.Errorf("simulator: serve on %s: %w", address, err)
	case <-ctx.Done():
	}
	server.Release()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := web.Shutdown(stopping); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("simulator: stop: %w", err)
	}
	// A connection that never asked anything keeps Shutdown waiting: it is closed.
	if err := web.Close(); err != nil {
		return fmt.Errorf("simulator: stop: %w", err)
	}
	return nil
}
