package doctor

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/ledger"
)

// versions finds what keeps refunds from starting or going on although everything else is up: workers have
// versions, and refunds are sent to one that nobody runs, or to none.
func (r *Report) versions(ctx context.Context, p Patient, _ []ledger.CaseRow) error {
	if p.Deployment == nil {
		r.skip("the worker's versions: Temporal is not asked")
		return nil
	}
	status, err := p.Deployment(ctx)
	if err != nil {
		r.skip("the worker's versions: %v", err)
		return nil
	}
	if status.Deployment != "" {
		r.current(status)
		r.deserted(status)
	}
	return nil
}

// current finds that no new refund starts.
func (r *Report) current(s deployment.Status) {
	if s.Current == "" {
		r.unrouted(s)
		return
	}
	if v, ok := s.Version(s.Current); !ok || v.WorkerCount == 0 {
		r.add(SeverityWrong, ledger.Finding{Code: CodeVersionWithoutWorker, Detail: fmt.Sprintf(
			"new refunds start on %s, which no worker polls; %d refunds run on it: start a worker of it, or makegood deployment set-current %s",
			name(s, s.Current), v.OpenRefundCount, newestWorking(s))})
	}
}

// unrouted finds that the deployment has no current version: unversioned workers get the new refunds, if
// there are any.
func (r *Report) unrouted(s deployment.Status) {
	lead := "makegood deployment set-current " + newestWorking(s)
	if !s.Known {
		lead = "start a worker of it, then makegood deployment set-current"
	}
	if s.Unversioned.WorkerCount > 0 {
		r.add(SeverityLate, ledger.Finding{Code: CodeNoCurrentVersion, Detail: fmt.Sprintf(
			"deployment %s has no current version: new refunds start on %d unversioned workers: %s", s.Deployment, s.Unversioned.WorkerCount, lead)})
		return
	}
	r.add(SeverityWrong, ledger.Finding{Code: CodeNoCurrentVersion, Detail: fmt.Sprintf(
		"deployment %s has no current version: no refund starts, %d wait for it: %s", s.Deployment, s.Unversioned.OpenRefundCount, lead)})
}

// deserted finds refunds pinned to a version that nobody runs any more.
func (r *Report) deserted(s deployment.Status) {
	for _, v := range s.Versions {
		if v.BuildID == s.Current || v.OpenRefundCount == 0 || v.WorkerCount > 0 {
			continue
		}
		r.add(SeverityWrong, ledger.Finding{Code: CodeVersionWithoutWorker, Detail: fmt.Sprintf(
			"%d refunds run on %s, which no worker polls: start a worker of it, or with another build makegood deployment move --from %s",
			v.OpenRefundCount, name(s, v.BuildID), v.BuildID)})
	}
}

func name(s deployment.Status, build string) string {
	return deployment.Version{Deployment: s.Deployment, BuildID: build}.String()
}

// newestWorking is the newest build that a worker runs, or a placeholder.
func newestWorking(s deployment.Status) string {
	for _, v := range s.Versions {
		if v.WorkerCount > 0 {
			return v.BuildID
		}
	}
	return "BUILD"
}
