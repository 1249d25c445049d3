package e2e

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/schematest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// lastRelease has the sources of schematest.LastRelease, as `make keep-release` packs them. They are kept, as the histories of
// a release are: a checkout may have no history of its own.
const lastRelease = "testdata/last-release.tar.gz"

// buildLastRelease builds the last release's program.
func buildLastRelease(t *testing.T) (program string) {
	t.Helper()
	last, sources := schematest.LastRelease(), t.TempDir()
	packed, err := os.ReadFile(lastRelease)
	if err != nil {
		t.Fatal(err)
	}
	if is := fmt.Sprintf("%x", sha256.Sum256(packed)); is != last.Sources {
		t.Fatalf("%s is not what was kept of the last release: its SHA-256 is %s", lastRelease, is)
	}
	unpack := exec.Command("tar", "-xz", "-C", sources)
	unpack.Stdin = bytes.NewReader(packed)
	if out, err := unpack.CombinedOutput(); err != nil {
		t.Fatalf("unpack the last release: %v %s", err, out)
	}
	for engine, number := range map[string]int64{"sqlite": last.SQLite, "postgres": last.Postgres} {
		if newest := newestMigration(t, filepath.Join(sources, "ledger", engine, "migrations")); newest != number {
			t.Errorf("the last release's newest migration of %s is %d, schematest.LastRelease says %d", engine, newest, number)
		}
	}
	program = filepath.Join(sources, "makegood-last")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", program, "./cmd/makegood")
	build.Dir = sources
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the last release: %v\n%s", err, out)
	}
	return program
}

func newestMigration(t *testing.T, folder string) (number int64) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		var own int64
		if _, err := fmt.Sscanf(file.Name(), "%d_", &own); err != nil {
			t.Fatalf("%s: %v", file.Name(), err)
		}
		number = max(number, own)
	}
	return number
}

// TestTheLastReleaseWorksOnTheNewSchema: while a cluster is upgraded. Workers of the last release are at work when
// this release migrates the ledger; they go on, are restarted, and hand over to this release's. On both engines.
func TestTheLastReleaseWorksOnTheNewSchema(t *testing.T) {
	last := buildLastRelease(t)
	t.Run("SQLite", func(t *testing.T) {
		w, path := start(t), filepath.Join(t.TempDir(), "shared.db")
		w.set("MAKEGOOD_LEDGER_PATH", path)
		w.upgradesFrom(last, func() (ledger.Store, error) { return sqlite.Open(t.Context(), path, time.Now) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		w, url := start(t), postgrestest.Start(t).Database(t)
		w.set("MAKEGOOD_LEDGER_URL", url)
		w.upgradesFrom(last, func() (ledger.Store, error) { return postgres.Open(t.Context(), url, time.Now) })
	})
}

// upgradesFrom follows docs/upgrades.md: the ledger, the workers, the starter. open opens the ledger by this release.
func (w *world) upgradesFrom(last string, open func() (ledger.Store, error)) {
	w.t.Helper()
	w.ranBy(last, "ledger", "create")
	oldStarter, oldWorker := w.spawnOf(last, "starter"), w.spawnOf(last, "worker")
	waiting := w.publishedBy(last, "order-waiting", large)
	w.until("a refund that waits", time.Minute, func() bool {
		out, err := w.runOf(last, "waiting")
		return err == nil && strings.Contains(out, string(waiting))
	})
	all := []refund.ID{waiting, w.paidBy(last, "order-before")}

	w.mustRun("ledger", "create", "--if-missing")
	all = append(all, w.paidBy(last, "order-migrated"))
	w.ranBy(last, "decide", string(waiting), "--approve", "--reviewer", "noah", "--note", "checked")
	w.until("the payment of what had waited", time.Minute, func() bool { minor, _ := w.book().For("ch_order-waiting"); return minor == 1281200 })

	oldWorker.kill()
	oldWorker = w.spawnOf(last, "worker")
	all = append(all, w.paidBy(last, "order-restarted"))

	w.spawn("worker")
	oldWorker.kill()
	all = append(all, w.paidBy(last, "order-handed-over"))
	oldStarter.kill()
	w.spawn("starter")
	all = append(all, w.paidBy(binary, "order-after"))

	books, err := open()
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = books.Close() })
	w.books = books
	for _, id := range all {
		w.until("the end of "+string(id), 2*time.Minute, func() bool { return w.status(id) == refund.StatusRefunded && w.closedWorkflow(id) })
	}
	if len(w.rows()) != len(all) {
		w.t.Errorf("%d refunds, want %d", len(w.rows()), len(all))
	}
	w.booksAgree()
}

func (w *world) ranBy(program string, args ...string) {
	w.t.Helper()
	if _, err := w.runOf(program, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) publishedBy(program, order string, change func(map[string]any)) refund.ID {
	w.t.Helper()
	file, id := w.event(order, change)
	w.ranBy(program, "publish", file)
	return id
}

// paidBy publishes the cancellation of an order, and waits until the provider has moved its money.
func (w *world) paidBy(program, order string) refund.ID {
	w.t.Helper()
	id := w.publishedBy(program, order, nil)
	w.until("the payment of "+order, time.Minute, func() bool { minor, _ := w.book().For("ch_" + order); return minor == 14000 })
	return id
}
