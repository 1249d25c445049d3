package watch

import (
	"fmt"
	"strconv"

	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// Reviewers watches who may decide: one file.
type Reviewers struct{ *Watcher[roster] }

// roster is the staff and the hash of the file they are from.
type roster struct {
	staff refund.Staff
	hash  string
}

// NewReviewers loads the file, or returns why it cannot be loaded.
func NewReviewers(files Files) (*Reviewers, error) {
	const of = "reviewers"
	w, err := start(files, kind[roster]{of: of, names: func(r roster) []string {
		return []string{strconv.Itoa(len(r.staff.Reviewers)) + " reviewers (" + r.hash + ")"}
	}, load: func(sources []sheet.Source) (roster, error) {
		source, err := only(sources, of)
		if err != nil {
			return roster{}, err
		}
		staff, err := reviewers.LoadBytes(source.Content)
		if err != nil {
			return roster{}, fmt.Errorf("%s: %w", source.Name, err)
		}
		return roster{staff: staff, hash: sheet.Hash(source.Content)}, nil
	}})
	if err != nil {
		return nil, err
	}
	return &Reviewers{w}, nil
}

// Seen returns who may decide with the hash of the file that says so.
func (r *Reviewers) Seen() (refund.Staff, string) {
	in := r.InForce()
	return in.staff, in.hash
}

// Staff returns who may decide, as the file in force says.
func (r *Reviewers) Staff() refund.Staff { return r.InForce().staff }
