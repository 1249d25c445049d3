package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/internal/foreign"
)

func TestWhatIsTypedOfDeploymentsIsChecked(t *testing.T) {
	for _, args := range [][]string{
		{"set-current"}, {"set-current", "1", "--unversioned"}, {"ramp", "1"}, {"ramp", "--percent", "5"},
		{"move", "1.4.0"}, {"move", "--at-once", "65"}, {"move", "--limit", "-1"}, {"move", "--status", "Lost"},
	} {
		status, _, err := newShell(t).run(t, append([]string{"deployment"}, args...)...)
		if status != 2 || !strings.HasPrefix(err, "makegood: USAGE: ") {
			t.Errorf("%v: status %d, %q; want 2 and USAGE", args, status, err)
		}
	}
}

func TestWithoutTemporalADeploymentSaysSo(t *testing.T) {
	status, _, err := newShell(t).run(t, "deployment", "status")
	if status != 1 || !strings.HasPrefix(err, "makegood: TEMPORAL_AWAY: ") {
		t.Errorf("status %d, %q", status, err)
	}
}

func TestADeploymentIsShownAsATableOfBuilds(t *testing.T) {
	shown := func(s deployment.Status) string {
		var out bytes.Buffer
		writeStatus(foreign.To(&out), s)
		return out.String()
	}
	routed := deployment.Status{
		TaskQueue: "refunds", Deployment: "shop", Known: true, Current: "1.5.0", Ramping: "1.6.0", RampPercent: 5,
		Versions: []deployment.VersionStatus{
			{BuildID: "1.6.0", Role: deployment.RoleRamping, WorkerCount: 1},
			{BuildID: "1.5.0", Role: deployment.RoleCurrent, WorkerCount: 2, OpenRefundCount: 310},
			{BuildID: "1.4.0", Role: deployment.RoleDraining, OpenRefundCount: 7},
		},
	}
	want := `deployment shop on task queue refunds
  BUILD  ROLE        WORKERS  OPEN REFUNDS
  1.6.0  ramping 5%  1        0
  1.5.0  current     2        310
  1.4.0  draining    0        7
`
	if got := shown(routed); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	nothing := deployment.Status{TaskQueue: "refunds", Deployment: "shop"}
	if got := shown(nothing); !strings.Contains(got, "no version is current") {
		t.Errorf("got\n%s", got)
	}
	unversioned := deployment.Status{TaskQueue: "refunds", Unversioned: deployment.VersionStatus{WorkerCount: 1, OpenRefundCount: 4}}
	if got := shown(unversioned); got != "task queue refunds is unversioned: 1 workers, 4 open refunds\n" {
		t.Errorf("got\n%s", got)
	}
}

func TestRefundsThatStayAreListedWithTheReason(t *testing.T) {
	var out bytes.Buffer
	writeMoved(foreign.To(&out), deployment.Report{To: "shop:1.6.0", Found: 4, Moved: 2, Ended: 1, More: true, Kept: []deployment.Kept{
		{Refund: "refund/m/o/1", From: "shop:1.5.0", Code: deployment.CodeDoesNotReplay, Why: "another activity"},
	}})
	want := `2 of 4 refunds moved to shop:1.6.0, 1 ended meanwhile, 1 stay
  refund/m/o/1 stays on shop:1.5.0: DOES_NOT_REPLAY: another activity
there are more: run it again
what to do: docs/runbooks/worker-versions.md
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
