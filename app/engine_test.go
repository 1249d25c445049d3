package app

import (
	"database/sql"
	"errors"
	"testing"
	"time"
)

func TestALedgerThatIsTooNewIsSaidWithItsPage(t *testing.T) {
	s := nothingListens(t)
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", s.LedgerPath)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`CREATE TABLE schema_floor (one INTEGER PRIMARY KEY, version BIGINT NOT NULL); INSERT INTO schema_floor VALUES (1, 99999);
		INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	var coded Coded
	_, err = OpenLedger(t.Context(), s, time.Now, nil)
	if !errors.As(err, &coded) || coded.Code != CodeSchemaNewer || coded.Page != "docs/runbooks/upgrades.md" {
		t.Errorf("to write it: got %+v", err)
	}
	_, err = ReadLedger(t.Context(), s, time.Now)
	if !errors.As(err, &coded) || coded.Code != CodeSchemaNewer {
		t.Errorf("to read it: got %+v", err)
	}
}
