package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Releases before the ledger kept what was told had a folder of small files: sent/<two digits>/<digest>.told for a
// message that was handed over, .claim for one whose outcome a crash left open.

const (
	// importingEnding and importedEnding follow the folder's name while it is imported, and afterwards. A worker of such
	// a release that still runs finds its folder gone, and sends nothing.
	importingEnding = ".importing"
	importedEnding  = ".imported"
	// marksMax is how many marks are imported in one transaction.
	marksMax = 500
)

func marksFolder(s config.Settings) string { return filepath.Join(s.DataDir, "sent") }

// importMarks takes the folder of an older release over, where there is one, before anything is told.
func (a *App) importMarks(ctx context.Context, books ledger.Dispatches) error {
	folder := marksFolder(a.settings)
	count, err := importMarks(ctx, folder, books)
	if count > 0 {
		a.logger.Info("what an older release had told is in the ledger now", zap.Int("messages", count), zap.String("folder", folder+importedEnding))
	}
	return err
}

// importMarks puts every mark of a folder into the ledger, and returns how many there were. Several processes may do so
// at once, and one that was interrupted is continued by the next.
func importMarks(ctx context.Context, folder string, books ledger.Dispatches) (count int, err error) {
	err = renamed(folder, folder+importingEnding)
	if err == nil {
		count, err = importFolder(ctx, folder+importingEnding, books)
	}
	if err == nil {
		err = renamed(folder+importingEnding, folder+importedEnding)
	}
	if err != nil {
		return count, fmt.Errorf("import what was told from %s: %w", folder, err)
	}
	return count, nil
}

// importFolder imports a folder that nobody writes any more.
func importFolder(ctx context.Context, folder string, books ledger.Dispatches) (count int, err error) {
	var known []ledger.KnownDispatch
	keep := func() error {
		defer func() { known = known[:0] }()
		return books.ImportDispatches(ctx, known)
	}
	err = filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // there is none, or another process was faster
			return nil
		}
		if err != nil {
			return err
		}
		if mark, ok := markOf(path); ok {
			known, count = append(known, mark), count+1
		}
		if len(known) == marksMax {
			return keep()
		}
		return nil
	})
	if err == nil && len(known) > 0 {
		err = keep()
	}
	return count, err
}

// markOf reads a mark's name.
func markOf(path string) (ledger.KnownDispatch, bool) {
	digest, ending, _ := strings.Cut(filepath.Base(path), ".")
	switch ending {
	case "told":
		return ledger.KnownDispatch{Digest: digest, State: refund.DispatchTold}, true
	case "claim":
		return ledger.KnownDispatch{Digest: digest, State: refund.DispatchUnknown}, true
	}
	return ledger.KnownDispatch{}, false
}

// renamed renames a folder, unless it is not there or somebody else has renamed it.
func renamed(from, to string) error {
	if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
