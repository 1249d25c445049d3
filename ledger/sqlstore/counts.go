package sqlstore

// StatementCount is how many statements the store has run, beside begin and commit. Tests hold a refund
// to its budget of them, and the benchmark shows it.
func (s *Store) StatementCount() int64 {
	var count int64
	for _, d := range []database{s.writer, s.reader} {
		d.statements.mu.Lock()
		count += d.statements.asked
		d.statements.mu.Unlock()
	}
	return count
}

// WriteCount is how many write transactions the store was asked for, however many of them shared a commit.
func (s *Store) WriteCount() int64 { return s.writes.Load() }

// Statement is one that the store ran: its text and its arguments.
type Statement struct {
	Query string
	Args  []any
	// Changes: it was run for what it changes, and no rows were read.
	Changes bool
}

// Watch has seen called with every statement from now on; nil ends that. The benchmark runs
// the same statements without the store. It is for a store that one goroutine uses.
func (s *Store) Watch(seen func(Statement)) { s.watch = seen }

func (t *tx) saw(query string, args []any, changes bool) {
	if t.watch != nil {
		t.watch(Statement{Query: query, Args: args, Changes: changes})
	}
}
