package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Withdrawals keeps the statements by which customers withdraw from contracts (Directive 2011/83/EU, Art. 11a), and how far
// each has come: whether its receipt was acknowledged, which order it is about, and which refund it started. Times are the
// ledger's own.
type Withdrawals interface {
	// KeepStatement keeps a statement as it was made, before anything is done about it. The same content under a known id
	// is the statement that was kept; other content under it is Conflict, and nothing is kept.
	KeepStatement(ctx context.Context, in Statement) (KeptStatement, error)
	// ClaimStatements takes statements of which something is owed, those first that are due longest.
	ClaimStatements(ctx context.Context, in StatementClaim) ([]Statement, error)
	// NoteAcknowledgement keeps what became of an acknowledgement. That it was sent counts whoever says it.
	NoteAcknowledgement(ctx context.Context, in Acknowledgement) error
	// EndStatement ends a claim, with what was found out. It counts only from the attempt that has the claim.
	EndStatement(ctx context.Context, in StatementEnd) error
	// ActOnStatement carries out what a member of staff decided about a statement that waits, and keeps who did it and why.
	ActOnStatement(ctx context.Context, in StatementActed) (refund.Answer, error)
	// RegisterOrder keeps an order that its shop has told of, in the place of what it told before.
	RegisterOrder(ctx context.Context, in RegisteredOrder) error
}

// WithdrawalReader reads statements and the orders they may be about. It locks nothing.
type WithdrawalReader interface {
	// Statement returns a statement, or ErrNotFound.
	Statement(ctx context.Context, id StatementID) (Statement, error)
	// Statements lists statements, newest first.
	Statements(ctx context.Context, filter StatementFilter) ([]Statement, error)
	// StatementActs are what staff did about a statement, in their sequence.
	StatementActs(ctx context.Context, id StatementID) ([]StatementAct, error)
	// RegisteredOrder returns an order that its shop has told of, or ErrNotFound.
	RegisteredOrder(ctx context.Context, merchant refund.MerchantID, order refund.OrderID) (RegisteredOrder, error)
	// PinnedOrder returns an order as the first request for a refund of it had it, with what it has grown by since; or ErrNotFound.
	PinnedOrder(ctx context.Context, merchant refund.MerchantID, order refund.OrderID) (refund.Order, error)
}

// StatementID names a statement. It is unguessable.
type StatementID string

// keyOfStatement begins the name of the key that a statement's words are sealed under.
const keyOfStatement = "withdrawal/"

// Owner is whose key the words of a statement are sealed under: one of its own, because nobody knows yet whose it is.
func (id StatementID) Owner(merchant refund.MerchantID) refund.KeyOwner {
	return refund.KeyOwner{Scope: refund.KeyOfOrder, Merchant: merchant, Name: keyOfStatement + string(id)}
}

// MessageID names the acknowledgement of a statement.
func (id StatementID) MessageID() string { return keyOfStatement + string(id) + "#acknowledged" }

// Statement is a statement of withdrawal.
type Statement struct {
	ID         StatementID       `json:"id"`
	Merchant   refund.MerchantID `json:"merchant_id"`
	ReceivedAt time.Time         `json:"received_at"`
	// Locale is the language it was made in, and is acknowledged in.
	Locale string `json:"locale"`
	// Content is what was declared, as canonical JSON; it is sealed. SHA256 is the digest of the JSON, in hexadecimal.
	Content string `json:"content"`
	SHA256  string `json:"sha256"`
	// LinkedOrder is the order of a link that the shop signed, by which the statement was made; empty: there was none.
	LinkedOrder refund.OrderID `json:"linked_order_id,omitempty"`
	// First is the first statement of the merchant with this content: this one, or an earlier one.
	First StatementID `json:"first"`

	Match     MatchState        `json:"match"`
	MatchedBy MatchedBy         `json:"matched_by,omitempty"`
	Order     refund.OrderID    `json:"order_id,omitempty"`
	Customer  refund.CustomerID `json:"customer_id,omitempty"`
	// Lines are the part of the order that is meant; none: all of it.
	Lines []refund.CancelledLine `json:"lines,omitempty"`

	Acknowledged AckState   `json:"acknowledged"`
	AckTryCount  int        `json:"ack_try_count,omitempty"`
	AckProblem   string     `json:"ack_problem,omitempty"`
	AckSentAt    *time.Time `json:"ack_sent_at,omitempty"`

	Start StartState `json:"start"`
	// Refund is what it started; StartProblem why nothing was started.
	Refund       refund.ID `json:"refund,omitempty"`
	StartProblem string    `json:"start_problem,omitempty"`
}

// MatchState says whether it is known which order a statement is about.
type MatchState string

