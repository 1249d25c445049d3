package support_test

import (
	"context"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/refund"
)

func TestTheDeskIsForWhoWorksWithRefunds(t *testing.T) {
	service, err := support.New(support.Ports{
		Refunds: &api.Service{}, Now: time.Now,
		Staff: func(context.Context) (refund.Staff, error) {
			return refund.Staff{Reviewers: []refund.Reviewer{{Name: "mia", Roles: []refund.Role{"support"}}}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	person := func(name refund.Person, roles ...refund.Role) api.Call {
		return api.Call{Subject: api.Subject{ID: "oidc:x", Name: name, Kind: api.Human, Verified: api.ByOIDC, Roles: roles}}
	}
	for _, c := range []struct {
		call api.Call
		code refund.Code
	}{
		{person("mia"), ""},
		{person("eve", refund.RoleAuditor), ""},
		{person("eve"), refund.CodeReviewerUnknown},
		{person(""), api.CodeUnauthenticated},
		{api.Call{Subject: api.Subject{Name: "mia", Kind: api.Machine, Verified: api.ByKey}}, api.CodeNotPermitted},
	} {
		err := service.Entitled(t.Context(), c.call)
		p, _ := refund.ProblemIn(err)
		if p.Code != c.code {
			t.Errorf("%s %v is answered %q (%v), want %q", c.call.Subject.Name, c.call.Subject.Roles, p.Code, err, c.code)
		}
	}
}
