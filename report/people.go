package report

import (
	"errors"

	"github.com/makegood/makegood/refund"
)

// RefusedByPerson is the key of what a person refused, in SectionRefusal.
const RefusedByPerson = "by a person"

// The trail's events of what people decided.
const (
	eventApproved = "Approved"
	eventAgreed   = "ApprovalGiven"
	eventRejected = "RejectedByReviewer"
)

// addRefusals counts a rejected request by each of the policy's reasons, or as refused by a person.
func (b *Builder) addRefusals(period string, c refund.Case) error {
	if c.Status != refund.StatusRejected {
		return nil
	}
	keys := []string{RefusedByPerson}
	if c.Proposal != nil && c.Proposal.Assessment.Disposition == refund.DispositionReject {
		keys = c.Proposal.Assessment.Reasons
	}
	var wrong []error
	for _, key := range keys {
		wrong = append(wrong, b.add(place{period: period, section: SectionRefusal, key: key}, 1, 0))
	}
	return errors.Join(wrong...)
}

// addReviewers counts each decision for who made it. What makegood decides by itself is nobody's load.
func (b *Builder) addReviewers(period string, c refund.Case) error {
	var wrong []error
	for _, entry := range c.Trail {
		switch entry.Event {
		case eventApproved, eventAgreed, eventRejected:
			if entry.Actor != refund.ActorMakegood {
				wrong = append(wrong, b.add(place{period: period, section: SectionReviewer, key: string(entry.Actor)}, 1, 0))
			}
		}
	}
	return errors.Join(wrong...)
}
