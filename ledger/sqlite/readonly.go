package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// OpenReadOnly opens the ledger at path for commands that only read: it migrates nothing, and works
// beside a worker and on a medium that cannot be written. Errors: ErrNoLedger; a ledger of an older
// release; ErrNewerSchema; a log beside the file that this user, or this medium, cannot read.
func OpenReadOnly(ctx context.Context, path string, clock func() time.Time) (ledger.ReadOnly, error) {
	path, err := existing(path)
	if err != nil {
		return nil, err
	}
	reader, err := connectToRead(ctx, path)
	if err != nil {
		return nil, err
	}
	if _, err := current(ctx, reader); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: read %s: %w", path, err), reader.Close())
	}
	store, err := sqlstore.New(sqlstore.Config{Databases: sqlstore.Databases{Reader: reader}, Dialect: dialect(), Clock: clock})
	if err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	return store, nil
}

// connectToRead connects beside a process that writes; where nothing can be made beside the file and nobody has the
// ledger open, to the file alone.
func connectToRead(ctx context.Context, path string) (*sql.DB, error) {
	db, err := readable(ctx, path, readOnly())
	if !unwritable(err) {
		return db, err
	}
	if log, logErr := os.Stat(path + logEnding); logErr == nil && log.Size() > 0 {
		return nil, fmt.Errorf("ledger: read %s: %s cannot be read here, and has what was written last: "+
			"copy both to a folder that you may write, or ask as the worker's user: %w", path, path+logEnding, err)
	}
	return readable(ctx, path, unchanging())
}

// readable is a connection that has read something.
func readable(ctx context.Context, path string, m mode) (*sql.DB, error) {
	db, err := connect(ctx, path, m, readersMax)
	if err != nil {
		return nil, err
	}
	if err := isLedger(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: read %s: %w", path, err), db.Close())
	}
	return db, nil
}

// unwritable is how SQLite says that it cannot make the log's shared memory: the folder may not be
// written, or the disk is full. Then nobody else has the ledger open either.
func unwritable(err error) bool {
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return false
	}
	switch fault.Code() {
	case codes.SQLITE_IOERR_SHMOPEN, codes.SQLITE_IOERR_SHMSIZE, codes.SQLITE_IOERR_SHMMAP:
		return true
	}
	return primary(err) == codes.SQLITE_CANTOPEN || primary(err) == codes.SQLITE_READONLY
}
