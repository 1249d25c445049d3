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
		queries[c.rules[0].code] = c.query
	}
	return queries
}

// Queries are the statements that were run more than once.
func (s *Store) Queries() (queries []string) {
	for _, d := range []database{s.writer, s.reader} {
		d.statements.mu.Lock()
		for query := range d.statements.ready {
			queries = append(queries, query)
		}
		d.statements.mu.Unlock()
	}
	return queries
}
