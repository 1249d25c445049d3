package refund

import "time"

// StaffCallKind is why staff are called to a refund that waits for them.
type StaffCallKind string

// The kinds of calls.
const (
	CallReminder  StaffCallKind = "reminder"
	CallEscalated StaffCallKind = "escalated"
	CallOverdue   StaffCallKind = "overdue"
)

// StaffCall calls the people who may lead a waiting refund on: its assignee, else everybody of the
// role in the market, but never who asked for the refund. Review counts the reviews of the refund, so
// that each of them calls anew.
type StaffCall struct {
	Refund      ID            `json:"refund"`
	Kind        StaffCallKind `json:"kind"`
	Review      int           `json:"review"`
	Role        Role          `json:"role,omitempty"`
	Assignee    Person        `json:"assignee,omitempty"`
	RequestedBy Person        `json:"requested_by,omitempty"`
	Market      string        `json:"market,omitempty"`
	Currency    Currency      `json:"currency_code"`
	TotalMinor  int64         `json:"total_minor"`
	Reasons     []string      `json:"reasons,omitempty"`
	DueAt       *time.Time    `json:"due_at,omitempty"`
	// PayBy is until when the money has to be paid by law, PayByLaw that law.
	PayBy    *time.Time `json:"pay_by,omitempty"`
	PayByLaw string     `json:"pay_by_law,omitempty"`
	At       time.Time  `json:"at"`
}

// StaffCalled is who was called. Nobody: no one of them has an address.
type StaffCalled struct {
	People []Person `json:"people,omitempty"`
}

// Callees are the members of staff a call goes to.
func (s Staff) Callees(c StaffCall) []Reviewer {
	var out []Reviewer
	for _, r := range s.Reviewers {
		authority := Authority{Reviewer: &r, Ranks: s.Ranks}
		_, elsewhere := authority.MayDecide(Stake{Market: c.Market})
		switch {
		case r.Email == "" || elsewhere || SamePerson(r.Name, c.RequestedBy):
		case c.Assignee != "" && SamePerson(r.Name, c.Assignee):
			return []Reviewer{r}
		case c.Assignee == "" && authority.Holds(c.Role):
			out = append(out, r)
		}
	}
	return out
}
