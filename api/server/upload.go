package server

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// uploadTimeout is how long an upload may take: of 32 MiB at a megabit a second.
const uploadTimeout = 5 * time.Minute

// upload is how large a request's body may be. One that says it is a form with files, and larger than other bodies may be,
// takes a place among the uploads, and gets time for it: so that few are in memory at once. leave ends it.
func (s *Server) upload(w *recorder, r *http.Request) (bytesMax int64, leave func(), err error) {
	most := s.config.Uploads
	if most.AtOnceMax == 0 || r.ContentLength <= s.config.BytesMax || !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return s.config.BytesMax, func() {}, nil
	}
	if r.ContentLength > most.BytesMax {
		return most.BytesMax, func() {}, nil // it is refused when that much was read, as every body that is too large
	}
	if leave, err = s.uploads.enter(w.call.address); err != nil {
		s.figures.limited.WithLabelValues(string(byAtOnce)).Inc()
		return 0, nil, err
	}
	line := http.NewResponseController(w.ResponseWriter)
	now := time.Now() // deadlines are the system's
	err = line.SetReadDeadline(now.Add(uploadTimeout))
	if err == nil {
		err = line.SetWriteDeadline(now.Add(2 * uploadTimeout))
	}
	if err != nil {
		leave()
		return 0, nil, fmt.Errorf("api: the time for an upload: %w", err)
	}
	return most.BytesMax, leave, nil
}
