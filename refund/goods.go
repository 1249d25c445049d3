package refund

import (
	"cmp"
	"fmt"
	"time"
)

// GoodsTerms are the goods that have to come back, and when.
type GoodsTerms struct {
	// First: the money waits for the goods. Otherwise it goes first, and the goods are trusted to come.
	First bool `json:"first,omitempty"`
	// ReturnSeconds is how long the goods have; after it the request is closed without money.
	ReturnSeconds int64 `json:"return_seconds"`
	// RemindSeconds is when the customer is reminded, after being told; 0: never.
	RemindSeconds int64       `json:"remind_seconds,omitempty"`
	Lines         []GoodsLine `json:"lines"`
	// InspectRole is the role whose people may say what came back; a higher one may act for it. Empty: "warehouse".
	InspectRole Role `json:"inspect_role,omitempty"`
	// ProofSuffices: by law the money waits for the goods no longer than until the customer has proved that they
	// were sent (Directive 2011/83/EU, article 13(3)).
	ProofSuffices bool `json:"proof_suffices,omitempty"`
}

// RoleWarehouse inspects what comes back, where the policy names no other role.
const RoleWarehouse Role = "warehouse"

// Inspector is the role whose people may say what came back.
func (g GoodsTerms) Inspector() Role { return cmp.Or(g.InspectRole, RoleWarehouse) }

// Whole is the inspection with every expected line accepted, where it says so without naming lines.
func (i Inspection) Whole(expected []GoodsLine) Inspection {
	if !i.AllAccepted || len(i.Lines) > 0 {
		return i
	}
	for _, goods := range expected {
		i.Lines = append(i.Lines, InspectedLine{LineID: goods.LineID, AcceptedQuantity: goods.Quantity})
	}
	return i
}

// GoodsLine is a quantity of a line that has to come back.
type GoodsLine struct {
	LineID   LineID `json:"line_id"`
	Quantity int64  `json:"quantity"`
	Title    string `json:"title,omitempty"`
}

// Inspection is what was found when goods came back: signal and update `inspect`. What of an
// expected line is in none of the three quantities did not arrive.
type Inspection struct {
	InspectionID DecisionID      `json:"inspection_id"`
	By           Person          `json:"by"`
	Lines        []InspectedLine `json:"lines"`
	// AllAccepted says that everything that was expected arrived as it should be, without naming lines.
	AllAccepted bool   `json:"all_accepted,omitempty"`
	Note        string `json:"note,omitempty" personal:"text"`
	// SentProof says, in place of what was found, that the goods were sent: where the goods' terms let that be
	// enough, the refund waits for them no longer.
	SentProof *SentProof `json:"sent_proof,omitempty"`
	// ReceivedAt is when the goods came back; nil: when they were inspected. A law may count from it.
	ReceivedAt *time.Time `json:"received_at,omitempty"`
	Seen
}

// SentProof is the proof that goods were sent back: who carries them, and the carrier's reference.
type SentProof struct {
	Carrier   string     `json:"carrier"`
	Reference string     `json:"reference" personal:"text"`
	Evidence  []Evidence `json:"evidence,omitempty"`
}

// String names the proof in one line.
func (p SentProof) String() string { return p.Carrier + " " + p.Reference }

// InspectedLine is what was found of one line.
type InspectedLine struct {
	LineID LineID `json:"line_id"`
	// AcceptedQuantity is as it should be; PartialQuantity is taken back for less; RefusedQuantity is
	// not taken back.
	AcceptedQuantity int64 `json:"accepted_quantity,omitempty"`
	PartialQuantity  int64 `json:"partial_quantity,omitempty"`
	RefusedQuantity  int64 `json:"refused_quantity,omitempty"`
	// DeductMinor is what the partial ones are worth less, together, in minor units: an ADJUSTMENT.
	DeductMinor int64      `json:"deduct_minor,omitempty"`
	Reason      string     `json:"reason,omitempty" personal:"text"`
	Evidence    []Evidence `json:"evidence,omitempty"`
}

// TakenQuantity is what is taken back of the line.
func (l InspectedLine) TakenQuantity() int64 { return l.AcceptedQuantity + l.PartialQuantity }

// Line returns what was found of a line.
func (i Inspection) Line(id LineID) (InspectedLine, bool) {
	for _, line := range i.Lines {
		if line.LineID == id {
			return line, true
		}
	}
	return InspectedLine{LineID: id}, false
}

// Check refuses lines that were not expected, and quantities or deductions that cannot be
// (BAD_INSPECTION).
func (i Inspection) Check(expected []GoodsLine) (Problem, bool) {
	left := map[LineID]int64{}
	for _, goods := range expected {
		left[goods.LineID] += goods.Quantity
	}
	for _, line := range i.Lines {
		most, known := left[line.LineID]
		found := line.AcceptedQuantity + line.PartialQuantity + line.RefusedQuantity
		switch {
		case !known:
			return badInspection("line %s was not expected, or is there twice", line.LineID)
		case line.AcceptedQuantity < 0 || line.PartialQuantity < 0 || line.RefusedQuantity < 0 || line.DeductMinor < 0:
			return badInspection("line %s: a quantity or a deduction is negative", line.LineID)
		case line.AcceptedQuantity > most || line.PartialQuantity > most || line.RefusedQuantity > most || found > most:
			return badInspection("line %s: %d found, %d expected", line.LineID, found, most)
		case line.DeductMinor > 0 && line.PartialQuantity == 0:
			return badInspection("line %s: a deduction needs a partial quantity", line.LineID)
		}
		delete(left, line.LineID)
	}
	return Problem{}, false
}

func badInspection(format string, args ...any) (Problem, bool) {
	return Problem{Code: CodeBadInspection, Detail: fmt.Sprintf(format, args...)}, true
}

// Complete reports whether everything that was expected was accepted at its full value.
func (i Inspection) Complete(expected []GoodsLine) bool {
	for _, goods := range expected {
		found, _ := i.Line(goods.LineID)
		if found.AcceptedQuantity != goods.Quantity {
			return false
		}
	}
	return true
}
