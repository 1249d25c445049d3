package e2e

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/makegood/makegood/refund"
)

// recordVariable names the folder histories are written to, by `make histories`.
const recordVariable = "MAKEGOOD_RECORD_HISTORIES"

// record keeps the histories of all refunds of this world, for the replay test in workflows. Their
// names begin with a prefix, so that worlds do not write over each other's.
func (w *world) record(prefix string) {
	folder := os.Getenv(recordVariable)
	if folder == "" || w.t.Failed() {
		return
	}
	for _, row := range w.rows() {
		history := w.temporal("workflow", "show", "--workflow-id", string(row.ID), "--output", "json")
		name := filepath.Join(folder, prefix+orderOf(row.ID)+".json")
		if err := os.WriteFile(name, []byte(history), 0o644); err != nil {
			w.t.Error(err)
		}
	}
}

func orderOf(id refund.ID) string { return strings.Split(string(id), "/")[2] }
