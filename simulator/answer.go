package simulator

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"
)

// answer writes a reply the way its manner says.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, a reply) {
	switch a.manner {
	case mannerRefund:
		writeRefund(w, r, a.refund)
	case mannerLate:
		if s.hold(r, a.delay) {
			writeRefund(w, r, a.refund)
			return
		}
		hangUp()
	case mannerLateMove:
		s.answerOnceMoved(w, r, a)
	case mannerSilence:
		s.hold(r, s.config.HoldMax)
		hangUp()
	case mannerDrop:
		hangUp()
	case mannerError500:
		writeJSON(w, http.StatusInternalServerError, problem{Error: "internal"})
	case mannerError503:
		writeJSON(w, http.StatusServiceUnavailable, problem{Error: "unavailable"})
	case mannerRateLimit:
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(a.delay.Seconds()))))
		writeJSON(w, http.StatusTooManyRequests, problem{Error: "rate_limited"})
	case mannerGarbage:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte("<html>it works</html>")) // a client that left cannot be told
	case mannerBadRequest:
		writeJSON(w, http.StatusBadRequest, problem{"bad_request", "charge older than 180 days"})
	case mannerConflict:
		writeJSON(w, http.StatusConflict, problem{"conflict", "the key was used with another body"})
	case mannerNotFound:
		writeJSON(w, http.StatusNotFound, problem{Error: "not_found"})
	}
}

// answerOnceMoved holds the request until its money moves. A client that leaves earlier hears nothing,
// and the money moves all the same.
func (s *Server) answerOnceMoved(w http.ResponseWriter, r *http.Request, a reply) {
	if !s.hold(r, a.delay) {
		hangUp()
	}
	moved, err := s.book.moveNow(a.refund.ID)
	if err != nil {
		s.bookFailed(w, err)
		return
	}
	writeRefund(w, r, moved)
}

// hold waits; it reports whether the whole time passed with the client still there.
func (s *Server) hold(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	case <-s.stopping:
		return false
	}
}

// hangUp closes the connection without an answer: net/http takes this panic as the wish for it.
func hangUp() { panic(http.ErrAbortHandler) }

// writeRefund answers a POST of a declined refund with 402, everything else with 200.
func writeRefund(w http.ResponseWriter, r *http.Request, refund Refund) {
	status := http.StatusOK
	if r.Method == http.MethodPost && refund.Status == StatusDeclined {
		status = http.StatusPaymentRequired
	}
	writeJSON(w, status, refund)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that left cannot be told
}
