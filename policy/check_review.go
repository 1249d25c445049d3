package policy

import "github.com/makegood/makegood/refund"

// review reads how long people may take. The short form review_seconds is the deadline alone.
func (c *checker) review(written fileApproval) refund.ReviewTerms {
	own, key := written.Review, "approval.review.due_seconds"
	if written.ReviewSeconds.present {
		if own.DueSeconds.present {
			c.say("approval.review_seconds", "is there beside %s", key)
		}
		own.DueSeconds, key = written.ReviewSeconds, "approval.review_seconds"
	}
	if own.DueSeconds.value == 0 {
		c.say(key, "is missing or 0")
	}
	if own.EscalateSeconds.value > 0 || own.EscalateTo.present {
		if role := refund.Role(own.EscalateTo.value); role == "" || !hasRole(written.Roles, role) {
			c.say("approval.review.escalate_to", "is %q, which approval.roles does not have", role)
		}
	}
	if own.InfoSeconds.value == 0 {
		c.say("approval.review.info_seconds", "is missing or 0: a customer needs time to answer")
	}
	return refund.ReviewTerms{
		DueSeconds: own.DueSeconds.value, RemindSeconds: own.RemindSeconds.value, EscalateSeconds: own.EscalateSeconds.value,
		EscalateTo: refund.Role(own.EscalateTo.value), InfoSeconds: own.InfoSeconds.value,
	}
}

func hasRole(roles []refund.Role, role refund.Role) bool {
	return approval{ranks: roles}.rank(role) >= 0
}

// riskNever is no risk band's name: goods are never waited for because of risk.
const riskNever = "never"

func (c *checker) goods(written fileGoods) goodsRules {
	if written.ReturnSeconds.value == 0 {
		c.say("goods.return_seconds", "is missing or 0")
	}
	if written.RemindSeconds.value >= written.ReturnSeconds.value && written.RemindSeconds.value > 0 && written.ReturnSeconds.value > 0 {
		c.say("goods.remind_seconds", "is %d, not before return_seconds %d", written.RemindSeconds.value, written.ReturnSeconds.value)
	}
	c.only(written.FirstFromRisk, "goods.first_from_risk", string(refund.RiskLow), string(refund.RiskMedium), string(refund.RiskHigh), riskNever)
	return goodsRules{
		returnSeconds: written.ReturnSeconds.value, remindSeconds: written.RemindSeconds.value,
		firstFromRisk: refund.RiskBand(written.FirstFromRisk.value),
	}
}
