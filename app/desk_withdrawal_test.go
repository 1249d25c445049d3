package app

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	withdrawalpages "github.com/makegood/makegood/desk/withdrawal"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// askNothing is a service of refunds that nobody asks.
type askNothing struct{ withdrawal.Refunds }

// shopSettings are settings with one shop, an outbox and customers' pages.
func shopSettings(t *testing.T) config.Settings {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "shops.yaml")
	if err := os.WriteFile(file, []byte("shops:\n  - {merchant: m-001, name: Acme, hosts: [acme.example], language: de}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := config.Load(map[string]string{"HOME": folder, "MAKEGOOD_SHOPS_FILE": file, "MAKEGOOD_PAGES_URL": "https://acme.example", "MAKEGOOD_OFFER_LINK_SECRET": strings.Repeat("s", 32)})
	if err != nil {
		t.Fatal(err)
	}
	s.OutboxDir = filepath.Join(folder, "outbox")
	return s
}

// publicMux has the customers' pages that need no links of makegood's own.
func publicMux(t *testing.T, ctx context.Context, a *App, kit *web.Kit, ports *ServicePorts) (*http.ServeMux, deskServices) {
	t.Helper()
	shops, err := a.shops(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var s deskServices
	if s.withdrawals, err = ports.Withdrawals(askNothing{}, shops); err != nil {
		t.Fatal(err)
	}
	if s.policies, err = ports.Policies(); err != nil {
		t.Fatal(err)
	}
	all, err := a.publicPages(kit, deskParts{ports: ports, services: s})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, pages := range all {
		pages.Routes(mux)
	}
	return mux, s
}

// TestAStatementThatAPageTookIsAcknowledgedByTheWorker goes from the page to the mail over one ledger, without Temporal.
func TestAStatementThatAPageTookIsAcknowledgedByTheWorker(t *testing.T) {
	s := shopSettings(t)
	a := newApp(t, s, zap.NewNop())
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	vault, err := a.vault(t.Context(), books)
	if err != nil {
		t.Fatal(err)
	}
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	by, err := a.rules(ctx, books)
	if err != nil {
		t.Fatal(err)
	}
	public, services := publicMux(t, ctx, a, kit, a.heldPorts(books, &held{rules: by, vault: vault}, nil))
	staffPages, err := withdrawalpages.NewStaff(kit, services.withdrawals)
	if err != nil {
		t.Fatal(err)
	}
	inside := http.NewServeMux()
	staffPages.Routes(inside)
	form := url.Values{"name": {"Li Lei"}, "contract": {"o-1"}, "reply_to": {"buyer@example.com"}}
	r := httptest.NewRequest(http.MethodPost, "http://acme.example/withdraw/confirm", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	public.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("answered %d: %s", w.Code, w.Body)
	}
	stop, err := a.followWithdrawals(ctx, books, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	eventually(t, "an acknowledged statement", func() bool {
		rows, err := books.Statements(ctx, ledger.StatementFilter{NeedsPerson: true})
		return err == nil && len(rows) == 1 && rows[0].Acknowledged == ledger.AckSent && rows[0].StartProblem == string(withdrawal.CodeOrderUnknown)
	})
	mails, err := filepath.Glob(filepath.Join(s.OutboxDir, "*.eml"))
	if err != nil || len(mails) != 1 {
		t.Errorf("%d mails, %v", len(mails), err)
	}
	staff := httptest.NewRequest(http.MethodGet, "/withdrawals", nil)
	list := httptest.NewRecorder()
	inside.ServeHTTP(list, staff.WithContext(web.WithSubject(ctx, api.Person("mia"))))
	if list.Code != http.StatusOK || !strings.Contains(list.Body.String(), "Li Lei") {
		t.Errorf("staff is answered %d", list.Code)
	}
}

// TestWhatIsMatchedIsAskedForByTheWorker: the service that a worker asks by takes a customer's request, and comes as far as
// Temporal, which is away here.
func TestWhatIsMatchedIsAskedForByTheWorker(t *testing.T) {
	a := newApp(t, shopSettings(t), zap.NewNop())
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	asks, err := api.New(a.heldPorts(books, &held{}, func() *client.Client { return nil }).askingPorts())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join("..", "internal", "demo", "examples", "order-cancelled.whole.json"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := event.Decode(event.Message{Value: raw}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	call := api.Call{Subject: api.Person(request.Cancellation.RequestedBy)}
	_, err = asks.RequestRefund(t.Context(), call, api.RequestRefundRequest{Cancellation: request.Cancellation, Contact: request.Contact})
	var told *api.Error
	if !errors.As(err, &told) || told.Code != CodeTemporalAway {
		t.Errorf("the request ended with %v", err)
	}
}

func TestWithoutShopsThereIsNobodyToWithdrawFrom(t *testing.T) {
	s := shopSettings(t)
	s.Shops.File = ""
	a := newApp(t, s, zap.NewNop())
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	mux, _ := publicMux(t, t.Context(), a, kit, a.heldPorts(books, &held{}, nil))
	for path, want := range map[string]int{"/withdraw": http.StatusNotFound, "/apply": http.StatusNotFound, "/policies/": http.StatusOK} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s is answered %d", path, w.Code)
		}
	}
	if _, err := Shops(t.Context(), s); err == nil {
		t.Error("a command finds shops without a file")
	}
}

func TestTheAddressOfThePolicyAgreedToIsBelowTheCustomersPages(t *testing.T) {
	to := PolicyURL(shopSettings(t))
	if got := to(&refund.PolicyRef{Name: "p", Version: "1", Hash: "ab"}); got != "https://acme.example/policies/p/1/ab" {
		t.Errorf("got %q", got)
	}
	if to(nil) != "" {
		t.Error("an order without a policy has an address")
	}
}
