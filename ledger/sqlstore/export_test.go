package sqlstore

// StatementCount is how many statements the store has run, beside begin and commit.
func (s *Store) StatementCount() int64 {
	var count int64
	for _, d := range []database{s.writer, s.reader} {
		d.statements.mu.Lock()
		count += d.statements.asked
		d.statements.mu.Unlock()
	}
	return count
}

// AuditQueries are the audit's checks by code.
func AuditQueries() map[string]string {
	queries := map[string]string{}
	for _, c := range checks() {
		queries[c.code] = c.query
	}
	return queries
}
