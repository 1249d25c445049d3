package proof_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
	sdk "go.temporal.io/sdk/worker"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
)

// begins is when every story begins.
var begins = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// stage is one cell's world: a provider, a ledger, the intake of notifications, and the refund's story, whose clock is
// everybody's.
type stage struct {
	*testing.T
	*actor
	role    role
	request refund.Request
	books   ledger.Store
	gate    *watchedGate
	told    *outbox
	intake  *intake
	// env is the story that runs; ended: it has come to its end. The intake and activities ask for it from elsewhere.
	env   atomic.Pointer[testsuite.TestWorkflowEnvironment]
	ended bool
	// curtain is how long after its beginning a story is looked at, unless it ends before.
	curtain  time.Duration
	attempts atomic.Int64
	// elsewhere counts the movements that makegood did not ask for, and elsewhereMinor sums them.
	elsewhere      int
	elsewhereMinor int64
}

// newStage sets a cell's world up.
func newStage(t *testing.T, empty string, at role) *stage {
	t.Helper()
	s := &stage{T: t, role: at, told: &outbox{}, curtain: 72 * time.Hour}
	path := filepath.Join(t.TempDir(), "ledger.db")
	raw, err := os.ReadFile(empty)
	if err == nil {
		err = os.WriteFile(path, raw, 0o600)
	}
	s.must(err)
	s.books, err = sqlite.Open(t.Context(), path, s.now)
	s.must(err)
	t.Cleanup(func() { _ = s.books.Close() })
	s.told.books, s.gate = s.books, &watchedGate{Store: s.books}
	s.actor = at.act(s)
	s.request = s.whole()
	s.intake = newIntake(s)
	return s
}

// emptyLedger makes a ledger that every cell begins with a copy of.
func emptyLedger(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	if _, err := sqlite.Create(t.Context(), path, func() time.Time { return begins }); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// now is the story's time.
func (s *stage) now() time.Time {
	if env := s.env.Load(); env != nil {
		return env.Now().UTC()
	}
	return begins
}

// story makes an environment for a workflow of the refund.
func (s *stage) story(in refund.Request) *testsuite.TestWorkflowEnvironment {
	s.Helper()
	suite := testsuite.WorkflowTestSuite{}
	suite.SetLogger(silent{})
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(s.now().Add(time.Minute))
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: in.WorkflowID(), TaskQueue: "refunds"})
	env.SetTestTimeout(time.Minute)
	env.SetWorkerOptions(sdk.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	worker.Register(env, s.parties())
	return env
}

// lookedAt ends a story that waits: everything that could happen by then has.
type lookedAt struct{}

// run plays a workflow to its end, or to the curtain. acts schedule what happens meanwhile.
func (s *stage) run(in refund.Request, acts ...act) {
	s.Helper()
	env := s.story(in)
	s.env.Store(env)
	s.ended = false
	for _, a := range acts {
		env.RegisterDelayedCallback(func() { a.do(s) }, a.after)
	}
	env.RegisterDelayedCallback(func() { panic(lookedAt{}) }, s.curtain)
	s.intake.open(in.WorkflowID())
	defer s.intake.closed(in.WorkflowID())
	s.untilTheCurtain(env, in)
	if s.ended = env.IsWorkflowCompleted(); s.ended {
		s.must(env.GetWorkflowError())
	}
}

func (s *stage) untilTheCurtain(env *testsuite.TestWorkflowEnvironment, in refund.Request) {
	defer func() {
		if said := recover(); said != nil {
			if _, waits := said.(lookedAt); !waits {
				panic(said)
			}
		}
	}()
	env.ExecuteWorkflow(refund.WorkflowName, in)
}

// act is something that happens in a story, so long after its beginning.
type act struct {
	after time.Duration
	do    func(s *stage)
}

// parties are the real activities over the real ledger, with the cell's provider.
func (s *stage) parties() activities.Parties {
	s.Helper()
	rules, err := policy.Default()
	s.must(err)
	scores, err := risk.Default()
	s.must(err)
	channels := []string{s.told.Name()}
	return activities.Parties{
		Ledger: activities.Ledger{Books: s.gate, Rules: activities.Judgement{Policy: rules, Risk: scores}, Staff: people{}, Clock: s.now, Channels: channels},
		Payments: activities.Payments{
			Providers: map[string]payment.Provider{s.role.name: s.provider}, Gate: s.gate, Clock: s.now, Channels: channels,
			NewAttempt: func() string { return fmt.Sprint("attempt-", s.attempts.Add(1)) },
		},
		Staff: activities.Staff{List: people{}, Mail: &outbox{books: s.books}},
		Tellers: activities.Tellers{
			Channels: []messaging.Channel{s.told}, Status: s.told, Contacts: s.told, Expect: activities.NewExpectations(s.books, s.now),
			Deliveries: s.books, Messages: s.books, Clock: s.now,
		},
	}
}

func (s *stage) id() refund.ID { return s.request.Cancellation.ID() }

// standing is how the refund stands in the ledger.
func (s *stage) standing() refund.Standing {
	s.Helper()
	now, err := s.books.Standing(s.Context(), s.id())
	s.must(err)
	return now
}

// later lets time pass between two stories.
func (s *stage) later(by time.Duration) {
	suite := testsuite.WorkflowTestSuite{}
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(s.now().Add(by))
	s.env.Store(env)
}
