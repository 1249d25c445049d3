package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// SampleBook keeps what auditors do. They and people of the highest rank may; everybody else is refused (REVIEWER_ROLE).
type SampleBook interface {
	// KeepSample stores a sample with what came of it, under an id that the ledger makes.
	KeepSample(ctx context.Context, in Sample) (Sample, refund.Answer, error)
	// NoteSampled keeps what an auditor concludes of a refund of a sample. ErrNotFound: the sample does not have it.
	NoteSampled(ctx context.Context, in SampleNote) (refund.Answer, error)
	// KeepExport keeps who has taken what out.
	KeepExport(ctx context.Context, in AuditExport) (refund.Answer, error)
}

// SampleReader answers what auditors ask.
type SampleReader interface {
	StaffLogReader
	TrailReader
	DutyReader
	// EachClosed calls visit with every closed refund of a filter, in the sequence they were closed. The first error of visit ends it.
	EachClosed(ctx context.Context, filter ClosedFilter, visit func(ClosedCase) error) error
	// Samples lists samples without their refunds, the newest first, 500 at most.
	Samples(ctx context.Context) ([]Sample, error)
	// Sample returns one whole, or ErrNotFound.
	Sample(ctx context.Context, id string) (Sample, error)
	// CasePostings lists what was booked for a refund, in the sequence it was.
	CasePostings(ctx context.Context, id refund.ID) ([]CasePosting, error)
	// CaseDifferences lists what reconciliations found of a refund, the latest run first.
	CaseDifferences(ctx context.Context, id refund.ID) ([]CaseDifference, error)
	// AuditExports lists what was taken out, the newest first, 500 at most.
	AuditExports(ctx context.Context) ([]AuditExport, error)
}

// ClosedFilter selects refunds that were closed in [From, To), UTC. What is empty selects all.
type ClosedFilter struct {
	From     time.Time         `json:"from"`
	To       time.Time         `json:"to"`
	Merchant refund.MerchantID `json:"merchant_id,omitempty"`
	Currency refund.Currency   `json:"currency_code,omitempty"`
	// AtLeastMinor and LessThanMinor bound the refund's amount, in minor units; LessThanMinor 0: nothing does.
	AtLeastMinor  int64           `json:"at_least_minor,omitempty"`
	LessThanMinor int64           `json:"less_than_minor,omitempty"`
	Risk          refund.RiskBand `json:"risk_band,omitempty"`
	// Way is a provider, or what a leg went by in the payment's place (STORE_CREDIT, ELSEWHERE).
	Way string `json:"way,omitempty"`
}

// ClosedCase is a closed refund.
type ClosedCase struct {
	ID       refund.ID
	ClosedAt time.Time
}

// SampleTerms say how a sample is drawn: of the refunds of the filter those with the smallest keys of the seed.
type SampleTerms struct {
	Seed string `json:"seed"`
	Size int    `json:"size"`
	ClosedFilter
}

// Sample is one that was drawn.
type Sample struct {
	ID    string      `json:"id"`
	Terms SampleTerms `json:"terms"`
	// Population is how many refunds it was drawn from, Digest which: a SHA-256 over their ids.
	Population int64               `json:"population"`
	Digest     string              `json:"population_digest"`
	By         refund.Person       `json:"drawn_by"`
	Verified   refund.Verification `json:"verified,omitempty"`
	Subject    refund.SubjectID    `json:"subject,omitempty"`
	DrawnAt    time.Time           `json:"drawn_at"`
	Results    []SampleResult      `json:"results,omitempty"`

	Authority refund.Authority `json:"-"`
	Acting    refund.Subject   `json:"-"`
}

// CheckResult is what came of checking something again.
type CheckResult string

// The results.
const (
	CheckAgrees     CheckResult = "AGREES"
	CheckDiffers    CheckResult = "DIFFERS"
	CheckNotChecked CheckResult = "NOT_CHECKED"
)

// SampleCheck is one thing that was checked again. Detail is the difference, or why it was not checked.
type SampleCheck struct {
	Check  string      `json:"check"`
	Result CheckResult `json:"result"`
	Detail string      `json:"detail,omitempty"`
}

// SampleResult is a refund of a sample, as it was checked when the sample was drawn.
type SampleResult struct {
	Refund refund.ID     `json:"refund"`
	Result CheckResult   `json:"result"`
	Checks []SampleCheck `json:"checks"`
	Notes  []SampleNote  `json:"notes,omitempty"`
}

// Conclusion is an auditor's of a refund.
type Conclusion string

// The conclusions.
const (
	ConclusionInOrder  Conclusion = "IN_ORDER"
	ConclusionQuestion Conclusion = "QUESTION"
	ConclusionFinding  Conclusion = "FINDING"
)

// Conclusions lists the conclusions.
func Conclusions() []Conclusion {
	return []Conclusion{ConclusionInOrder, ConclusionQuestion, ConclusionFinding}
}

// SampleNoteBytesMax bounds a note, sealed.
const SampleNoteBytesMax = 8 << 10

// SampleNote is what an auditor concludes. Note is sealed by its writer under the key of the refund's customer.
type SampleNote struct {
	Sample     string              `json:"sample"`
	Refund     refund.ID           `json:"refund"`
	Conclusion Conclusion          `json:"conclusion"`
	Note       string              `json:"note,omitempty" personal:"text"`
	By         refund.Person       `json:"by"`
	Verified   refund.Verification `json:"verified,omitempty"`
	Subject    refund.SubjectID    `json:"subject,omitempty"`
	At         time.Time           `json:"at"`

	Authority refund.Authority `json:"-"`
	Acting    refund.Subject   `json:"-"`
}

// CasePosting is what was booked by one posting for a refund.
type CasePosting struct {
	ID       int64       `json:"id"`
	Template string      `json:"template"`
	Leg      string      `json:"leg_id,omitempty"`
	Fact     string      `json:"fact,omitempty"`
	At       time.Time   `json:"at"`
	Entries  []CaseEntry `json:"entries"`
}

// CaseEntry is a line of a posting: a debit is positive, in minor units of the asset.
type CaseEntry struct {
	Account     string `json:"account"`
	Asset       string `json:"asset"`
	AmountMinor int64  `json:"amount_minor"`
}

// CaseDifference is what a reconciliation found of a refund.
type CaseDifference struct {
	Run     string        `json:"run"`
	EndedAt time.Time     `json:"ended_at"`
	Item    ReconcileItem `json:"item"`
}

// AuditExport is something that was taken out, signed. Digest is the SHA-256 of the file, in hex.
type AuditExport struct {
	Number int64 `json:"number"`
	// Of is the id of a sample or of a refund.
	Of       string                `json:"of"`
	Masked   bool                  `json:"masked"`
	Digest   string                `json:"digest"`
	Key      refund.AttestationKey `json:"key"`
	By       refund.Person         `json:"by"`
	Verified refund.Verification   `json:"verified,omitempty"`
	Subject  refund.SubjectID      `json:"subject,omitempty"`
	At       time.Time             `json:"at"`

	Authority refund.Authority `json:"-"`
	Acting    refund.Subject   `json:"-"`
}
