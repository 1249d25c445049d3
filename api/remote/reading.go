package remote

import (
	"context"

	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/ledger"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// GetRefund is api.Service's.
func (c *Client) GetRefund(ctx context.Context, call api.Call, in api.GetRefundRequest) (out api.Refund, err error) {
	sent := new(apiv1.GetRefundRequest)
	if err := record.Write(sent, in); err != nil {
		return out, call.Failed(err)
	}
	sent.Expand = []string{rpc.ExpandRecord}
	answer, err := ask(ctx, c, asked{call: call, method: api.MethodGetRefund}, sent, apiv1connect.RefundServiceClient.GetRefund)
	if err != nil {
		return out, err
	}
	shown, err := wholeOf(answer)
	if err != nil {
		return out, call.Failed(err)
	}
	return api.Refund{Refund: shown, Workflow: errorOf(answer.GetWorkflowProblem()), Ledger: errorOf(answer.GetLedgerProblem())}, nil
}

// wholeOf is a refund by its record.
func wholeOf(answer *apiv1.GetRefundResponse) (wording.Refund, error) {
	if answer.GetRecord() == nil {
		return wording.Refund{}, older
	}
	return record.Refund(answer.GetRecord())
}

// ListRefunds is api.Service's.
func (c *Client) ListRefunds(ctx context.Context, call api.Call, in api.ListRefundsRequest) (api.Page, error) {
	sent := new(apiv1.ListRefundsRequest)
	if err := record.Write(sent, in); err != nil {
		return api.Page{}, call.Failed(err)
	}
	if len(in.Expand) > 0 {
		sent.Expand = append(sent.Expand, rpc.ExpandRecord)
	}
	answer, err := ask(ctx, c, asked{call: call, method: api.MethodListRefunds}, sent, apiv1connect.RefundServiceClient.ListRefunds)
	if err != nil {
		return api.Page{}, err
	}
	page := api.Page{Refunds: []api.Listed{}, Next: answer.GetNextCursor()}
	for _, row := range answer.GetRefunds() {
		one, err := listed(row)
		if err != nil {
			return api.Page{}, call.Failed(err)
		}
		page.Refunds = append(page.Refunds, one)
	}
	return page, nil
}

// row is one of a list as its message has it.
type row struct {
	ledger.CaseRow
	OfferStatus refund.OfferStatus `json:"offer_status"`
}

func listed(m *apiv1.ListedRefund) (out api.Listed, err error) {
	whole, rest := m.GetRefund(), proto.CloneOf(m)
	rest.Refund = nil
	var read row
	if err := record.Read(rest, &read); err != nil {
		return out, err
	}
	out.CaseRow = read.CaseRow
	out.Offer = read.OfferStatus
	if whole == nil {
		return out, nil
	}
	shown, err := wholeOf(whole)
	out.Whole = &shown
	return out, err
}
