package main

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/messaging/standardwebhooks"
)

func TestTheLinksOfAnOrderAreMadeAndItsOrderIsToldOf(t *testing.T) {
	s := booked(t, func(*ledgertest.Desk) {})
	const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	folder := t.TempDir()
	for name, content := range map[string]string{
		"secret": secret, "shops.yaml": "shops:\n  - {merchant: m-001, name: Acme, language: en, secret_file: " + filepath.Join(folder, "secret") + "}\n  - {merchant: m-002, name: Other, language: en}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.refuses(t, app.CodeBadConfig, "apply-link", "--merchant", "m-001", "--order", "1001")
	s.cli.environ = append(s.cli.environ, "MAKEGOOD_SHOPS_FILE="+filepath.Join(folder, "shops.yaml"))
	s.refuses(t, app.CodeBadConfig, "apply-link", "--merchant", "m-002", "--order", "1001")
	s.refuses(t, "BAD_ID", "apply-link", "--merchant", "m-001", "--order", "a b")
	order := filepath.Join("..", "..", "internal", "demo", "examples", "order-cancelled.whole.json")
	var out orderLinks
	if err := json.Unmarshal([]byte(s.output(t, "apply-link", "--merchant", "m-001", "--order", "1001", "--register", order, "--for", "1h", "--json")), &out); err != nil {
		t.Fatal(err)
	}
	if !out.Registered || out.Until.Sub(s.cli.now()) > time.Hour || !strings.HasPrefix(out.WithdrawURL, "/withdraw?") {
		t.Errorf("got %+v", out)
	}
	at, err := url.Parse(out.ApplyURL)
	if err != nil {
		t.Fatal(err)
	}
	link, ok := withdrawal.LinkIn(at.Query())
	secrets, err := standardwebhooks.ParseSecrets(secret)
	if err != nil || !ok {
		t.Fatal(err, at)
	}
	if want, err := withdrawal.SignLink(secrets, "m-001", "1001", link.Until); err != nil || want != link {
		t.Errorf("the link is %+v, want %+v, %v", link, want, err)
	}
	settings, err := s.cli.settings()
	if err != nil {
		t.Fatal(err)
	}
	books, err := app.ReadLedger(t.Context(), settings, s.cli.now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = books.Close() }()
	if told, err := books.RegisteredOrder(t.Context(), "m-001", "1001"); err != nil || told.ContactMAC == "" || len(told.Order.Lines) != 1 {
		t.Errorf("told is %+v, %v", told, err)
	}
}
