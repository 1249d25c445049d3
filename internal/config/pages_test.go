package config_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestPagesAreReadAndChecked(t *testing.T) {
	good := map[string]string{
		"MAKEGOOD_DATA_DIR": "/srv/mg", "MAKEGOOD_PAGES_URL": "https://refunds.shop.example", "MAKEGOOD_OFFER_LINK_SECRET": strings.Repeat("s", 32),
		"MAKEGOOD_PAGES_CHECK_ABOVE": "EUR=20000, JPY=0",
	}
	s, err := config.Load(good)
	if err != nil {
		t.Fatal(err)
	}
	above, err := s.Pages.Checks()
	if err != nil || len(above) != 2 || above["EUR"] != 20000 || s.Pages.LinkFor().Hours() != 180*24 || s.Pages.AfterClose().Hours() != 90*24 ||
		s.Pages.EvidenceDir != filepath.Join("/srv/mg", "evidence") {
		t.Errorf("read is %+v, %v, %v", s.Pages, above, err)
	}
	for setting, value := range map[string]string{
		"PAGES_URL": "refunds.shop.example", "OFFER_LINK_SECRET": "", "PAGES_LINK_DAYS": "0", "PAGES_CLOSED_DAYS": "5000", "PAGES_CHECK_ABOVE": "EUR=200.00",
	} {
		bad := map[string]string{}
		for k, v := range good {
			bad[k] = v
		}
		bad["MAKEGOOD_"+setting] = value
		if _, err := config.Load(bad); err == nil || !strings.Contains(err.Error(), setting) {
			t.Errorf("%s=%s: %v", setting, value, err)
		}
	}
	for _, wrong := range []string{"Eur=1", "EUR=-1", "EUR", "EUR=1,EUR=2"} {
		if above, err := (config.Pages{CheckAbove: strings.Split(wrong, ",")}).Checks(); err == nil {
			t.Errorf("%s is %v", wrong, above)
		}
	}
}
