// Package postgrestest runs a real PostgreSQL server for tests: on 127.0.0.1, on a free port, in a folder of
// its own that goes with it.
//
// It takes the binaries that are installed, else those that `make bin/postgres` fetched. PostgreSQL refuses to
// run as root: where the test does, the server runs as an unprivileged user.
package postgrestest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/makegood/makegood/internal/port"
)

// Server is a running PostgreSQL.
type Server struct {
	port    int
	command *exec.Cmd
	made    atomic.Int64
}

// startMax is how long a server may take until it answers, on a busy machine.
const startMax = 60 * time.Second

// Start starts a server that ends with the test. It keeps no statistics of its tables: StartLasting does.
func Start(t testing.TB) *Server {
	t.Helper()
	return startFor(t)
}

// StartLasting is Start for a run that fills its tables for minutes: the server knows how large they have become, as
// any server in use does. Without that an index is passed over in tables of thousands of rows.
func StartLasting(t testing.TB) *Server {
	t.Helper()
	return startFor(t, "-c", "autovacuum=on", "-c", "autovacuum_naptime=5s")
}

func startFor(t testing.TB, further ...string) *Server {
	t.Helper()
	server, stop, err := start(t.Context(), func(string, owner) ([]string, error) { return further, nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return server
}

// prepare changes a server's files before it starts, and returns further arguments for it.
type prepare func(data string, by owner) (arguments []string, err error)

// start starts a server; stop ends it, and removes its folder.
func start(ctx context.Context, prepare prepare) (*Server, func(), error) {
	binaries, err := findBinaries()
	if err != nil {
		return nil, nil, err
	}
	folder, err := os.MkdirTemp("", "makegood-postgres-")
	if err != nil {
		return nil, nil, err
	}
	s := &Server{}
	stop := func() {
		s.stop()
		_ = os.RemoveAll(folder)
	}
	if err := s.begin(ctx, binaries, folder, prepare); err != nil {
		stop()
		return nil, nil, err
	}
	return s, stop, nil
}

func (s *Server) begin(ctx context.Context, binaries, folder string, prepare prepare) error {
	owner, err := unprivileged(folder)
	if err != nil {
		return err
	}
	data := filepath.Join(folder, "data")
	initdb := owner.command(ctx, filepath.Join(binaries, "initdb"), "-D", data, "-U", "makegood", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	further, err := prepare(data, owner)
	if err != nil {
		return err
	}
	if s.port, err = port.Free(0); err != nil {
		return err
	}
	// The server outlives ctx: it is ended by stop.
	arguments := append([]string{"-D", data, "-p", fmt.Sprint(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "shared_buffers=64MB",
		// Nothing here outlives the server: a test of what a crash leaves turns these on again.
		"-c", "fsync=off", "-c", "full_page_writes=off",
		// Tables are filled and emptied within seconds: plans made for what a table was a moment ago take seconds too.
		"-c", "autovacuum=off"}, further...)
	s.command = owner.command(context.Background(), filepath.Join(binaries, "postgres"), arguments...)
	if err := s.command.Start(); err != nil {
		return err
	}
	return s.awaitAnswer(ctx)
}

// awaitAnswer waits until the server takes statements.
func (s *Server) awaitAnswer(ctx context.Context) error {
	db, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(ctx, startMax)
	defer cancel()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not answer within %s: %w", startMax, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server at once: nobody needs what it keeps.
func (s *Server) stop() {
	if s.command == nil || s.command.Process == nil {
		return
	}
	_ = s.command.Process.Signal(os.Interrupt)
	_ = s.command.Wait()
}

func (s *Server) url(database string) string {
	return (&url.URL{Scheme: "postgres", User: url.User("makegood"), Host: fmt.Sprintf("127.0.0.1:%d", s.port), Path: database,
		RawQuery: "sslmode=disable"}).String()
}

// Database makes an empty database, and returns its URL.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	return s.copyOf(t, "template1")
}

// CopyOf makes a database as the one at a URL of this server, to which nobody may be connected.
func (s *Server) CopyOf(t testing.TB, template string) string {
	t.Helper()
	at, err := url.Parse(template)
	if err != nil {
		t.Fatal(err)
	}
	return s.copyOf(t, strings.TrimPrefix(at.Path, "/"))
}

func (s *Server) copyOf(t testing.TB, template string) string {
	t.Helper()
	db, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	name := fmt.Sprintf("t%d", s.made.Add(1))
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatal(err)
	}
	return s.url(name)
}

// findBinaries is the folder of initdb and postgres.
func findBinaries() (string, error) {
	if at, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(at), nil
	}
	patterns := []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql@*/bin/initdb"}
	if root, err := moduleRoot(); err == nil {
		patterns = append(patterns, filepath.Join(root, "bin", "postgres", "bin", "initdb"))
	}
	for _, pattern := range patterns {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return filepath.Dir(found[len(found)-1]), nil
		}
	}
	return "", fmt.Errorf("there is no PostgreSQL here: `make bin/postgres` fetches one (or install your system's package)")
}

// moduleRoot is the folder of go.mod above the test.
func moduleRoot() (string, error) {
	folder, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(folder, "go.mod")); missing == nil {
			return folder, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", os.ErrNotExist
		}
		folder = above
	}
	return "", err
}
