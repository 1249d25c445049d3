package main

import (
	"fmt"
	"sync/atomic"

	"modernc.org/sqlite"
)

// commits counts what SQLite commits in this process: with full sync each is one sync of the write-ahead
// log. The syncs of checkpoints, one in about a thousand pages, are not among them.
var commits atomic.Int64

// countCommits has the commits of every connection counted that is opened from now on.
func countCommits() {
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, _ string) error {
		hooked, ok := conn.(sqlite.HookRegisterer)
		if !ok {
			return fmt.Errorf("bench: a connection of type %T takes no hook", conn)
		}
		hooked.RegisterCommitHook(func() int32 {
			commits.Add(1)
			return 0
		})
		return nil
	})
}
