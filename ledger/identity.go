package ledger

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/refund"
)

var (
	// ErrNoLedger: there is no ledger where one should be. Opening never creates one: an empty ledger
	// knows of nothing that was paid, and would pay it again.
	ErrNoLedger = errors.New("there is no ledger")
	// ErrLedgerExists: a ledger is there already and was left as it is.
	ErrLedgerExists = errors.New("there is a ledger already")
	// ErrSealed: the ledger was sealed, because a copy of it leads now. It is never written again.
	ErrSealed = errors.New("the ledger is sealed")
	// ErrLost: the files under an open ledger were removed or replaced. What is written to them
	// would vanish with the process, so every write fails.
	ErrLost = errors.New("the ledger was removed or replaced while it was open")
	// ErrDamaged: the database found pages of itself that make no sense.
	ErrDamaged = errors.New("the ledger is damaged")
	// ErrNewerSchema: a newer release has changed the ledger in a way that this program cannot work with.
	ErrNewerSchema = errors.New("the ledger belongs to a newer release")
	// ErrReadOnly: the ledger was opened for reading alone.
	ErrReadOnly = errors.New("the ledger was opened for reading alone")
)

// Identity says which ledger this is. Two ledgers never share an id, and a copy keeps it: the one
// that must not be written any more is sealed.
type Identity struct {
	ID        string    `json:"ledger_id"`
	CreatedAt time.Time `json:"created_at"`
	Sealed    bool      `json:"sealed"`
	// SealedBy and SealedReason say who sealed it and why; SealedAt is nil while nobody has.
	SealedAt     *time.Time    `json:"sealed_at,omitempty"`
	SealedBy     refund.Person `json:"sealed_by,omitempty"`
	SealedReason string        `json:"sealed_reason,omitempty"`
	// SealedVerified is how it is known who that was, SealedSubject who that is in a verifier's words. A copy of a ledger that
	// seals its source is asserted.
	SealedVerified refund.Verification `json:"sealed_verified,omitempty"`
	SealedSubject  refund.SubjectID    `json:"sealed_subject,omitempty"`
}

// Sealer ends the life of a ledger.
type Sealer interface {
	// Seal makes every later write of the ledger fail with ErrSealed, also those of other processes.
	// It cannot be undone. The cause needs an actor and a reason; acting is how it is known who that is (the zero Subject: it is
	// asserted). A refund.Problem refuses a machine, and an act in another's name.
	Seal(ctx context.Context, cause refund.Cause, acting refund.Subject) error
}

// Condition tells operators whether the ledger can still be written.
type Condition interface {
	// TryWrite writes a row that means nothing, and commits it to the disk.
	TryWrite(ctx context.Context) error
	// Health is what this process has seen of the ledger since it opened it. It reads no table.
	Health() Health
	// Lost receives one error, ErrLost, when the files under the ledger were removed or replaced. The
	// process has to stop: every later write fails with the same error.
	Lost() <-chan error
}

// Health is how well the writes of one process go.
type Health struct {
	// WriteFailureCount counts writes that the database could not carry out. Refusals of the books
	// and broken invariants are not among them.
	WriteFailureCount int64
	// FailedAt is when a write failed last; zero: none has.
	FailedAt time.Time
	// LogBytes is how large the write-ahead log is, in bytes; 0 where an engine has none.
	LogBytes int64
}

// ReadOnly is a ledger that was opened for reading alone.
type ReadOnly interface {
	Reader
	ParkedReader
	KeyReader
	Archive
	BankReader
	ActReader
	CaseReader
	ContactReader
	StoredReader
	BookReader
	RuleReader
	RuleFileReader
	FundReader
	ReconcileReader
	HookReader
	QueueReader
	SampleReader
	WithdrawalReader
	Close() error
}

// Logger is told what operators should know of the ledger itself. *slog.Logger is one.
type Logger interface {
	Info(message string, keysAndValues ...any)
	Warn(message string, keysAndValues ...any)
}
