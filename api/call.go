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
	// Note is told what could not be done and did not end the call; nil: nobody is.
	Note func(Note)
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
	// Name is what reviewers.yaml and the trail call the subject.
	Name refund.Person
	Kind SubjectKind
	// Verified is how the door knows.
	Verified Verification
	// Scopes are what a machine may do; people have none.
	Scopes []Scope
}

// SubjectKind tells people from programs.
type SubjectKind string

// The kinds.
const (
	// Human is a person: reviewers.yaml says what they may decide.
	Human SubjectKind = "human"
	// Machine is a program of the merchant's: it may ask, and carry what customers say, and never approves.
	Machine SubjectKind = "machine"
)

// Verification is how a door knows who calls.
type Verification string

// The verifications.
const (
	// Asserted: the caller said so, at a door that trusts whoever can reach it, as the command line beside the ledger does.
	Asserted Verification = "asserted"
	// ByOIDC: a person signed in. ByJWT and ByKey: a machine has a signed token, or a key whose hash is stored.
	ByOIDC Verification = "oidc"
	ByJWT  Verification = "jwt"
	ByKey  Verification = "key"
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
