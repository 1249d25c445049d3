package simulator

import (
	"fmt"
	"net/http"
	"strconv"

	"go.uber.org/zap"
)

const headerKey = "Idempotency-Key"

// problem is the body of every answer that is not a result.
type problem struct {
	Error  string `json:"error"`
	Detail string `json:"detail,omitempty"`
}

func (s *Server) newRoutes() *http.ServeMux {
	routes := http.NewServeMux()
	routes.HandleFunc("POST /v1/refunds", s.postRefund)
	routes.HandleFunc("GET /v1/refunds", s.listRefunds)
	routes.HandleFunc("GET /v1/refunds/by-key/{key}", s.lookUp)
	routes.HandleFunc("GET /v1/book", s.readBook)
	routes.HandleFunc("PUT /v1/charges/{reference}", s.putCharge)
	routes.HandleFunc("PUT /v1/faults/{reference}", s.putFaults)
	routes.HandleFunc("GET /v1/faults", s.listFaults)
	routes.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	return routes
}

func (s *Server) postRefund(w http.ResponseWriter, r *http.Request) {
	var q request
	if !readJSON(w, r, &q) {
		return
	}
	q.Key = r.Header.Get(headerKey)
	if err := q.validate(); err != nil {
		writeJSON(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
		return
	}
	answer, err := s.book.send(q)
	if err != nil {
		s.bookFailed(w, err)
		return
	}
	s.config.Log.Debug("refund asked", zap.String("key", q.Key), zap.String("reference", q.Reference),
		zap.String("status", string(answer.refund.Status)))
	s.answer(w, r, answer)
}

func (s *Server) lookUp(w http.ResponseWriter, r *http.Request) {
	answer, err := s.book.lookUp(r.PathValue("key"))
	if err != nil {
		s.bookFailed(w, err)
		return
	}
	s.answer(w, r, answer)
}

func (s *Server) listRefunds(w http.ResponseWriter, r *http.Request) {
	limit, err := listLimit(r.URL.Query().Get("limit"))
	if err != nil {
		writeJSON(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
		return
	}
	refunds, err := s.book.refunds(r.URL.Query().Get("reference"), limit)
	if err != nil {
		s.bookFailed(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string][]Refund{"refunds": refunds})
}

func listLimit(s string) (int, error) {
	if s == "" {
		return listMax, nil
	}
	limit, err := strconv.Atoi(s)
	if err != nil || limit < 1 || limit > listMax {
		return 0, fmt.Errorf("limit %q is not 1 to %d", s, listMax)
	}
	return limit, nil
}

func (s *Server) readBook(w http.ResponseWriter, _ *http.Request) {
	totals, err := s.book.totals()
	if err != nil {
		s.bookFailed(w, err)
		return
	}
	writeJSON(w, http.StatusOK, totals)
}

func (s *Server) putCharge(w http.ResponseWriter, r *http.Request) {
	charge := Charge{}
	if !readJSON(w, r, &charge) {
		return
	}
	charge.Reference = r.PathValue("reference")
	if charge.AmountMinor < 0 || !currencyCode.MatchString(charge.Currency) {
		writeJSON(w, http.StatusBadRequest, problem{"bad_request", "amount_minor must not be negative, currency_code three capitals"})
		return
	}
	s.written(w, s.book.setCharge(charge), charge)
}

func (s *Server) putFaults(w http.ResponseWriter, r *http.Request) {
	set := faultSet{}
	if !readJSON(w, r, &set) {
		return
	}
	set.Reference = r.PathValue("reference")
	if err := set.validate(); err != nil {
		writeJSON(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
		return
	}
	s.written(w, s.book.setFaults(set), set)
}

func (s *Server) listFaults(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string][]faultSet{"faults": s.book.faultSets()})
}

func (s *Server) written(w http.ResponseWriter, err error, body any) {
	if err != nil {
		s.bookFailed(w, err)
		return
	}
	writeJSON(w, http.StatusOK, body)
}

// bookFailed answers when the book could not be written: nobody may rely on what was asked.
func (s *Server) bookFailed(w http.ResponseWriter, err error) {
	s.config.Log.Error("the book failed", zap.Error(err))
	writeJSON(w, http.StatusInternalServerError, problem{"book_failed", err.Error()})
}
