package sqlstore

import (
	"context"
	"time"

	"github.com/makegood/makegood/ledger"
)

// Tx is a transaction as a test's own callback sees it.
type Tx = tx

// Write is write, for callbacks of a test.
func (s *Store) Write(ctx context.Context, work func(*Tx) error) error {
	return s.write(ctx, "test", work)
}

// Read is read, for callbacks of a test.
func (s *Store) Read(ctx context.Context, work func(*Tx) error) error {
	return s.read(ctx, "test", work)
}

// Exec runs a statement.
func (t *tx) Exec(query string, args ...any) error { return t.exec(query, args...) }

// ExecWithin runs a statement that ends with ctx, as no verb does.
func (t *tx) ExecWithin(ctx context.Context, query string, args ...any) error {
	t.ctx = ctx
	return t.exec(query, args...)
}

// Count reads one number.
func (t *tx) Count(query string, args ...any) (n int, err error) {
	err = t.row(query, args...).Scan(&n)
	return n, err
}

// Now is the call's time.
func (t *tx) Now() time.Time { return t.now }

// Queued is how many calls wait for the writer.
func (s *Store) Queued() int { return len(s.group.queue) }

// Commits says how many transactions were committed, and how many calls they carried out.
func (s *Store) Commits() (commits, calls int64) {
	return s.group.commits.Load(), s.group.calls.Load()
}

// BatchMax is how many calls share a commit at most.
const BatchMax = batchMax

// WithoutGroup lets every transaction commit by itself, as on an engine that locks rows.
func (s *Store) WithoutGroup() {
	s.group.close()
	s.group = nil
}

// SnapshotsLast bounds the store's reading transactions.
func (s *Store) SnapshotsLast(d time.Duration) { s.snapshotMax = d }

// LogTo sets who is told of failing writes.
func (s *Store) LogTo(l ledger.Logger) { s.health.log = l }

// EveryCallTwice has every call rolled back once and run again, as after a mate's error.
func (s *Store) EveryCallTwice() { s.group.before = s.group.discard }

// discard runs a batch and keeps nothing of it.
func (g *group) discard(batch []*call) {
	begun, err := g.store.writer.db.BeginTx(context.Background(), nil)
	if err != nil {
		return
	}
	for _, c := range batch {
		_ = g.store.inSavepoint(begun, c)
	}
	_ = rolledBack(begun)
}
