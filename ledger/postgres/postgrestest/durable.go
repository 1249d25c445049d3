package postgrestest

import (
	"context"
	"database/sql"
	"fmt"
)

// StartDurable starts a server that waits for the disk at each commit, as one that keeps books does. It is for
// measuring; stop ends it, and removes its folder.
func StartDurable(ctx context.Context) (s *Server, stop func(), err error) {
	return start(ctx, func(string, owner) ([]string, error) {
		return []string{"-c", "fsync=on", "-c", "full_page_writes=on", "-c", "autovacuum=on"}, nil // the last word on each counts
	})
}

// NewDatabase makes an empty database, and returns its URL.
func (s *Server) NewDatabase(ctx context.Context) (string, error) {
	db, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close() }()
	name := fmt.Sprintf("t%d", s.made.Add(1))
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	return s.url(name), nil
}
