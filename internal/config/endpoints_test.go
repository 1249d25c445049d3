package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestTheSettingsOfEndpointsAreChecked(t *testing.T) {
	s, err := config.Load(map[string]string{"HOME": "/h", "MAKEGOOD_ENDPOINTS_FILE": "/etc/endpoints.yaml", "MAKEGOOD_ENDPOINTS_PRIVATE_NETWORKS": "10.1.2.3/16, ::1/128"})
	if err != nil {
		t.Fatal(err)
	}
	networks := s.Endpoints.Networks()
	if len(networks) != 2 || networks[0].String() != "10.1.0.0/16" || networks[1].String() != "::1/128" || s.Endpoints.KeepFor.Hours() != 720 {
		t.Errorf("got %v, kept for %s", networks, s.Endpoints.KeepFor)
	}
	for name, value := range map[string]string{"FILE": "endpoints.yaml", "PRIVATE_NETWORKS": "10.0.0.1", "KEEP_FOR": "95h"} {
		_, err := config.Load(map[string]string{"HOME": "/h", "MAKEGOOD_ENDPOINTS_" + name: value})
		if err == nil || !strings.Contains(err.Error(), "MAKEGOOD_ENDPOINTS_"+name) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}
