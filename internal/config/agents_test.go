package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestHowAgentsReachRefundsIsChecked(t *testing.T) {
	s, err := config.Load(map[string]string{"MAKEGOOD_DATA_DIR": "/srv/mg"})
	if err != nil || !s.Agents.On() {
		t.Errorf("as it is: %+v, %v", s.Agents, err)
	}
	if s, err := config.Load(map[string]string{"MAKEGOOD_DATA_DIR": "/srv/mg", "MAKEGOOD_API_MCP": "off"}); err != nil || s.Agents.On() {
		t.Errorf("off: %+v, %v", s.Agents, err)
	}
	for name, variables := range map[string]map[string]string{
		"MAKEGOOD_API_MCP":        {"MAKEGOOD_API_MCP": "maybe"},
		"MAKEGOOD_API_MCP_URL":    {"MAKEGOOD_API_MCP_URL": "refunds.shop.example"},
		"MAKEGOOD_API_TOKEN_FILE": {"MAKEGOOD_API_TOKEN": "mgk_not-shown", "MAKEGOOD_API_TOKEN_FILE": "/run/secrets/token"},
	} {
		if _, err := config.Load(variables); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "mgk_not-shown") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
