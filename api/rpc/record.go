package rpc

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
)

// ExpandRecord is what a request expands that wants the record: everything that is kept.
const ExpandRecord = "record"

// wantsRecord reports whether a request wants the record. It refuses what else it would expand (BAD_FILTER), and the record to machines
// (NOT_FOR_MACHINES).
func wantsRecord(call api.Call, expand []string) (bool, error) {
	for _, one := range expand {
		if one != ExpandRecord {
			return false, refund.Problem{Code: api.CodeBadFilter, Detail: fmt.Sprintf("%q cannot be expanded; there is %q", one, ExpandRecord)}
		}
	}
	if len(expand) == 0 {
		return false, nil
	}
	return true, call.MayRecord()
}

// withoutRecord is what the service expands of a list, and whether the record of each refund is wanted beside it, which is refused to
// machines.
func withoutRecord(call api.Call, expand []string) (rest []api.Expand, wanted bool, err error) {
	for _, one := range expand {
		if one != ExpandRecord {
			rest = append(rest, api.Expand(one))
		}
	}
	if wanted = slices.Contains(expand, ExpandRecord); wanted {
		err = call.MayRecord()
	}
	return rest, wanted, err
}

// recordsOf are the records of a page, nil for a refund that is not expanded.
func recordsOf(page api.Page) ([]*apiv1.RecordedRefund, error) {
	out := make([]*apiv1.RecordedRefund, len(page.Refunds))
	for i, one := range page.Refunds {
		if one.Whole == nil {
			continue
		}
		var err error
		if out[i], err = record.OfRefund(*one.Whole); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// previewRecordsOf are the records of previews, nil for one that came to nothing.
func previewRecordsOf(all []api.Previewed) ([]*apiv1.RecordedPreview, error) {
	out := make([]*apiv1.RecordedPreview, len(all))
	for i, one := range all {
		if one.Line == nil {
			continue
		}
		var err error
		if out[i], err = record.OfPreview(*one.Line); err != nil {
			return nil, err
		}
	}
	return out, nil
}
