package rulebook

import "github.com/makegood/makegood/refund"

// review reads how long people may take. The short form review_seconds is the deadline alone.
func (c *checker) review(written fileApproval) refund.ReviewTerms {
	own, key := written.Review, "approval.review.due_seconds"
	if written.ReviewSeconds.Present {
		if own.DueSeconds.Present {
			c.Say("approval.review_seconds", "is there beside %s", key)
		}
		own.DueSeconds, key = written.ReviewSeconds, "approval.review_seconds"
	}
	if own.DueSeconds.Value == 0 {
		c.Say(key, "is missing or 0")
	}
	if own.EscalateSeconds.Value > 0 || own.EscalateTo.Present {
		if role := refund.Role(own.EscalateTo.Value); role == "" || !hasRole(written.Roles, role) {
			c.Say("approval.review.escalate_to", "is %q, which approval.roles does not have", role)
		}
	}
	if own.InfoSeconds.Value == 0 {
		c.Say("approval.review.info_seconds", "is missing or 0: a customer needs time to answer")
	}
	return refund.ReviewTerms{
		DueSeconds: own.DueSeconds.Value, RemindSeconds: own.RemindSeconds.Value, EscalateSeconds: own.EscalateSeconds.Value,
		EscalateTo: refund.Role(own.EscalateTo.Value), InfoSeconds: own.InfoSeconds.Value,
	}
}

func hasRole(roles []refund.Role, role refund.Role) bool {
	return Approval{Ranks: roles}.rank(role) >= 0
}
