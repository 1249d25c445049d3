package server

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

// Limits bound what callers may ask for.
type Limits struct {
	// Subject is how often who is known may call, and Address how often calls of nobody known may come from one address.
	Subject, Address Rate
	// CallsMax is how many are answered at once, and BytesMax how large a request's body may be. Of bodies that are on their
	// way there may be twice as many, from one address half as many.
	CallsMax int
	BytesMax int64
	// Uploads are forms with files, which may be larger; the zero Uploads: none may.
	Uploads Uploads
	// StreamsMax is how many streams are open at once, and StreamsEachMax how many of one address; 0: none.
	StreamsMax, StreamsEachMax int
	// Proxies are the networks whose word on where a request comes from is believed (X-Forwarded-For).
	Proxies []netip.Prefix
}

// Uploads bound forms with files (multipart/form-data) that are larger than other bodies.
type Uploads struct {
	// BytesMax is how large one may be, and AtOnceMax how many are on their way at once; from one address half as many.
	BytesMax  int64
	AtOnceMax int
}

// Config is what a Server is made of. Metrics, Logger and Now are needed.
type Config struct {
	Limits
	Metrics prometheus.Registerer
	// Names are what the metrics are called; the zero Names: as the API's are.
	Names Names
	// Shows reports whether a request shows who calls, so that its door asks Identify; nil: one with an Authorization header
	// does. One that shows nobody is held to its address's rate at once.
	Shows func(*http.Request) bool
	// Ending is closed when the process ends: streams end then; nil: they go on until their callers hang up.
	Ending <-chan struct{}
	Logger *zap.Logger
	Now    func() time.Time
	// Tracer makes a span of each request; nil: tracing is off.
	Tracer trace.Tracer
}

// Door is one of the ways in, at the paths that begin with Prefix.
type Door struct {
	// Name is the door's in metrics and logs.
	Name, Prefix string
	// Free: it answers everybody with files of the program, and takes no place among the calls that are answered at once. Who
	// reads them slowly holds up nobody.
	Free bool
	// Stream: an answer goes on until its caller hangs up, or the process ends. It takes a place among the streams, and is
	// held to no time as long as its caller reads.
	Stream  bool
	Handler http.Handler
	// Refuse answers a request that a limit refuses, as the door's callers read it.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
}

// Server holds requests to the limits, and counts them. It is safe for concurrent use.
type Server struct {
	config              Config
	subjects, addresses *rates
	room                chan struct{}
	// bodies are on their way, uploads are the large ones among them, and streams are open.
	bodies, uploads, streams *bodies
	figures                  figures
}

// New makes a Server, or says what is missing.
func New(c Config) (*Server, error) {
	if c.Metrics == nil || c.Logger == nil || c.Now == nil {
		return nil, errors.New("api: metrics, a logger and a clock are needed")
	}
	if c.CallsMax < 1 || c.BytesMax < 1 || !c.Subject.valid() || !c.Address.valid() {
		return nil, errors.New("api: every limit has to be above nothing")
	}
	if c.Names == (Names{}) {
		c.Names = APINames()
	}
	if c.Shows == nil {
		c.Shows = func(r *http.Request) bool { return r.Header.Get("Authorization") != "" }
	}
	figures, err := newFigures(c.Metrics, c.Names)
	if err != nil {
		return nil, err
	}
	return &Server{
		config: c, subjects: newRates(c.Subject, c.Now), addresses: newRates(c.Address, c.Now), room: make(chan struct{}, c.CallsMax),
		bodies: newBodies(c.CallsMax), uploads: &bodies{allMax: c.Uploads.AtOnceMax, addressMax: max(1, c.Uploads.AtOnceMax/2), of: map[string]int{}},
		streams: &bodies{allMax: c.StreamsMax, addressMax: c.StreamsEachMax, of: map[string]int{}}, figures: figures,
	}, nil
}

func (r Rate) valid() bool { return r.PerSecond > 0 && r.Burst > 0 }

// Handler serves the doors within the limits; beside are handlers without any, by the pattern of http.ServeMux: those of
// health, which have to answer when nothing else does.
func (s *Server) Handler(doors []Door, beside map[string]http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, door := range doors {
		mux.Handle(door.Prefix, s.through(door))
	}
	for pattern, handler := range beside {
		mux.Handle(pattern, handler)
	}
	return mux
}

// through is a door with the limits before it.
func (s *Server) through(door Door) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{door: door.Name, address: callerOf(r, s.config.Proxies), begun: s.config.Now()}
		ctx, span := s.begin(context.WithValue(r.Context(), callKey{}, c), r)
		answer := &recorder{ResponseWriter: w, call: c}
		s.figures.inFlight.Inc()
		defer s.figures.inFlight.Dec()
		s.answer(door, answer, r.WithContext(ctx))
		s.end(ctx, span, answer)
	})
}

// answer refuses a request, or lets it through its door.
func (s *Server) answer(door Door, w *recorder, r *http.Request) {
	leave := func() {}
	err := s.admit(w, r)
	switch {
	case err != nil || door.Free:
	case door.Stream:
		r, leave, err = s.stream(w, r)
	default:
		leave, err = s.enter()
	}
	if err != nil {
		w.call.ended("", codeOf(err), err)
		if wait := waitOf(err); wait > 0 {
			w.call.later(wait)
		}
		door.Refuse(w, r, err)
		return
	}
	defer leave()
	door.Handler.ServeHTTP(w, r)
}
