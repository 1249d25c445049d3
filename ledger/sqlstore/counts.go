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
