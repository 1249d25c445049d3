package simulator

import (
	"fmt"
	"net/http"
	"strconv"
)

// list answers with the refunds under "refunds", or the voids under "voids".
func (s *Server) list(k Kind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		limit, err := listLimit(query.Get("limit"))
		if err != nil {
			writeJSON(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
			return
		}
		made, err := s.book.list(listing{kind: k, reference: query.Get("reference"), limit: limit})
		if err != nil {
			s.bookFailed(w, err)
			return
		}
		writeJSON(w, http.StatusOK, map[string][]Refund{string(k) + "s": made})
	}
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

// listing says what to list: a kind, of a reference ("" is all of them).
type listing struct {
	kind      Kind
	reference string
	limit     int
}

// list lists refunds or voids, oldest first.
func (b *book) list(l listing) ([]Refund, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.advanceDue(); err != nil {
		return nil, err
	}
	list := []Refund{}
	for _, id := range b.state.ids {
		if len(list) == l.limit {
			break
		}
		if r := b.state.refunds[id].Refund; r.Kind == l.kind && (l.reference == "" || r.Reference == l.reference) {
			list = append(list, r)
		}
	}
	return list, nil
}
