package api_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

const known = apitest.Known

var at = apitest.At

// bench is a service over pretend ports.
type bench struct{ *apitest.Bench }

func newBench(t *testing.T) *bench { return &bench{apitest.New(t)} }

// refusedWith fails unless err is the service's own error with a code.
func refusedWith(t *testing.T, what string, err error, code refund.Code) {
	t.Helper()
	var own *api.Error
	if !errors.As(err, &own) || own.Code != code || own.Detail == "" || own.Sentence == "" {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// example is a cancellation of the event contract.
func example(t *testing.T, name string) refund.Request {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "internal", "demo", "examples", "order-cancelled."+name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := event.Decode(event.Message{Value: raw}, at)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestAServiceNeedsItsPorts(t *testing.T) {
	if _, err := api.New(api.Ports{}); err == nil {
		t.Error("a service without ports")
	}
}
