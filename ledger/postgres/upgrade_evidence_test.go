package postgres_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/refund"
)

func TestDocumentsOfAnOlderVersionAreFoundByTheirHash(t *testing.T) {
	url, photo := made(t, postgrestest.Start(t)), strings.Repeat("ab", 32)
	d := ledgertest.At(t, open(t, url, time.Now), nil)
	named := ledgertest.Request("o1", "c1", 1)
	named.Evidence = []refund.Evidence{{URI: "s3://a", SHA256: photo}, {URI: "s3://b", SHA256: "not a hash"}}
	named.Order.Lines[0].Title = `a line called "sha256":"` + strings.Repeat("cd", 32) + `"`
	d.Propose(named, ledgertest.Units(1))
	other := d.Waiting("o2", "lead")
	d.Taken(other, refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: "q1", By: "anna", Question: "how so?"}})
	d.Taken(other, refund.Act{Kind: refund.ActAnswer, Reply: &refund.InfoReply{By: "customer:42", Answer: "look", Evidence: []refund.Evidence{{URI: "s3://c", SHA256: photo}}}})
	db := raw(t, url)
	provider, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 32); err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	var rows string
	if err := db.QueryRowContext(t.Context(), `SELECT string_agg(refund || ' ' || source || ' ' || sha256, ', ' ORDER BY refund) FROM case_evidence`).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if want := "refund/m1/o1/c1 request " + photo + ", refund/m1/o2/c1 answer " + photo; rows != want {
		t.Errorf("found %s, want %s", rows, want)
	}
}
