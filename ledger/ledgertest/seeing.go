package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// seeingCases bind acts to the version of the refund that their sender looked at.
func seeingCases() map[string]func(*testing.T, *Desk) {
	none := Refusing("NO_RULES")
	cases := map[string]func(*testing.T, *Desk){
		"an act that was refused moves nothing under who looks": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			seen := d.Standing(id).Version
			d.Refused(id, deciding(refund.Decision{DecisionID: "d0", Verb: refund.VerbApprove, Reviewer: "customer:42"}), refund.CodeReviewerIsAuthor)
			if now := d.Standing(id).Version; now == seen {
				t.Fatal("a refusal left no row of the trail: the test sees nothing")
			}
			act := deciding(approve("d1", "anna"))
			act.Seen().ExpectedVersion = seen
			d.Taken(id, act)
		},
		"what is said again after the refund has moved has its first answer": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead", "finance")
			act := deciding(approve("d1", "anna"))
			act.Seen().ExpectedVersion = d.Standing(id).Version
			d.Taken(id, act)
			again := d.Act(id, act)
			same(t, "again", again.Accepted && again.Replayed, true)
			other := deciding(approve("d2", "ben"))
			other.Seen().ExpectedVersion = act.Seen().ExpectedVersion
			d.Refused(id, other, refund.CodeStaleView)
			other.Seen().ExpectedVersion = d.Standing(id).Version
			d.Taken(id, other)
		},
	}
	for _, kind := range refund.ActKinds() {
		cases["a stale view is refused, and the same act on a fresh one is taken: "+string(kind)] = func(t *testing.T, d *Desk) {
			in, rules := d.ready(kind)
			version := d.Standing(in.Refund).Version
			for _, stale := range []int64{1, version - 1, version + 1000, -version} {
				in.Act.Seen().ExpectedVersion = stale
				d.RefusedBy(in, rules, refund.CodeStaleView)
			}
			in.Act.Seen().ExpectedVersion = d.Standing(in.Refund).Version
			if out := d.ActBy(in, rules); !out.Accepted {
				t.Errorf("on a fresh view: %+v", out.Answer)
			}
		}
	}
	cases["a version is asked for by nobody"] = func(t *testing.T, d *Desk) {
		act := deciding(approve("d1", "anna"))
		same(t, "accepted", d.ActBy(by(d.Waiting("o1", "lead"), act, signedIn("anna")), none).Accepted, true)
	}
	return cases
}
