package support_test

import (
	"context"
	"errors"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
)

func TestCasesAreMaskedForAuditorsAlone(t *testing.T) {
	var r api.Refund
	r.Cancellation.Order.Customer.CustomerID = "42"
	for name, c := range map[string]struct {
		audits bool
		err    error
		want   string
	}{"an auditor": {true, nil, api.Hidden}, "a reviewer": {false, nil, "42"}, "nobody knows": {false, errors.New("away"), "42"}} {
		mask := support.AuditMask(func(context.Context, api.Call) (bool, error) { return c.audits, c.err })
		got, is, err := mask(t.Context(), api.Call{}, r)
		if string(got.Cancellation.Order.Customer.CustomerID) != c.want || is != c.audits || !errors.Is(err, c.err) {
			t.Errorf("%s: %+v, %v, %v", name, got.Cancellation.Order.Customer, is, err)
		}
	}
}