// The states of matching.
const (
	// MatchNew: nobody has looked. MatchWaiting: a member of staff has to.
	MatchNew     MatchState = "New"
	MatchWaiting MatchState = "Waiting"
	MatchFound   MatchState = "Matched"
	// MatchAnswered: staff answered the customer, and nothing is started.
	MatchAnswered MatchState = "Answered"
)

// MatchedBy is how it is known.
type MatchedBy string

// How an order was found.
const (
	MatchedByEmail MatchedBy = "EMAIL"
	MatchedByLink  MatchedBy = "LINK"
	MatchedByStaff MatchedBy = "STAFF"
)

// AckState says whether the receipt of a statement was acknowledged.
type AckState string

// The states of an acknowledgement.
const (
	AckOwed AckState = "Owed"
	AckSent AckState = "Sent"
	// AckByHand: it cannot be sent by mail, ever; staff has to.
	AckByHand AckState = "ByHand"
)

// StartState says what a statement has started.
type StartState string

// The states of starting a refund.
const (
	StartNone    StartState = "None"
	StartOwed    StartState = "Owed"
	StartStarted StartState = "Started"
	// StartRefused: a refund could not be asked for; staff has to look.
	StartRefused StartState = "Refused"
)

// KeptStatement is a statement as it is kept. Known: it was kept before. Conflict: its id is another one's.
type KeptStatement struct {
	Statement
	Known    bool
	Conflict bool
}

// StatementClaim asks for statements to work on, for ClaimMax at most.
type StatementClaim struct {
	Attempt  string
	CountMax int
	ClaimMax time.Duration
}

// Acknowledgement is what became of the acknowledgement of a statement: AckSent, AckByHand, or AckOwed where it has to be tried
// again, after Pause.
type Acknowledgement struct {
	ID      StatementID
	State   AckState
	Problem string
	Pause   time.Duration
}

// StatementEnd is what was found out about a statement under a claim. An empty Match or Start stays as it is.
type StatementEnd struct {
	ID        StatementID
	Attempt   string
	Match     MatchState
	MatchedBy MatchedBy
	Order     refund.OrderID
	Customer  refund.CustomerID
	Lines     []refund.CancelledLine
	Start     StartState
	Refund    refund.ID
	Problem   string
	// Pause is how long nothing is tried.
	Pause time.Duration
}

// StatementVerb is what staff does about a statement.
type StatementVerb string

// The verbs.
const (
	// StatementMatch says which order it is about; a refund is started. StatementAnswer: the customer was answered, and
	// nothing is started.
	StatementMatch  StatementVerb = "MATCH"
	StatementAnswer StatementVerb = "ANSWER"
	// StatementAcknowledge: the receipt was acknowledged by hand. StatementErase deletes its words.
	StatementAcknowledge StatementVerb = "ACKNOWLEDGE"
	StatementErase       StatementVerb = "ERASE"
)

// StatementActed is an act of staff on a statement. Order, Customer and Lines go with StatementMatch.
type StatementActed struct {
	ID        StatementID
	Verb      StatementVerb
	Order     refund.OrderID
	Customer  refund.CustomerID
	Lines     []refund.CancelledLine
	Cause     refund.Cause
	Authority refund.Authority
	// Acting is how it is known who acts; the zero Subject: it is asserted.
	Acting refund.Subject
}

// StatementAct is an act of staff as it is kept.
type StatementAct struct {
	Verb     StatementVerb       `json:"verb"`
	Actor    refund.Person       `json:"actor"`
	Note     string              `json:"note"`
	At       time.Time           `json:"at"`
	Verified refund.Verification `json:"verified,omitempty"`
	Subject  refund.SubjectID    `json:"subject,omitempty"`
}

// StatementFilter selects statements. Zero values select all; LimitMax 0 means 200.
type StatementFilter struct {
	Merchant refund.MerchantID
	// NeedsPerson selects those that wait for staff: to be matched, to be acknowledged by hand, or because no refund could be
	// asked for.
	NeedsPerson bool
	Order       refund.OrderID
	LimitMax    int
}

// RegisteredOrder is an order that its shop has told of, so that a customer's statement or application finds it.
type RegisteredOrder struct {
	Merchant refund.MerchantID
	ID       refund.OrderID
	Order    refund.Order
	// ContactMAC is a keyed digest of the customer's e-mail address, under the customer's own key; empty: none is known.
	ContactMAC   string
	Locale       string
	RegisteredAt time.Time
}

// CodeStatementState: the statement is not in a state in which this can be done.
const CodeStatementState refund.Code = "STATEMENT_STATE"

// AcknowledgeWithin is how long a statement may go without an acknowledgement before somebody is called.
const AcknowledgeWithin = 10 * time.Minute
