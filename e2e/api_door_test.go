package e2e

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// doors is the API as its process serves it, on the world's Temporal and ledger.
type doors struct {
	t   *testing.T
	url string
	// shop is the key of a shop's program, which may do all that a machine may.
	shop string
	demo *identity.Demo
}

// servedAPI runs the API until the test ends; it comes before the worker. The sample people may sign in; nobody is held to a rate.
func (w *world) servedAPI(people ...refund.Person) *doors {
	w.t.Helper()
	demo, err := identity.NewDemo(people, time.Now)
	if err != nil {
		w.t.Fatal(err)
	}
	key, line, err := app.NewMachine("shop", "refunds:read,refunds:request,refunds:customer", "CNY=100000000")
	if err != nil {
		w.t.Fatal(err)
	}
	machines := filepath.Join(w.t.TempDir(), "machines")
	if err := os.WriteFile(machines, []byte(line+"\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	at := make(chan net.Addr, 1)
	settings, err := config.Load(config.FromEnviron(append(w.env, "MAKEGOOD_IDENTITY_MACHINES_FILE="+machines, "MAKEGOOD_API_ADDRESS=127.0.0.1:0",
		"MAKEGOOD_API_METRICS_ADDRESS=off", "MAKEGOOD_API_SUBJECT_RATE=10000", "MAKEGOOD_API_SUBJECT_BURST=10000",
		"MAKEGOOD_API_ADDRESS_RATE=10000", "MAKEGOOD_API_ADDRESS_BURST=10000")))
	if err != nil {
		w.t.Fatal(err)
	}
	// Its keys have to be there before a worker begins, which reads whom to believe.
	if err := app.EnsureIdentityKeys(settings); err != nil {
		w.t.Fatal(err)
	}
	process, err := app.New(app.Config{Settings: settings, Logger: zap.NewNop(), Now: time.Now, Demo: demo, OnAPI: func(a net.Addr) { at <- a }})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- process.RunAPI(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			w.t.Errorf("the API ended with %v", err)
		}
	})
	select {
	case address := <-at:
		w.untilReady(address.String())
		return &doors{t: w.t, url: "http://" + address.String(), shop: key, demo: demo}
	case err := <-ended:
		ended <- err
		w.t.Fatalf("the API ended: %v", err)
		return nil
	}
}
