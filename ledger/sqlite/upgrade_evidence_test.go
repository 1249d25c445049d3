package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

func TestDocumentsOfAnOlderVersionAreFoundByTheirHash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	photo := strings.Repeat("ab", 32)
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	named := ledgertest.Request("o1", "c1", 1)
	named.Evidence = []refund.Evidence{{URI: "s3://a", SHA256: photo}, {URI: "s3://b", SHA256: "not a hash"}}
	named.Order.Lines[0].Title = `a line called "sha256":"` + strings.Repeat("cd", 32) + `"`
	d.Propose(named, ledgertest.Units(1))
	other := ledgertest.Request("o2", "c1", 1) // it waits for a person
	d.Waiting("o2", "lead")
	d.Taken(other.ID(), refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: "q1", By: "anna", Question: "how so?"}})
	d.Taken(other.ID(), refund.Act{Kind: refund.ActAnswer, Reply: &refund.InfoReply{
		By: "customer:42", Answer: "look", Evidence: []refund.Evidence{{URI: "s3://c", SHA256: photo}},
	}})
	withoutDocuments(t, path)

	d = ledgertest.At(t, open(t, path, time.Now), nil)
	for id, want := range map[refund.ID]ledger.EvidenceSeen{
		named.ID(): {SHA256: photo, Refund: other.ID(), Source: ledger.EvidenceOfAnswer},
		other.ID(): {SHA256: photo, Refund: named.ID(), Source: ledger.EvidenceOfRequest},
	} {
		around, err := d.Store.Around(t.Context(), id)
		if err != nil || len(around.Seen) != 1 {
			t.Fatalf("%s: seen %+v, %v", id, around.Seen, err)
		}
		if got := around.Seen[0]; got.SHA256 != want.SHA256 || got.Refund != want.Refund || got.Source != want.Source || got.At.IsZero() {
			t.Errorf("%s: got %+v, want %+v", id, got, want)
		}
	}
}

// withoutDocuments takes a file back to the schema before documents were found by their hash.
func withoutDocuments(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 42); err != nil {
		t.Fatal(err)
	}
}
