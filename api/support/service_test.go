package support_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/refund"
)

func TestAServiceSaysEachSharedPortThatIsMissing(t *testing.T) {
	_, err := support.New(support.Ports{})
	for _, name := range []string{"the service of refunds", "staff", "a clock"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("the error is %v, and does not name %s", err, name)
		}
	}
	whole := support.Ports{
		Refunds: &api.Service{}, Now: time.Now,
		Staff: func(context.Context) (refund.Staff, error) { return refund.Staff{}, nil },
	}
	if _, err := support.New(whole); err != nil {
		t.Errorf("with every shared port: %v", err)
	}
}
