package port_test

import (
	"net"
	"testing"

	"github.com/makegood/makegood/internal/port"
)

func TestAFreePortCanBeListenedOnAndATakenOneIsAnError(t *testing.T) {
	free, err := port.Free(0)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", port.Local(free))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := port.Free(free); err == nil {
		t.Errorf("port %d is taken, and was found free", free)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if again, err := port.Free(free); err != nil || again != free {
		t.Errorf("got %d, %v, want %d", again, err, free)
	}
}
