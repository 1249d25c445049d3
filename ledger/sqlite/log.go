package sqlite

import (
	"context"
	"fmt"
	"time"
)

const (
	// emptierPatience is how long writers are held up while the log waits for its readers.
	emptierPatience = "busy_timeout(100)"
	// saidEvery is how often a log that does not shrink is said at most.
	saidEvery = time.Minute
)

// shorten empties a log that has grown too large. A connection that still reads what was there before keeps it
// from that, also from another process.
func (g *guard) shorten() {
	size := g.LogBytes()
	if size <= g.logMax {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), g.every+time.Second)
	defer cancel()
	var blocked, inLog, inLedger int
	err := g.emptier.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&blocked, &inLog, &inLedger)
	if err == nil && blocked == 0 && inLog == inLedger {
		err = g.emptier.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&blocked, &inLog, &inLedger)
	}
	if now := time.Now(); g.LogBytes() > g.logMax && now.Sub(g.said) >= saidEvery {
		g.said = now
		g.log.Warn("the ledger's write-ahead log is large and cannot be emptied: somebody has read the ledger for long",
			"bytes", size, "bytes_max", g.logMax, "pages_in_log", inLog, "pages_in_ledger", inLedger, "cause", fmt.Sprint(err))
	}
}
