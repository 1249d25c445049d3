package simulator

import (
	"net/http"

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
	routes.HandleFunc("GET /v1/refunds", s.list(KindRefund))
	routes.HandleFunc("GET /v1/refunds/by-key/{key}", s.lookUp)
	routes.HandleFunc("POST /v1/voids", s.postVoid)
	routes.HandleFunc("GET /v1/voids", s.list(KindVoid))
	routes.HandleFunc("GET /v1/voids/by-key/{key}", s.lookUp)
	routes.HandleFunc("POST /v1/outside-refunds", s.postOutside)
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
	q := request{Kind: KindRefund}
	if readJSON(w, r, &q) {
		s.send(w, r, q)
	}
}

func (s *Server) postVoid(w http.ResponseWriter, r *http.Request) {
	var v voidBody
	if readJSON(w, r, &v) {
		s.send(w, r, v.request())
	}
}

// send asks the book for what was posted.
func (s *Server) send(w http.ResponseWriter, r *http.Request, q request) {
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
	s.config.Log.Debug(string(q.Kind)+" asked", zap.String("key", q.Key), zap.String("reference", q.Reference),
		zap.String("status", string(answer.refund.Status)))
	s.answer(w, r, answer)
}

// lookUp answers with whatever the key made: keys of refunds and of voids are one space.
func (s *Server) lookUp(w http.ResponseWriter, r *http.Request) {
	answer, err := s.book.lookUp(r.PathValue("key"))
	if err != nil {
		s.bookFailed(w, err)
		return
	}
	s.answer(w, r, answer)
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
	if err := charge.validate(); err != nil {
		writeJSON(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
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
