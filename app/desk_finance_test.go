package app

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/finance"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// TestThePagesOfFinanceStandOnARealLedgerWhileAllElseIsAway: every page is shown from an empty ledger without Kafka and without
// Temporal, and says what is away.
func TestThePagesOfFinanceStandOnARealLedgerWhileAllElseIsAway(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), "ledger.db"), time.Now
	books, err := sqlite.OpenOrCreate(t.Context(), path, now)
	if err != nil {
		t.Fatal(err)
	}
	if err := books.SetSwitch(t.Context(), ledger.Switch{Name: ledger.SwitchOf("stripe", ""), On: true, Cause: refund.Cause{Actor: "ann", Reason: "doubled"}}); err != nil {
		t.Fatal(err)
	}
	if err := books.Close(); err != nil {
		t.Fatal(err)
	}
	s := config.Settings{LedgerPath: path}
	s.Kafka.Brokers, s.Kafka.CancelledTopic, s.Kafka.Group = []string{"127.0.0.1:1"}, "orders", "makegood"
	s.Temporal.Address = "127.0.0.1:1"
	ports := NewServicePorts(s, now)
	t.Cleanup(ports.Close)
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: now, Nav: staffNav()})
	if err != nil {
		t.Fatal(err)
	}
	office, err := support.NewOffice(ports.OfficePorts())
	if err != nil {
		t.Fatal(err)
	}
	pages, err := finance.New(kit, office, "")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	for target, want := range map[string]string{
		"/operations/": "doubled", "/finance/": "No period is closed.", "/finance/liquidity": "Every open request is paid in full.", "/finance/trial-balance": "Nothing was booked.",
		"/finance/open/payables": "Nothing is open.", "/finance/reconciliation": "Nothing was reconciled yet", "/reports/": "No refund was opened in these days.",
		"/policy/": "in force", "/policy/page": "#", "/policy/diff?old=shipped&new=configured": "0 of 0 refunds change", "/operations/runbooks/KILL_SWITCH": "Payouts are stopped",
		"/operations/dead-letters": "KAFKA_AWAY",
	} {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r.WithContext(web.WithSubject(r.Context(), api.Subject{Name: "olga", Kind: api.Human, Verified: api.ByDemo})))
		if text := webtest.Parse(t, w.Body).Text(); w.Code != http.StatusOK || want != "#" && !strings.Contains(text, want) {
			t.Errorf("%s: %d %s", target, w.Code, text)
		}
	}
}
