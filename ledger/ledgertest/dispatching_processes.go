package ledgertest

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// What a child process of ProcessesTellOnce is told: where its ledger is, and whether it crashes.
const (
	dispatchPlace = "MAKEGOOD_DISPATCH_TEST_PLACE"
	dispatchCrash = "MAKEGOOD_DISPATCH_TEST_CRASH"
)

// InChild reports whether this process is one that ProcessesTellOnce started.
func InChild() bool { return os.Getenv(dispatchPlace) != "" }

// crashMax is how long the attempt of the process that crashes may take.
const crashMax = 20 * time.Millisecond

// ProcessesTellOnce lets processes of the running test tell the same messages at once, on the ledger at place, and one
// crash on the way. Every message is told once, and the crashed one never.
func ProcessesTellOnce(t *testing.T, place string, open func(t *testing.T, place string) ledger.Store) {
	if InChild() {
		tellAsChild(t, open(t, os.Getenv(dispatchPlace)))
		return
	}
	d := At(t, open(t, place), nil)
	id := d.Held("o1", "c1", 1)
	child(t, place, dispatchCrash+"=1") // its exit is a crash
	lines := make([]string, 2)
	atOnce(len(lines), func(i int) { lines[i] = child(t, place) })
	told := strings.Count(strings.Join(lines, ""), ": told ")
	same(t, "messages told", told, messagesOfMany)
	state := refund.DispatchBusy
	for state == refund.DispatchBusy { // until crashMax is over
		var err error
		state, err = d.Store.ClaimDispatch(d.ctx, ofMany(id, "crashed", "late"))
		d.no(err)
	}
	same(t, "the crashed one", state, refund.DispatchUnknown)
	d.BooksAgree()
}

// messagesOfMany is how many messages the processes tell.
const messagesOfMany = 12

func ofMany(id refund.ID, message, attempt string) refund.Dispatch {
	return refund.Dispatch{Refund: id, MessageID: string(id) + "#" + message, Channel: "email", Attempt: attempt, ClaimMax: time.Minute}
}

func child(t *testing.T, place string, more ...string) string {
	command := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	command.Env = append(append(os.Environ(), dispatchPlace+"="+place), more...)
	out, err := command.CombinedOutput()
	if crashed := len(more) > 0; crashed != (err != nil) {
		t.Errorf("a child process: %v: %s", err, out)
	}
	return string(out)
}

// tellAsChild tells every message, or waits until somebody did.
func tellAsChild(t *testing.T, books ledger.Store) {
	d := At(t, books, nil)
	id := Request("o1", "c1", 1).ID()
	if os.Getenv(dispatchCrash) != "" {
		in := ofMany(id, "crashed", "crash")
		in.ClaimMax = crashMax
		_, err := d.Store.ClaimDispatch(d.ctx, in)
		d.no(err)
		os.Exit(3)
	}
	atOnce(4*messagesOfMany, func(i int) {
		in := ofMany(id, fmt.Sprint(i%messagesOfMany), fmt.Sprint(os.Getpid(), "-", i))
		state := refund.DispatchBusy
		for state == refund.DispatchBusy {
			var err error
			if state, err = d.Store.ClaimDispatch(d.ctx, in); err != nil {
				t.Error(err)
				return
			}
		}
		if state == refund.DispatchClaimed {
			t.Log("told", in.MessageID)
			if err := d.Store.EndDispatch(d.ctx, in, refund.DispatchTold); err != nil {
				t.Error(err)
			}
		}
	})
}
