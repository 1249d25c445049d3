package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestSettingsOfShopsAreChecked(t *testing.T) {
	s, err := config.Load(map[string]string{"HOME": "/h", "MAKEGOOD_SHOPS_FILE": "/etc/makegood/shops.yaml"})
	if err != nil || s.Shops.LinkLife.Hours() != 720 {
		t.Errorf("links are good for %s, %v", s.Shops.LinkLife, err)
	}
	for _, c := range [][2]string{{"FILE", "shops.yaml"}, {"LINK_LIFE", "1m"}, {"LINK_LIFE", "100000h"}} {
		_, err := config.Load(map[string]string{"HOME": "/h", "MAKEGOOD_SHOPS_" + c[0]: c[1]})
		if err == nil || !strings.Contains(err.Error(), "MAKEGOOD_SHOPS_"+c[0]) {
			t.Errorf("%s=%s: %v", c[0], c[1], err)
		}
	}
}
