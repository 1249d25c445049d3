package app

import (
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/temporal"
)

// temporalSettings are how the settings say that Temporal is reached.
func temporalSettings(t config.Temporal) temporal.Settings {
	return temporal.Settings{Address: t.Address, Namespace: t.Namespace, Line: temporal.NewLine(t.Profile(), t.APIKeyFile)}
}
