//go:build unix

package starter

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// The points at which a starter is killed -9.
const (
	diesStored = "when a notification is stored, before it is answered"
	diesBooked = "when its fact is booked, before its story is told"
	diesDone   = "when its story is told, before that is kept"
)

// killedAt is what a process is told that is to die.
type killedAt struct {
	Path, Point, Refund string
	Notification        paymenttest.Notification
}

// killedSetting names the file that has a killedAt.
const killedSetting = "MAKEGOOD_TEST_KILLED_AT"

// TestAStarterThatIsKilledHasUsedANotificationOnce kills a process of its own -9 between storing a notification and being
// done with it, and lets another one take it up, while the provider repeats what it had no answer to.
func TestAStarterThatIsKilledHasUsedANotificationOnce(t *testing.T) {
	for point, booked := range map[string]bool{diesStored: false, diesBooked: true, diesDone: true} {
		t.Run(point, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			d := intakeDeskAt(t, path)
			id := d.sent("o1", paymenttest.SilentAfterMoving())
			told := d.notifications("o1")
			kill(t, killedAt{Path: path, Point: point, Refund: string(id), Notification: told[0]})
			is(t, "stored and not done", d.open(), 1)
			is(t, "booked", d.Leg(id, 0).Status == refund.LegSettled, booked)
			d.tell(told...)
			is(t, "the provider repeats it", results(t, d.metrics, "repeated"), 1)
			d.later = leftoverAfter
			d.work()
			d.work()
			is(t, "done", d.open(), 0)
			d.Payment(id, ledgertest.Control{Open: 11300, Returned: 11300})
			is(t, "settled once", d.Events(id, "LegSettled"), 1)
			is(t, "its story is told", strings.Join(d.stories.told, ","), "provider_fact "+string(id))
		})
	}
}

// kill runs a process that dies at a point.
func kill(t *testing.T, at killedAt) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "at.json")
	raw, err := json.Marshal(at)
	if err == nil {
		err = os.WriteFile(file, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	dies := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAProcessThatDies$", "-test.v")
	dies.Env = append(os.Environ(), killedSetting+"="+file)
	said, err := dies.CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("it was not killed: %v\n%s", err, said)
	}
}

// TestAProcessThatDies is the process that kill runs; in any other it has nothing to do.
func TestAProcessThatDies(t *testing.T) {
	file := os.Getenv(killedSetting)
	if file == "" {
		return
	}
	raw, err := os.ReadFile(file)
	var at killedAt
	if err == nil {
		err = json.Unmarshal(raw, &at)
	}
	if err != nil {
		t.Fatal(err)
	}
	d := intakeDeskAt(t, at.Path)
	d.stories.open[at.Refund] = true
	d.webhooks = d.intake(dyingBooks{Books: d.Store, point: at.Point})
	is(t, "answer", d.post("stripe", at.Notification.Header, at.Notification.Body), http.StatusOK)
	d.work()
	t.Fatal("it lives")
}

// dyingBooks kill their process.
type dyingBooks struct {
	Books
	point string
}

func (b dyingBooks) die(point string) {
	if b.point != point {
		return
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // the signal is on its way
}

func (b dyingBooks) KeepNotification(ctx context.Context, in ledger.Notification) (bool, error) {
	first, err := b.Books.KeepNotification(ctx, in)
	b.die(diesStored)
	return first, err
}

func (b dyingBooks) BookFact(ctx context.Context, f refund.Fact) (refund.FactBooked, error) {
	out, err := b.Books.BookFact(ctx, f)
	b.die(diesBooked)
	return out, err
}

func (b dyingBooks) NotificationDone(ctx context.Context, id, problem string) error {
	b.die(diesDone)
	return b.Books.NotificationDone(ctx, id, problem)
}
