package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// streamWriteMax is how long a caller of a stream may take to read what is written to it.
const streamWriteMax = 30 * time.Second

// stream takes a place among the streams, and lifts what holds an answer to a time. The request it returns is cancelled when
// its caller hangs up or does not read, and when the process ends. leave ends it.
func (s *Server) stream(w *recorder, r *http.Request) (streamed *http.Request, leave func(), err error) {
	leaveRoom, err := s.streams.enter(w.call.address)
	if err != nil {
		s.figures.limited.WithLabelValues(string(byAtOnce)).Inc()
		return r, nil, err
	}
	line := http.NewResponseController(w.ResponseWriter)
	if err := errors.Join(line.SetReadDeadline(time.Time{}), line.SetWriteDeadline(time.Time{})); err != nil {
		leaveRoom()
		return r, nil, fmt.Errorf("api: a stream's time: %w", err)
	}
	ctx, cancel := context.WithCancel(r.Context())
	go func() {
		select {
		case <-ctx.Done():
		case <-s.config.Ending: // nil: never
			cancel()
		}
	}()
	w.ResponseWriter = streamWriter{w.ResponseWriter, line}
	return r.WithContext(ctx), func() { cancel(); leaveRoom() }, nil
}

// streamWriter gives each write its own time, in the place of one for the whole answer.
type streamWriter struct {
	http.ResponseWriter
	line *http.ResponseController
}

// Write implements http.ResponseWriter.
func (w streamWriter) Write(b []byte) (count int, err error) {
	err = w.inTime(func() error {
		count, err = w.ResponseWriter.Write(b)
		return err
	})
	return count, err
}

// FlushError is for http.ResponseController.
func (w streamWriter) FlushError() error { return w.inTime(w.line.Flush) }

// inTime does something that may wait for the caller to read. Afterwards there is no deadline: HTTP/2 ends a stream at one,
// also while nothing is written.
func (w streamWriter) inTime(do func() error) error {
	if err := w.line.SetWriteDeadline(time.Now().Add(streamWriteMax)); err != nil {
		return err
	}
	return errors.Join(do(), w.line.SetWriteDeadline(time.Time{}))
}

// Unwrap is for http.ResponseController.
func (w streamWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
