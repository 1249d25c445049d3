package sqlstore

import (
	"fmt"
	"runtime"
	"strings"
)

// panicked is a panic of a call as an error: a bug, named with the place it happened at.
func panicked(cause any) error {
	return invariant("panic: %v (%s)", cause, panicPlace())
}

// panicPlace is the function and line that panicked; it is called in the deferred function that recovers.
func panicPlace() string {
	const framesMax = 32
	callers := make([]uintptr, framesMax)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	inPanic := false
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			inPanic = true
		case inPanic && !strings.HasPrefix(frame.Function, "runtime."):
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
		if !more {
			return "place unknown"
		}
	}
}
