package app

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// nothingListens are settings on a data folder of its own, with nothing running at their addresses.
func nothingListens(t *testing.T) config.Settings {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := config.Load(map[string]string{
		"MAKEGOOD_DATA_DIR": filepath.Join(t.TempDir(), "data"), "MAKEGOOD_TEMPORAL_ADDRESS": address, "MAKEGOOD_KAFKA_BROKERS": address,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Worker.MetricsAddress, s.Starter.MetricsAddress = "127.0.0.1:0", "127.0.0.1:0" // any port
	return s
}

// TestProcessesStartWithoutTemporalAndEndWhenAsked: each serves its figures, and waits for Temporal until its
// context ends, which is no error.
func TestProcessesStartWithoutTemporalAndEndWhenAsked(t *testing.T) {
	for name, run := range map[string]func(*App, context.Context) error{"worker": (*App).RunWorker, "starter": (*App).RunStarter} {
		ctx, cancel := context.WithCancel(t.Context())
		core, logs := observer.New(zap.InfoLevel)
		served := zap.Hooks(func(e zapcore.Entry) error {
			if e.Message == "metrics" {
				cancel()
			}
			return nil
		})
		s := nothingListens(t)
		if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
			t.Fatal(err)
		}
		if err := run(newApp(t, s, zap.New(core, served)), ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if logs.FilterMessage("metrics").Len() != 1 {
			t.Errorf("%s: its figures were not served: %+v", name, logs.All())
		}
	}
}

func TestAnAppNeedsALoggerAndAClock(t *testing.T) {
	for name, c := range map[string]Config{"no logger": {Now: time.Now}, "no clock": {Logger: zap.NewNop()}} {
		if _, err := New(c); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestALedgerIsReadButNotMade(t *testing.T) {
	s := nothingListens(t)
	_, err := OpenLedger(t.Context(), s, time.Now, nil)
	if problem, ok := refund.ProblemIn(err); !ok || problem.Code != refund.CodeNotFound {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(s.DataDir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was made: %v", err)
	}
}

func TestAScratchLedgerIsRemovedWhenItIsClosed(t *testing.T) {
	books, err := OpenScratchLedger(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := books.Case(t.Context(), "refund/m/o/r"); err == nil {
		t.Error("an empty ledger knows a refund")
	}
	if err := books.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(books.folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestRuleFilesAreThoseNamedOrThoseShipped(t *testing.T) {
	folder := t.TempDir()
	own := written(t, folder, "b.yaml", "name: b\n")
	first := written(t, folder, "a.yaml", "name: a\n")
	sources, err := PolicySources(t.Context(), folder)
	if err != nil || len(sources) != 2 || sources[0].Name != first || sources[1].Name != own {
		t.Errorf("a folder: %+v, %v", sources, err)
	}
	for _, path := range []string{"", Shipped} {
		if sources, err := PolicySources(t.Context(), path); err != nil || len(sources) != 1 || sources[0].Name != Shipped || len(sources[0].Content) == 0 {
			t.Errorf("%q: %+v, %v", path, sources, err)
		}
	}
	if from, err := RiskSource(t.Context(), own); err != nil || !bytes.Equal(from.Content, []byte("name: b\n")) {
		t.Errorf("a file: %+v, %v", from, err)
	}
	var coded Coded
	if _, err := LoadRisk(t.Context(), own); !errors.As(err, &coded) || coded.Code != CodeBadConfig || !strings.HasPrefix(err.Error(), own) {
		t.Errorf("a file of something else: %v", err)
	}
	if _, err := PolicySources(t.Context(), filepath.Join(folder, "c.yaml")); codeOf(err) != refund.CodeNotFound {
		t.Errorf("a file that is not there: %v", err)
	}
}

func codeOf(err error) refund.Code {
	problem, _ := refund.ProblemIn(err)
	return problem.Code
}
