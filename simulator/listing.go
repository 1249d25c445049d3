package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// list answers with a page. A list that goes on always says so by its cursor.
func (s *Server) list(k Kind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l, err := readListing(k, r.URL.Query())
		if err != nil {
			writeJSON(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
			return
		}
		made, err := s.book.list(l)
		switch {
		case err != nil:
			s.bookFailed(w, err)
		case made.broken:
			writeJSON(w, http.StatusInternalServerError, problem{Error: "internal"})
		default:
			page := map[string]any{string(k) + "s": made.refunds}
			if made.next > 0 {
				page["next_cursor"] = l.cursor(made.next)
			}
			writeJSON(w, http.StatusOK, page)
		}
	}
}

// listing says what to list: a kind, of a reference, of an account and of a period; what is empty is not asked for.
type listing struct {
	kind               Kind
	reference, account string
	// from is inclusive, to exclusive, by the time of creation.
	from, to time.Time
	// after is how many of the book's refunds and voids came in the pages before.
	after, limit int
}

func readListing(k Kind, query url.Values) (listing, error) {
	l := listing{kind: k, reference: query.Get("reference"), account: query.Get("account")}
	for _, at := range []struct {
		name string
		into *time.Time
	}{{"from", &l.from}, {"to", &l.to}} {
		text := query.Get(at.name)
		if text == "" {
			continue
		}
		var err error
		if *at.into, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return listing{}, fmt.Errorf("%s %q is no time by RFC 3339", at.name, text)
		}
	}
	var err error
	if l.limit, err = listLimit(query.Get("limit")); err != nil {
		return listing{}, err
	}
	l.after, err = l.position(query.Get("cursor"))
	return l, err
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

// asks reports whether a refund or a void belongs to the list.
func (l listing) asks(r Refund) bool {
	return r.Kind == l.kind && (l.reference == "" || r.Reference == l.reference) && (l.account == "" || r.Account == l.account) &&
		(l.from.IsZero() || !r.CreatedAt.Before(l.from)) && (l.to.IsZero() || r.CreatedAt.Before(l.to))
}

// listed is a page before it is written. next is the position after it; 0: nothing follows. broken: a fault breaks the
// list off on this page.
type listed struct {
	refunds []Refund
	next    int
	broken  bool
}

// list lists refunds or voids, oldest first, as the list faults of their references have them.
func (b *book) list(l listing) (listed, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.advanceDue(); err != nil {
		return listed{}, err
	}
	made := listed{refunds: []Refund{}}
	for at := l.after; at < len(b.state.ids); at++ {
		r := b.state.refunds[b.state.ids[at]].Refund
		if !l.asks(r) {
			continue
		}
		if len(made.refunds) >= l.limit {
			made.next = at
			return made, nil
		}
		shown, broken := b.shown(r)
		if broken {
			return listed{broken: true}, nil
		}
		made.refunds = append(made.refunds, shown...)
	}
	return made, nil
}
