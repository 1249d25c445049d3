//go:build browser

package browser

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// shop is a running makegood with everything around it. The tests share one: what they ask for has orders of its own.
type shop struct {
	// staff and pages are where the desk answers staff and customers.
	staff, pages string
	dir          string
	// program is the command, and env what it is called with.
	program  string
	env      []string
	settings config.Settings
	books    ledger.Store

	stops []func() error
}

// theShop is started by the first test that needs it.
var theShop = sync.OnceValues(startShop)

// started has what stopShop stops.
var started *shop

// open returns the shop.
func shopOf(t *testing.T) *shop {
	t.Helper()
	s, err := theShop()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const topic = "orders.order-cancelled.v1"

func startShop() (*shop, error) {
	dir, err := os.MkdirTemp("", "makegood-browser")
	if err != nil {
		return nil, err
	}
	s := &shop{dir: dir, program: filepath.Join(dir, "makegood")}
	started = s
	s.stops = append(s.stops, func() error { return os.RemoveAll(dir) })
	if out, err := exec.Command("go", "build", "-C", "../..", "-o", s.program, "./cmd/makegood").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build makegood: %w\n%s", err, out)
	}
	if err := s.startStack(); err != nil {
		return nil, err
	}
	if s.settings, err = config.Load(config.FromEnviron(s.env)); err != nil {
		return nil, err
	}
	if _, err := app.CreateLedger(context.Background(), s.settings, time.Now); err != nil {
		return nil, err
	}
	if err := app.EnsureIdentityKeys(s.settings); err != nil { // before a worker begins, which reads whom to believe
		return nil, err
	}
	if err := s.startParts(); err != nil {
		return nil, err
	}
	s.books, err = sqlite.OpenOrCreate(context.Background(), s.settings.LedgerPath, time.Now)
	s.stops = append(s.stops, func() error { return s.books.Close() })
	return s, err
}

// startStack starts Temporal, the broker and the simulator, and says where they are.
func (s *shop) startStack() error {
	temporal, err := filepath.Abs("../../bin/temporal")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	data := filepath.Join(s.dir, "data")
	stack, err := embedded.Start(ctx, embedded.Options{
		DataDir: data, Topics: []string{topic, "refunds.refund-status.v1"}, Executable: s.program, Logger: zap.NewNop(), InMemory: true, TemporalBinary: temporal,
	})
	if err != nil {
		return err
	}
	s.stops = append(s.stops, stack.Stop)
	pages, err := net.Listen("tcp", "127.0.0.1:0") // customers' messages name it before the desk begins
	if err != nil {
		return err
	}
	at := pages.Addr().String()
	if err := pages.Close(); err != nil {
		return err
	}
	shops := filepath.Join(s.dir, "shops.yaml")
	secret := filepath.Join(s.dir, "shop.secret")
	if err := os.WriteFile(secret, []byte("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n"), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(shops, []byte("shops:\n  - merchant: m-001\n    name: Acme\n    language: en\n    time_zone: Europe/Berlin\n    secret_file: "+secret+"\n"), 0o600); err != nil {
		return err
	}
	own := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, config.Prefix) || strings.HasPrefix(v, "TEMPORAL_") })
	s.env = append(own, "TEMPORAL_CONFIG_FILE="+os.DevNull, "MAKEGOOD_DATA_DIR="+data, "MAKEGOOD_TEMPORAL_ADDRESS="+stack.TemporalAddress,
		"MAKEGOOD_TEMPORAL_UI_URL="+stack.TemporalUIURL, "MAKEGOOD_KAFKA_BROKERS="+stack.KafkaAddress, "MAKEGOOD_SIMULATOR_URL="+stack.SimulatorURL,
		"MAKEGOOD_WORKER_METRICS_ADDRESS=off", "MAKEGOOD_STARTER_METRICS_ADDRESS=off", "MAKEGOOD_DESK_METRICS_ADDRESS=off", "MAKEGOOD_API_ADDRESS=127.0.0.1:0",
		"MAKEGOOD_SHOPS_FILE="+shops, "MAKEGOOD_DESK_ADDRESS=127.0.0.1:0", "MAKEGOOD_PAGES_ADDRESS="+at, "MAKEGOOD_PAGES_URL=http://"+at,
		"MAKEGOOD_DESK_ADDRESS_RATE=1000", "MAKEGOOD_DESK_ADDRESS_BURST=1000", "MAKEGOOD_PAGES_ADDRESS_RATE=1000", "MAKEGOOD_PAGES_ADDRESS_BURST=1000",
		"MAKEGOOD_DESK_SUBJECT_RATE=1000", "MAKEGOOD_DESK_SUBJECT_BURST=1000", "MAKEGOOD_OFFER_LINK_SECRET="+strings.Repeat("browser tests ", 4))
	return nil
}

// startParts runs worker, starter and desk in this process.
func (s *shop) startParts() error {
	demo, err := identity.NewDemo(people(), time.Now)
	if err != nil {
		return err
	}
	type addresses struct{ staff, pages net.Addr }
	at := make(chan addresses, 1)
	ended := make(chan error, 3)
	ctx, stop := context.WithCancel(context.Background())
	running := 0
	s.stops = append(s.stops, func() error {
		stop()
		var errs []error
		for range running {
			errs = append(errs, <-ended)
		}
		return errors.Join(errs...)
	})
	for _, run := range []func(*app.App, context.Context) error{(*app.App).RunDesk, (*app.App).RunWorker, (*app.App).RunStarter} {
		part, err := app.New(app.Config{
			Settings: s.settings, Logger: zap.NewNop(), Now: time.Now, Demo: demo, OnDesk: func(staff, pages net.Addr) { at <- addresses{staff, pages} },
		})
		if err != nil {
			return err
		}
		running++
		go func() { ended <- run(part, ctx) }()
	}
	select {
	case answers := <-at:
		s.staff, s.pages = "http://"+answers.staff.String(), "http://"+answers.pages.String()
		return nil
	case err := <-ended:
		running--
		return fmt.Errorf("a part ended: %w", err)
	}
}

// people are those of the sample reviewers.yaml that the tests play.
func people() []refund.Person { return []refund.Person{"mia", "noah", "olga"} }

// stopShop stops what was started, the last first.
func stopShop() {
	if started == nil {
		return
	}
	for _, stop := range slices.Backward(started.stops) {
		if err := stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stop:", err)
		}
	}
}

// run is a makegood command that has to succeed.
func (s *shop) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(s.program, args...)
	var stderr strings.Builder
	cmd.Env, cmd.Stderr = s.env, &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("makegood %s: %v\n%s%s", strings.Join(args, " "), err, out, stderr.String())
	}
	return string(out)
}

// signIn opens a window in which somebody is signed in.
func (s *shop) signIn(t *testing.T, who refund.Person) *page {
	t.Helper()
	p := open(t)
	p.goTo(s.staff + "/sign-in")
	p.clickText(string(who))
	return p
}
