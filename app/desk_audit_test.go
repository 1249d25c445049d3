package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/attest"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
)

// staffLog keeps what it is told, unless it is away.
type staffLog struct {
	away bool
	seen []string
}

func (l *staffLog) NoteStaff(_ context.Context, in ledger.StaffSeen) (int, error) {
	if l.away {
		return 0, errors.New("away")
	}
	l.seen = append(l.seen, in.Hash)
	return 1, nil
}

func TestAChangeOfStaffIsKeptOnceAndTriedAgainWhileTheLedgerIsAway(t *testing.T) {
	books := &staffLog{away: true}
	hash := "h1"
	n := staffNoter{books: books, log: zap.NewNop(), staff: func() ledger.StaffSeen { return ledger.StaffSeen{Hash: hash} }}
	n.note(t.Context())
	books.away = false
	ticks := make(chan time.Time)
	ended := make(chan struct{})
	go func() { n.run(t.Context(), ticks); close(ended) }()
	ticks <- time.Time{}
	close(ticks)
	<-ended
	hash = "h2"
	n.note(t.Context())
	n.note(t.Context())
	if len(books.seen) != 2 || books.seen[0] != "h1" || books.seen[1] != "h2" {
		t.Errorf("kept %v", books.seen)
	}
}

func TestWithoutAKeyNothingSignsExports(t *testing.T) {
	s := config.Settings{DataDir: t.TempDir()}
	if signer, err := exportSigner(s, time.Now); signer != nil || err != nil {
		t.Errorf("got %v, %v", signer, err)
	}
	if _, known, err := exportTrust(s); known || err != nil {
		t.Errorf("a key is trusted: %v", err)
	}
}

func TestTheEmbeddedModesKeySignsExportsThatItsWorkersKeyProves(t *testing.T) {
	s := config.Settings{DataDir: t.TempDir()}
	if err := EnsureIdentityKeys(s); err != nil {
		t.Fatal(err)
	}
	signer, err := exportSigner(s, time.Now)
	if err != nil || signer == nil {
		t.Fatal(err)
	}
	document := []byte(attest.ExportBegins + "}")
	signature, err := signer.SignExport(document)
	if err != nil {
		t.Fatal(err)
	}
	id, text, err := signer.ExportKey()
	if err != nil {
		t.Fatal(err)
	}
	trust, known, err := exportTrust(s)
	if err != nil || !known {
		t.Fatalf("known %v, %v", known, err)
	}
	key, err := trust.PublicKey(id)
	if err != nil || attest.CheckExport(key, document, signature) != nil {
		t.Errorf("the workers' key does not prove it: %v", err)
	}
	if read, err := attest.ParsePublicPEM(text); err != nil || !read.Equal(key) {
		t.Errorf("the key that is shown is another one: %v", err)
	}
}
