package support

import (
	"context"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// searchBytesMax bounds what is searched for.
const searchBytesMax = 256

// Search finds refunds by what people type: an amount with its currency ("45.00 CNY"), a refund's whole id, or else the id
// of an order or the merchant's reference of a customer, both exactly. An amount is looked for among the latest refunds and
// those that wait (ledger.SearchedByAmount). An auditor does not find by customers. Rows are newest first, at most 50; none: nothing was found.
func (s *Service) Search(ctx context.Context, call api.Call, text string) ([]QueueRow, error) {
	if err := s.permitQueue(call); err != nil {
		return nil, call.Failed(err)
	}
	search, err := searchOf(text)
	if err != nil {
		return nil, call.Failed(err)
	}
	if audits, err := s.audits(ctx, call); err != nil || audits {
		search.Customer = "" // an auditor is not shown customers, and finds nobody by one
		if err != nil {
			return nil, call.Failed(err)
		}
	}
	rows, err := s.ports.Queue.FindCases(ctx, search)
	if err != nil {
		return nil, call.Failed(err)
	}
	out, err := s.shown(ctx, call, rows)
	return out, call.Failed(err)
}

func searchOf(text string) (ledger.CaseSearch, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return ledger.CaseSearch{}, badFilter("nothing to search for")
	case len(text) > searchBytesMax:
		return ledger.CaseSearch{}, badFilter("what is searched for is longer than %d bytes", searchBytesMax)
	}
	if minor, currency, err := refund.ParseAmount(text); err == nil {
		return ledger.CaseSearch{AmountMinor: minor, Currency: currency}, nil
	}
	if _, err := refund.ID(text).Key(); err == nil {
		return ledger.CaseSearch{Refund: refund.ID(text)}, nil
	}
	customer := strings.TrimPrefix(text, refund.CustomerPrefix)
	return ledger.CaseSearch{Order: refund.OrderID(text), Customer: refund.CustomerID(customer)}, nil
}
