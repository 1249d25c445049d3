package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
)

func TestProcessesAtOneFileTellAMessageOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	ledgertest.ProcessesTellOnce(t, path, func(t *testing.T, path string) ledger.Store { return open(t, path, time.Now) })
}
