package simulator

import "net/http"

// postOutside makes a refund without a key, as a person does in a provider's dashboard: nobody can ask for it by a key,
// and nothing of it is repeated. It moves money, or is declined, as any refund.
func (s *Server) postOutside(w http.ResponseWriter, r *http.Request) {
	q := request{Kind: KindRefund}
	if !readJSON(w, r, &q) {
		return
	}
	if err := q.validateBody(); err != nil {
		writeJSON(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
		return
	}
	made, err := s.book.makeOutside(q)
	if err != nil {
		s.bookFailed(w, err)
		return
	}
	writeRefund(w, r, made)
}

// makeOutside decides on a refund without a key. No fault but those of lists has a say in it.
func (b *book) makeOutside(q request) (Refund, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, moved := decide(q, b.scene(q.Reference, Fault{}, ""))
	return r.Refund, b.write(entry{Refund: &r, Movement: moved})
}
