package worker

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestAWorkerThatEndsInTimeLeavesNothing(t *testing.T) {
	u := newUnderWay()
	ends := u.begins("PayLeg of refund/m/o/c")
	if err := u.drained(ends, time.Minute); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestAWorkerWhoseTimeIsOverSaysWhatItLeft(t *testing.T) {
	u := newUnderWay()
	for i := range 11 {
		defer u.begins(fmt.Sprintf("PayLeg of refund/m/o%02d/c", i))()
	}
	hangs := make(chan struct{})
	defer close(hangs)
	for name, stop := range map[string]func(){"its parts gave up": func() {}, "its parts hang": func() { <-hangs }} {
		err := u.drained(stop, time.Millisecond)
		if !errors.Is(err, ErrLeft) || !strings.Contains(err.Error(), ": 11: PayLeg of refund/m/o00/c, ") || strings.Contains(err.Error(), "o10") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := newUnderWay().drained(func() { <-hangs }, time.Millisecond); !errors.Is(err, ErrLeft) {
		t.Errorf("it hangs without an activity: got %v", err)
	}
}
