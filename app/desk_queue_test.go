package app

import (
	"context"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/refund"
)

// TestTheQueueIsReadAndWrittenInTheServicesLedger: Temporal is away, and the queue does not need it to be looked at.
func TestTheQueueIsReadAndWrittenInTheServicesLedger(t *testing.T) {
	ports := NewServicePorts(deskSettings(t), time.Now)
	t.Cleanup(ports.Close)
	inner, err := api.New(ports.Ports())
	if err != nil {
		t.Fatal(err)
	}
	wired := ports.SupportPorts(inner)
	wired.Staff = func(context.Context) (refund.Staff, error) {
		return refund.Staff{Reviewers: []refund.Reviewer{{Name: "ann"}, {Name: "ben"}}}, nil
	}
	desk, err := support.New(wired)
	if err != nil {
		t.Fatal(err)
	}
	ann := api.Call{Subject: api.Subject{Name: "ann", Kind: api.Human, Verified: api.ByDemo}, Key: "k"}
	if page, err := desk.Queue(t.Context(), ann, support.QueueRequest{}); err != nil || len(page.Rows) != 0 {
		t.Errorf("the queue %+v, %v", page, err)
	}
	if rows, err := desk.Search(t.Context(), ann, "o1"); err != nil || len(rows) != 0 {
		t.Errorf("found %+v, %v", rows, err)
	}
	before, err := desk.QueueMark(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.SaveView(t.Context(), ann, support.SaveViewRequest{Name: "late", Filter: support.QueueFilter{Overdue: true}}); err != nil {
		t.Fatal(err)
	}
	if after, err := desk.QueueMark(t.Context()); err != nil || after == before {
		t.Errorf("the mark stays %+v, %v", after, err)
	}
	views, err := desk.Views(t.Context(), ann)
	if err != nil || views[len(views)-1].Name != "late" {
		t.Errorf("views %+v, %v", views, err)
	}
	if counted, err := desk.Counts(t.Context(), ann, views); err != nil || counted[0].Count != 0 {
		t.Errorf("counted %+v, %v", counted, err)
	}
	now := time.Now()
	if err := desk.SetAway(t.Context(), ann, support.AwayRequest{Person: "ben", Deputy: "ann", From: now, Until: now.Add(time.Hour)}); err != nil {
		t.Error(err)
	}
	if away, err := desk.Away(t.Context(), ann); err != nil || len(away) != 1 {
		t.Errorf("away %+v, %v", away, err)
	}
	if err := desk.EndAway(t.Context(), ann, "ben"); err != nil {
		t.Error(err)
	}
	if err := desk.DropView(t.Context(), ann, "late"); err != nil {
		t.Error(err)
	}
	if _, err := desk.Claim(t.Context(), ann, "refund/m/o/r"); err == nil {
		t.Error("a refund that is not there is claimed")
	}
	if err := desk.Release(t.Context(), ann, "refund/m/o/r"); err != nil {
		t.Error(err)
	}
}
