package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// RulesPolicy are the rules of the policy, the monthly grants of its budgets among them.
const RulesPolicy = "policy"

// RuleFilesBytesMax bounds the files of one revision, in bytes.
const RuleFilesBytesMax = 4 << 20

// CodeRulesTooLarge: the files are more than the ledger keeps.
const CodeRulesTooLarge refund.Code = "RULES_TOO_LARGE"

// RuleBook keeps which revisions of rules two people have confirmed.
type RuleBook interface {
	// RulesInForce is what a worker goes by that finds these files: the revision that was confirmed last, whatever they
	// are. The first files of a kind that a worker finds, while none was confirmed, are the ledger's baseline, and count.
	RulesInForce(ctx context.Context, kind string, found []RuleFile) (RulesInForce, error)
	// ConfirmRules takes a person's word that a revision may come into force. The first asks; another one confirms. One
	// that was in force before and is not any more is confirmed like any other.
	ConfirmRules(ctx context.Context, in RuleConfirmation) (refund.Answer, error)
}

// RuleReader lists revisions.
type RuleReader interface {
	// RuleRevisions lists revisions without their files, the newest first, 1000 at most.
	RuleRevisions(ctx context.Context, kind string) ([]RuleRevision, error)
}

// RuleFileReader reads what a revision says.
type RuleFileReader interface {
	// RuleFiles returns the files of the revisions of a digest, or ErrNotFound. Revisions of one digest have files of one
	// content; the names are those of the newest.
	RuleFiles(ctx context.Context, kind, digest string) ([]RuleFile, error)
	// RevisionFiles returns the files of a revision by its number, or ErrNotFound.
	RevisionFiles(ctx context.Context, kind string, number int64) ([]RuleFile, error)
}

// RuleFile is a file of rules.
type RuleFile struct {
	Name    string `json:"name"`
	Content string `json:"content"`
}

// RulesDigest tells one revision from another: the content of the files, whatever they are called.
func RulesDigest(files []RuleFile) string {
	var parts []string
	for _, f := range files {
		sum := sha256.Sum256([]byte(f.Content))
		parts = append(parts, hex.EncodeToString(sum[:]))
	}
	slices.Sort(parts)
	whole := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(whole[:])
}

// RulesInForce are the rules to go by. Waiting is the digest of the files that were found, where others are in force.
// Before: the files that were found were confirmed too, at some time.
type RulesInForce struct {
	Digest  string
	Files   []RuleFile
	Waiting string
	Before  bool
}

// RuleRevision is who said of a revision that it may come into force. AgreedAt nil: another person has to say so.
type RuleRevision struct {
	// Number counts the revisions of a kind in the sequence they were asked for; 0 is the baseline.
	Number int64 `json:"number"`
	// InForce: it was confirmed last.
	InForce    bool          `json:"in_force,omitempty"`
	Digest     string        `json:"digest"`
	AskedBy    refund.Person `json:"asked_by"`
	AskedNote  string        `json:"asked_note,omitempty"`
	AskedAt    time.Time     `json:"asked_at"`
	AgreedBy   refund.Person `json:"agreed_by,omitempty"`
	AgreedNote string        `json:"agreed_note,omitempty"`
	AgreedAt   *time.Time    `json:"agreed_at,omitempty"`
	// AskedVerified and AgreedVerified are how it is known who they are, the subjects who that is in a verifier's words.
	AskedVerified  refund.Verification `json:"asked_verified,omitempty"`
	AskedSubject   refund.SubjectID    `json:"asked_subject,omitempty"`
	AgreedVerified refund.Verification `json:"agreed_verified,omitempty"`
	AgreedSubject  refund.SubjectID    `json:"agreed_subject,omitempty"`
}

// RuleConfirmation is a person's word that files may come into force.
type RuleConfirmation struct {
	Kind      string
	Files     []RuleFile
	By        refund.Person
	Note      string
	Authority refund.Authority
	// Acting is how it is known who By is, and who that is in a verifier's words; the zero Subject: it is asserted.
	Acting refund.Subject
}
