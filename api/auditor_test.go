package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// reading are the methods that an auditor may call.
var reading = map[api.Method]bool{api.MethodGetRefund: true, api.MethodListRefunds: true}

func TestAnAuditorReadsAndDoesNothing(t *testing.T) {
	b := newBench(t)
	byToken := api.Call{Key: "k-1", Subject: api.Subject{Name: "ann", Kind: api.Human, Verified: api.ByOIDC, Roles: []refund.Role{refund.RoleAuditor}}}
	calls := b.calls(t)
	for _, method := range api.Methods() {
		for _, call := range []api.Call{b.By("ada", "k-1"), byToken} {
			err := calls[method](call)
			switch {
			case reading[method] && err != nil:
				t.Errorf("%s by %s: %v", method, call.Subject.Name, err)
			case !reading[method]:
				refusedWith(t, string(method)+" by an auditor", err, api.CodeNotPermitted)
			}
		}
	}
	if acts := b.Stories.Acts(); len(acts) > 0 || len(b.Intake.Asked) > 0 || len(b.Books.Said) > 0 {
		t.Errorf("arrived: %v, %v, %v", acts, b.Intake.Asked, b.Books.Said)
	}
}

func TestAnAuditorIsShownNoPersonalDataOfARefundOrAList(t *testing.T) {
	b := newBench(t)
	stored := b.Books.Known[known]
	stored.Cancellation.Order.Customer.CustomerID = "jane-doe"
	stored.Trail = []refund.TrailEntry{{Actor: "customer:jane-doe", Reason: "answered: jane-doe lives here"}}
	stored.Reply = &refund.InfoReply{By: "customer:jane-doe", Answer: "jane-doe"}
	b.Books.Known[known] = stored
	b.Books.Rows = []ledger.CaseRow{{ID: known, RequestedBy: "customer:jane-doe", LastReason: "answered: jane-doe"}}
	for name, c := range map[string]struct {
		call api.Call
		want bool
	}{"an auditor": {b.By("ada", ""), false}, "a reviewer": {b.By("ann", ""), true}} {
		got, err := b.Service.GetRefund(t.Context(), c.call, api.GetRefundRequest{ID: known})
		if err != nil {
			t.Fatal(err)
		}
		page, err := b.Service.ListRefunds(t.Context(), c.call, api.ListRefundsRequest{Expand: []api.Expand{api.ExpandRefund}})
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string]string{"the refund": inJSON(t, got), "the list": inJSON(t, page)} {
			if strings.Contains(text, "jane-doe") != c.want {
				t.Errorf("%s is shown %s: %s", name, what, text)
			}
			if !strings.Contains(text, string(known)) {
				t.Errorf("%s is not shown which refund it is", name)
			}
		}
	}
}

func TestWhileNobodyKnowsWhoAuditsPeopleAreToldNothing(t *testing.T) {
	b := newBench(t)
	ports := b.Ports()
	ports.Staff = func(context.Context) (refund.Staff, error) { return refund.Staff{}, errors.New("line 3 is wrong") }
	service, err := api.New(ports)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.GetRefund(t.Context(), b.By("ann", ""), api.GetRefundRequest{ID: known}); err == nil {
		t.Error("a refund is told")
	}
}

func inJSON(t *testing.T, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
