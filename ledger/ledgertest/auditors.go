package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// auditorCases: an auditor does nothing to a refund, whoever says that they are one.
func auditorCases() map[string]func(*testing.T, *Desk) {
	cases := map[string]func(*testing.T, *Desk){}
	for _, kind := range refund.ActKinds() {
		cases["an auditor is refused, and somebody else is not: "+string(kind)] = func(t *testing.T, d *Desk) {
			in, rules := d.ready(kind)
			other := in
			in.Authority = As(in.Act.By(), refund.RoleAuditor)
			d.RefusedBy(in, rules, refund.CodeReviewerRole)
			in.Authority = other.Authority
			in.Witnessed.Subject = refund.Subject{
				ID: "oidc:x#ada", Person: in.Act.By(), Kind: refund.Human, Verified: refund.ByOIDC, Roles: []refund.Role{refund.RoleAuditor, "finance"},
			}
			d.RefusedBy(in, rules, refund.CodeReviewerRole)
			if out := d.ActBy(other, rules); !out.Accepted {
				t.Errorf("by somebody else: %+v", out.Answer)
			}
		}
	}
	return cases
}
