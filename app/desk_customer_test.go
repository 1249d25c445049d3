package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer/customertest"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// pagesSettings are settings with pages, beside a ledger.
func pagesSettings(t *testing.T, more map[string]string) config.Settings {
	t.Helper()
	variables := map[string]string{"MAKEGOOD_DATA_DIR": t.TempDir(), "MAKEGOOD_PAGES_URL": "https://refunds.example", "MAKEGOOD_OFFER_LINK_SECRET": strings.Repeat("s", 32)}
	for name, value := range more {
		variables[name] = value
	}
	s, err := config.Load(variables)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCustomersPagesNeedTheirAddressAndCurrenciesThatThereAre(t *testing.T) {
	for name, s := range map[string]config.Settings{
		"no address": {}, "a currency that there is not": pagesSettings(t, map[string]string{"MAKEGOOD_PAGES_CHECK_ABOVE": "QQQ=1"}),
	} {
		ports := app.NewServicePorts(s, time.Now)
		if _, err := ports.Customer(t.Context(), &customertest.Acts{}); err == nil || !strings.Contains(err.Error(), "MAKEGOOD_PAGES_") {
			t.Errorf("%s: %v", name, err)
		}
		ports.Close()
	}
}

func TestCustomersPagesStandOnTheProcesssLedger(t *testing.T) {
	s := pagesSettings(t, nil)
	if _, err := app.CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	ports := app.NewServicePorts(s, time.Now)
	defer ports.Close()
	service, err := ports.Customer(t.Context(), &customertest.Acts{})
	if err != nil {
		t.Fatal(err)
	}
	call := api.Call{Subject: api.Subject{Name: "ann", Kind: api.Human, Verified: api.ByCommandLine}}
	_, err = service.Link(t.Context(), call, "refund/m1/o1/c1")
	if told, is := err.(*api.Error); !is || told.Code != refund.CodeNotFound && told.Code != refund.CodeReviewerUnknown {
		t.Errorf("a refund that there is not: %v", err)
	}
}
