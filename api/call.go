package api

import "github.com/makegood/makegood/refund"

// Call is who calls, and how. Every door makes one of what its transport carries.
type Call struct {
	Subject Subject
	// Locale is the language the caller reads, as a BCP 47 tag; English where makegood has no words in it.
	Locale string
	// Key makes the call repeatable (an idempotency key): a caller's own id of what is asked for, made anew for each
	// thing and never for a repetition.
	Key string
	// ExpectedVersion binds an act to a version of its refund, as the request's own ExpectedVersion does; 0: to none.
	ExpectedVersion int64
	// Note is told what could not be done and did not end the call; nil: nobody is.
	Note func(Note)

	// audits: who calls is an auditor, and what they are shown is masked.
	audits bool
}

// Note is something that could not be done, and did not end the call. Text is for people.
type Note struct {
	Code refund.Code `json:"code"`
	Text string      `json:"text"`
}

func (c Call) note(code refund.Code, text string) {
	if c.Note != nil {
		c.Note(Note{Code: code, Text: text})
	}
}

// Subject is who calls, as its door has verified it. The zero Subject is nobody.
type Subject struct {
	// ID names the subject as its verifier does; empty: nobody has verified it.
	ID refund.SubjectID
	// Name is what reviewers.yaml and the trail call the subject.
	Name refund.Person
	Kind SubjectKind
	// Verified is how the door knows.
	Verified Verification
	// Scopes are what a machine may do; people have none.
	Scopes []Scope
	// Roles are those that a person's token names. Where NarrowsRoles is set the person holds no others, whatever
	// reviewers.yaml says.
	Roles        []refund.Role
	NarrowsRoles bool
	// DayLimitMinor is how much a machine may ask for in a day (UTC), by currency. A currency without one: nothing.
	DayLimitMinor map[refund.Currency]int64
}

// Witnessed is the subject as it goes with what it does, to the ledger's trail.
func (s Subject) Witnessed() refund.Subject {
	return refund.Subject{
		ID: s.ID, Person: s.Name, Kind: s.Kind, Verified: s.Verified, Roles: s.Roles, NarrowsRoles: s.NarrowsRoles, DayLimitMinor: s.DayLimitMinor,
	}
}

// SubjectKind tells people from programs. Verification is how a door knows who calls.
type (
	SubjectKind  = refund.SubjectKind
	Verification = refund.Verification
)

// The kinds.
const (
	Human   = refund.Human
	Machine = refund.Machine
)

// The verifications of doors.
const (
	Asserted      = refund.Asserted
	ByCommandLine = refund.ByCommandLine
	ByOIDC        = refund.ByOIDC
	ByJWT         = refund.ByJWT
	ByKey         = refund.ByKey
	ByDemo        = refund.ByDemo
)

// Scope is what a machine may do.
type Scope string

// The scopes.
const (
	ScopeRead Scope = "refunds:read"
	// ScopeRequest: ask for refunds. ScopeCustomer: carry what an order's customer says.
	ScopeRequest  Scope = "refunds:request"
	ScopeCustomer Scope = "refunds:customer"
)

// Scopes lists the scopes.
func Scopes() []Scope { return []Scope{ScopeRead, ScopeRequest, ScopeCustomer} }

// Person is somebody who is named and not verified, as at the command line.
func Person(name refund.Person) Subject {
	return Subject{Name: name, Kind: Human, Verified: Asserted}
}
