package refund

import "strings"

// Subject is who acts, as a door knows them: a person or a program, and how that is known. The zero Subject is nobody
// that a door vouches for; what it is said to have done is asserted.
type Subject struct {
	// ID names the subject as its verifier does: the issuer and subject of a token, a machine, a user of this machine.
	// Two subjects with one ID are one pair of hands, whatever they are called.
	ID SubjectID `json:"id,omitempty"`
	// Person is what reviewers.yaml and the trail call the subject.
	Person   Person       `json:"person,omitempty"`
	Kind     SubjectKind  `json:"kind,omitempty"`
	Verified Verification `json:"verified,omitempty"`
	// Roles are those that the subject's token names, in makegood's words. Where NarrowsRoles is set the subject holds no
	// others, whatever reviewers.yaml says; else reviewers.yaml alone says.
	Roles        []Role `json:"roles,omitempty"`
	NarrowsRoles bool   `json:"narrows_roles,omitempty"`
	// DayLimitMinor is how much a machine may ask for in a day (UTC), by currency, in minor units. A currency without one:
	// nothing.
	DayLimitMinor map[Currency]int64 `json:"day_limit_minor,omitempty"`
}

// SubjectID is a verifier's name for a subject.
type SubjectID string

// Same reports whether two names are of one subject. Of a subject without a name nothing is known.
func (id SubjectID) Same(as SubjectID) bool { return id != "" && id == as }

// SubjectKind tells people from programs.
type SubjectKind string

// The kinds.
const (
	// Human is a person: reviewers.yaml says what they may decide.
	Human SubjectKind = "human"
	// Machine is a program of the merchant's: it may ask, and carry what customers say, and never approves.
	Machine SubjectKind = "machine"
)

// Verification is how it is known who acts.
type Verification string

// The verifications.
const (
	// Asserted: the caller said so, by a bare signal or update; whoever may signal the namespace can say anything.
	Asserted Verification = "asserted"
	// ByCommandLine: a user of the machine on which the command line ran gave the name; no one checked it.
	ByCommandLine Verification = "command_line"
	// ByOIDC: the person signed in with the issuer that is configured for people.
	ByOIDC Verification = "oidc"
	// ByJWT and ByKey: the machine has a token that its issuer signed, or a key whose hash is stored.
	ByJWT Verification = "jwt"
	ByKey Verification = "key"
	// ByDemo: the person chose a sample person of the embedded mode. It proves nothing elsewhere.
	ByDemo Verification = "demo"
	// ByLink: the holder of a customer's signed link, who acts for the customer.
	ByLink Verification = "link"
	// ByLinkChecked: the holder of a customer's link, who also knew the order's number and the customer's e-mail.
	ByLinkChecked Verification = "link+check"
)

// Verifications lists the verifications.
func Verifications() []Verification {
	return []Verification{Asserted, ByCommandLine, ByOIDC, ByJWT, ByKey, ByDemo, ByLink, ByLinkChecked}
}

// Proven reports whether the subject is more than a name that somebody typed.
func (v Verification) Proven() bool {
	switch v {
	case ByOIDC, ByJWT, ByKey, ByDemo, ByLink, ByLinkChecked:
		return true
	case Asserted, ByCommandLine, "":
		return false
	}
	return false
}

// CustomerPrefix begins the names of customers, as in "customer:42".
const CustomerPrefix = "customer:"

// MayDo refuses an act in another's name (SUBJECT_MISMATCH), and one of staff by a machine (NOT_FOR_MACHINES). A machine
// carries the words of customers. Of nobody that a door vouches for nothing is known, and nothing is refused.
func (s Subject) MayDo(act Act) (Problem, bool) {
	switch {
	case s.Kind == "":
		return Problem{}, false
	case s.Kind == Machine && !ofCustomers(act.Kind):
		return Problem{Code: CodeNotForMachines, Detail: string(act.Kind) + " is for people: a machine may ask, and never decides"}, true
	case s.Kind == Machine && strings.HasPrefix(string(act.By()), CustomerPrefix):
		return Problem{}, false
	case !SamePerson(act.By(), s.Person):
		return Problem{Code: CodeSubjectMismatch, Detail: string(s.Person) + " may not act as " + string(act.By())}, true
	}
	return Problem{}, false
}

// MayActAs refuses an act of staff that is not of one refund in another's name (SUBJECT_MISMATCH), and any by a machine
// (NOT_FOR_MACHINES). Of nobody that a door vouches for nothing is known, and nothing is refused.
func (s Subject) MayActAs(by Person) (Problem, bool) {
	switch {
	case s.Kind == Machine:
		return Problem{Code: CodeNotForMachines, Detail: "it is for people: a machine may ask, and never decides"}, true
	case s.Person != "" && !SamePerson(by, s.Person):
		return Problem{Code: CodeSubjectMismatch, Detail: string(s.Person) + " may not act as " + string(by)}, true
	}
	return Problem{}, false
}

// ofCustomers: the act is one that customers do, and that machines may carry.
func ofCustomers(kind ActKind) bool {
	switch kind {
	case ActWithdraw, ActAnswer, ActAppeal, ActChoose, ActAnswerOffer:
		return true
	case ActDecide, ActResolve, ActClear, ActLookNow, ActAssign, ActAsk, ActInspect:
		return false
	}
	return false
}

// Within is an authority without the roles that the subject's token does not name. A role that is named stands for those
// that rank below it. Where the token names the auditor's role, that one alone is left.
func (s Subject) Within(a Authority) Authority {
	if a.Reviewer != nil && s.Audits() {
		reviewer := *a.Reviewer
		reviewer.Roles, reviewer.LimitMinor = []Role{RoleAuditor}, nil
		a.Reviewer = &reviewer
		return a
	}
	if !s.NarrowsRoles || a.Reviewer == nil {
		return a
	}
	named := Authority{Reviewer: &Reviewer{Roles: s.Roles}, Ranks: a.Ranks}
	reviewer := *a.Reviewer
	reviewer.Roles = nil
	for _, role := range a.Reviewer.Roles {
		if named.Holds(role) {
			reviewer.Roles = append(reviewer.Roles, role)
		}
	}
	// A token may also name a lower role than reviewers.yaml has: then that one counts.
	for _, role := range s.Roles {
		if a.Holds(role) {
			reviewer.Roles = append(reviewer.Roles, role)
		}
	}
	a.Reviewer = &reviewer
	return a
}
