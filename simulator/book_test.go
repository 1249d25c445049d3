package simulator_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/simulator"
)

func TestTheBookSurvivesARestart(t *testing.T) {
	b := setup(t)
	a := b.post("k1", cny("ch_1", 4500))
	before := b.book()
	b.restart()
	b.wantMoved("ch_1", 4500, 1)
	if found := b.lookUp("k1"); found.refund != a.refund {
		t.Errorf("found %s, want %s", found.body, a.body)
	}
	if after := b.book(); after.MovedMinor["CNY"] != before.MovedMinor["CNY"] || after.RefundCount != 1 {
		t.Errorf("after %+v, before %+v", after, before)
	}
	if a := b.post("k2", cny("ch_1", 1)); a.refund.ID == found(b, "k1").ID {
		t.Errorf("the id %s was given twice", a.refund.ID)
	}
}

func TestABookFromBeforeThereWereVoidsHoldsRefunds(t *testing.T) {
	b := setup(t)
	a := b.post("k1", cny("ch_1", 4500))
	b.stop()
	now := readFile(t, b.bookPath)
	before := bytes.ReplaceAll(now, []byte(`"kind":"refund",`), nil)
	if len(before) == len(now) {
		t.Fatalf("no kind in %s", now)
	}
	writeFile(t, b.bookPath, before)
	b.start()
	if again := b.post("k1", cny("ch_1", 4500)); again.status != 200 || again.refund != a.refund {
		t.Errorf("repeated: %s, want %s", again.body, a.body)
	}
	if book := b.book(); book.RefundCount != 1 || book.VoidCount != 0 {
		t.Errorf("counts: %+v", book)
	}
}

func found(b *bench, key string) simulator.Refund { return b.lookUp(key).refund }

func TestATornLastLineIsCutOffAndReported(t *testing.T) {
	b := setup(t)
	b.post("k1", cny("ch_1", 4500))
	b.stop()
	whole := readFile(t, b.bookPath)
	writeFile(t, b.bookPath, append(bytes.Clone(whole), []byte(`{"at":"2026-11-02T09:00:00Z","refu`)...))
	core, logs := observer.New(zap.WarnLevel)
	server, err := simulator.New(simulator.Config{BookPath: b.bookPath, Log: zap.New(core)})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if logs.FilterMessageSnippet("torn").Len() != 1 {
		t.Errorf("nothing was reported: %v", logs.All())
	}
	if got := readFile(t, b.bookPath); !bytes.Equal(got, whole) {
		t.Errorf("the book is %q, want %q", got, whole)
	}
}

func TestADamagedBookIsRefusedWithItsLine(t *testing.T) {
	b := setup(t)
	b.post("k1", cny("ch_1", 4500))
	b.stop()
	writeFile(t, b.bookPath, append([]byte("not json\n"), readFile(t, b.bookPath)...))
	_, err := simulator.New(simulator.Config{BookPath: b.bookPath})
	if err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("got %v", err)
	}
}

func TestNoBookPathIsRefused(t *testing.T) {
	if _, err := simulator.New(simulator.Config{}); err == nil {
		t.Error("accepted")
	}
}

func TestRunServesUntilItIsStoppedAndLetsGoOfWhoWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	listening, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- simulator.Run(ctx, simulator.Config{
			Address: "127.0.0.1:0", BookPath: t.TempDir() + "/book.jsonl", HoldMax: time.Hour,
			Listening: func(address string) { listening <- address },
		})
	}()
	b := &bench{t: t, url: "http://" + <-listening}
	answered := make(chan answer)
	go func() { answered <- b.post("k1", cny("ch_1~timeout_after_success", 4500)) }()
	for b.lookUp("k1").status != 200 {
	}
	b.wantMoved("ch_1~timeout_after_success", 4500, 1)
	cancel()
	if a := <-answered; a.status != noAnswer {
		t.Errorf("got %d %s", a.status, a.body)
	}
	if err := <-ended; err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func TestRunSaysWhenItsAddressIsTaken(t *testing.T) {
	b := setup(t)
	err := simulator.Run(t.Context(), simulator.Config{Address: strings.TrimPrefix(b.url, "http://"), BookPath: t.TempDir() + "/b"})
	if err == nil || !strings.Contains(err.Error(), "listen on") {
		t.Errorf("got %v", err)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestAConnectionThatNeverAskedDoesNotKeepRunFromStopping(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	listening, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- simulator.Run(ctx, simulator.Config{
			Address: "127.0.0.1:0", BookPath: t.TempDir() + "/book.jsonl",
			Listening: func(address string) { listening <- address },
		})
	}()
	conn, err := net.Dial("tcp", <-listening)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("stopped with %v", err)
	}
}
