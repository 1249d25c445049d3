package support

import (
	"context"

	"github.com/makegood/makegood/api"
)

// AuditMask masks cases for auditors: audits says who is one (api.Service.Audits).
func AuditMask(audits func(context.Context, api.Call) (bool, error)) CaseMask {
	return func(ctx context.Context, call api.Call, r api.Refund) (api.Refund, bool, error) {
		is, err := audits(ctx, call)
		if err != nil || !is {
			return r, false, err
		}
		return api.Masked(r), true, nil
	}
}
