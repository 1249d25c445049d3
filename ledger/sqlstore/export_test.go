package sqlstore

// AuditQueries are the audit's checks by code.
func AuditQueries() map[string]string {
	queries := map[string]string{}
	for _, c := range checks() {
		queries[c.code] = c.query
	}
	return queries
}
