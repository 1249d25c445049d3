package doctor_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/doctor"
)

// versions are those of deployment "shop"; each is its build, its workers and its refunds.
func versions(current string, unversionedWorkers int, all ...deployment.VersionStatus) deployment.Status {
	return deployment.Status{
		Deployment: "shop", Known: len(all) > 0, Current: current, Versions: all,
		Unversioned: deployment.VersionStatus{WorkerCount: unversionedWorkers, OpenRefundCount: 3},
	}
}

func build(id string, workers int, refunds int64) deployment.VersionStatus {
	return deployment.VersionStatus{BuildID: id, WorkerCount: workers, OpenRefundCount: refunds}
}

func TestRefundsThatNoWorkerOfTheirVersionTakesUpAreFound(t *testing.T) {
	for _, c := range []struct {
		when  string
		is    deployment.Status
		wrong []string
		late  []string
	}{
		{"all is unversioned", deployment.Status{}, nil, nil},
		{"the current version has workers", versions("2", 0, build("2", 1, 9), build("1", 1, 4)), nil, nil},
		{"an old version that is drained has no workers", versions("2", 0, build("2", 1, 9), build("1", 0, 0)), nil, nil},
		{"no current version", versions("", 0, build("2", 0, 0), build("1", 1, 0)),
			[]string{"NO_CURRENT_VERSION deployment shop has no current version: no refund starts, 3 wait for it: makegood deployment set-current 1"}, nil},
		{"no worker has come yet", versions("", 0),
			[]string{"NO_CURRENT_VERSION deployment shop has no current version: no refund starts, 3 wait for it: start a worker of it, then makegood deployment set-current"}, nil},
		{"no current version, but unversioned workers", versions("", 2, build("1", 1, 0)), nil,
			[]string{"NO_CURRENT_VERSION deployment shop has no current version: new refunds start on 2 unversioned workers: makegood deployment set-current 1"}},
		{"nobody runs the current version", versions("2", 1, build("2", 0, 9), build("1", 1, 4)),
			[]string{"VERSION_WITHOUT_WORKER new refunds start on shop:2, which no worker polls; 9 refunds run on it: start a worker of it, or makegood deployment set-current 1"}, nil},
		{"nobody runs an old version that refunds wait on", versions("2", 0, build("2", 1, 9), build("1", 0, 4)),
			[]string{"VERSION_WITHOUT_WORKER 4 refunds run on shop:1, which no worker polls: start a worker of it, or with another build makegood deployment move --from 1"}, nil},
	} {
		p := patient(books{}, doctor.WorkflowRuns, nil)
		p.Deployment = func(context.Context) (deployment.Status, error) { return c.is, nil }
		report, err := doctor.Examine(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		got := map[doctor.Severity][]string{}
		for _, f := range report.Findings {
			got[f.Severity] = append(got[f.Severity], f.Code+" "+f.Detail)
		}
		if w, l := got[doctor.SeverityWrong], got[doctor.SeverityLate]; strings.Join(w, "\n") != strings.Join(c.wrong, "\n") || strings.Join(l, "\n") != strings.Join(c.late, "\n") {
			t.Errorf("%s:\nwrong %q\nlate  %q", c.when, w, l)
		}
	}
}

func TestVersionsThatCannotBeAskedForAreSaid(t *testing.T) {
	p := patient(books{}, doctor.WorkflowRuns, nil)
	p.Deployment = func(context.Context) (deployment.Status, error) { return deployment.Status{}, errors.New("away") }
	report, err := doctor.Examine(t.Context(), p)
	if err != nil || len(report.Findings) != 0 || strings.Join(report.Skipped, "\n") != "the worker's versions: away" {
		t.Errorf("%+v, %v", report, err)
	}
}
