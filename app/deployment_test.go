package app

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/internal/config"
)

func TestAWorkerIsUnversionedUnlessADeploymentIsNamed(t *testing.T) {
	if got, err := WorkerVersion(config.Settings{}); err != nil || got != (deployment.Version{}) {
		t.Errorf("got %v, %v", got, err)
	}
	s := config.Settings{Worker: config.Worker{Deployment: "refunds", BuildID: "1.4.0"}}
	if got, err := WorkerVersion(s); err != nil || got != (deployment.Version{Deployment: "refunds", BuildID: "1.4.0"}) {
		t.Errorf("got %v, %v", got, err)
	}
}

// TestAProgramWithoutAVersionOfItsOwnNeedsABuildID: a test's binary has none.
func TestAProgramWithoutAVersionOfItsOwnNeedsABuildID(t *testing.T) {
	_, err := WorkerVersion(config.Settings{Worker: config.Worker{Deployment: "refunds"}})
	var coded Coded
	if !errors.As(err, &coded) || coded.Code != CodeBadConfig {
		t.Errorf("%s was taken as a build's name: %v", Version(), err)
	}
}
