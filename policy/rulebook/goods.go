package rulebook

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// Goods say how goods come back, where the terms want them back.
type Goods struct {
	ReturnSeconds int64
	// RemindSeconds is 0 for never.
	RemindSeconds int64
	// FirstFromRisk is the lowest risk band whose money waits for the goods; empty: none.
	FirstFromRisk refund.RiskBand
	// InspectRole is the role whose people may say what came back.
	InspectRole refund.Role
}

// First reports whether the money of a risk band waits for the goods. A risk nobody has scored waits.
func (g Goods) First(risk refund.RiskBand) bool {
	bands := []refund.RiskBand{refund.RiskLow, refund.RiskMedium, refund.RiskHigh}
	from, at := slices.Index(bands, g.FirstFromRisk), slices.Index(bands, risk)
	return from >= 0 && (at < 0 || at >= from)
}

// riskNever is no risk band's name: goods are never waited for because of risk.
const riskNever = "never"

func (c *checker) goods(written fileGoods, roles []refund.Role) Goods {
	if written.ReturnSeconds.Value == 0 {
		c.Say("goods.return_seconds", "is missing or 0")
	}
	if written.RemindSeconds.Value >= written.ReturnSeconds.Value && written.RemindSeconds.Value > 0 && written.ReturnSeconds.Value > 0 {
		c.Say("goods.remind_seconds", "is %d, not before return_seconds %d", written.RemindSeconds.Value, written.ReturnSeconds.Value)
	}
	c.only(written.FirstFromRisk, "goods.first_from_risk", string(refund.RiskLow), string(refund.RiskMedium), string(refund.RiskHigh), riskNever)
	read := Goods{ReturnSeconds: written.ReturnSeconds.Value, RemindSeconds: written.RemindSeconds.Value, InspectRole: refund.Role(written.InspectRole.Value)}
	if !hasRole(roles, read.InspectRole) {
		c.Say("goods.inspect_role", "is %q, which approval.roles does not have", read.InspectRole)
	}
	if from := written.FirstFromRisk.Value; from != riskNever {
		read.FirstFromRisk = refund.RiskBand(from)
	}
	return read
}
