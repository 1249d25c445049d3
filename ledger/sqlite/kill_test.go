package sqlite_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// writerFile names, for the child process of the test below, the file to write until it is killed.
const writerFile = "MAKEGOOD_LEDGER_TEST_WRITER"

// What a caller was told is on the disk stays there, however the process ends.
func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	if path := os.Getenv(writerFile); path != "" {
		writeUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	create(t, path)
	var answered []string
	for range 3 {
		answered = append(answered, killedAfter(t, path, 60)...)
	}
	books := open(t, path, time.Now)
	for _, id := range answered {
		if _, err := books.Case(t.Context(), refund.ID(id)); err != nil {
			t.Errorf("%s was answered, and is gone: %v", id, err)
		}
	}
	cases, err := books.Cases(t.Context(), ledger.CaseFilter{})
	if err != nil || len(answered) != 180 || len(cases) < len(answered) {
		t.Errorf("%d refunds are in the ledger, %d were answered (%v)", len(cases), len(answered), err)
	}
	ledgertest.At(t, books, nil).BooksAgree()
}

// writeUntilKilled decides refunds from sixteen sides, and names each once it was answered.
func writeUntilKilled(t *testing.T, path string) {
	books, err := sqlite.Open(t.Context(), path, time.Now)
	must(t, err)
	for side := range 16 {
		go func() {
			for i := 0; ; i++ {
				c := ledgertest.Request(fmt.Sprintf("%d-%d-%d", os.Getpid(), side, i), "c1", 1)
				c.Order.Customer.CustomerID = refund.CustomerID(c.Key.Order)
				in := refund.Decide{Digest: "d", Cancellation: c, RunID: "r"}
				if _, err := books.DecideRefund(t.Context(), in, ledgertest.Proposing(ledgertest.Units(1))); err != nil {
					fmt.Println("failed:", err)
				}
				fmt.Println(c.ID())
			}
		}()
	}
	select {}
}

// killedAfter kills a writer -9 once it was answered a number of times, and returns what was answered.
func killedAfter(t *testing.T, path string, count int) (answered []string) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	child.Env = append(os.Environ(), writerFile+"="+path)
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewScanner(out)
	for len(answered) < count && lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "refund/") {
			t.Errorf("the writer said %q", lines.Text())
		}
		answered = append(answered, lines.Text())
	}
	must(t, child.Process.Kill())
	_, _ = io.Copy(io.Discard, out)
	_ = child.Wait() // it was killed
	return answered
}
