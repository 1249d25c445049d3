package statusevent

import (
	"bytes"
	"encoding/json"
	"errors"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/messaging"
	refundv1 "github.com/makegood/makegood/proto/gen/makegood/refund/v1"
)

// ReconciledJSON is what came of a reconciliation as makegood.refund.v1.ReconciliationFinished, written as JSON writes a
// notice. It returns an error for one without a run or a provider.
func ReconciledJSON(r messaging.Reconciled) ([]byte, error) {
	if r.Run == "" || r.Provider == "" {
		return nil, errors.New("a reconciliation without a run or a provider")
	}
	written, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(reconciledToProto(r))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Compact(&out, written) // protojson puts spaces in at random
	return out.Bytes(), err
}

func reconciledToProto(r messaging.Reconciled) *refundv1.ReconciliationFinished {
	out := &refundv1.ReconciliationFinished{
		EventId: foreign.UTF8(r.Run), Provider: foreign.UTF8(r.Provider), ProviderAccount: foreign.UTF8(r.Account),
		PeriodFrom: timestamppb.New(r.From), PeriodTo: timestamppb.New(r.To), ReadAt: timestamppb.New(r.ReadAt), EndedAt: timestamppb.New(r.EndedAt),
		Complete: r.Complete, Scheduled: r.Scheduled, LegCount: r.Legs, ListedCount: r.Listed, OpenCount: r.Open,
	}
	for _, c := range r.Counts {
		out.Counts = append(out.Counts, &refundv1.ReconciliationFinished_Count{Kind: c.Kind, Count: c.Count, OpenCount: c.Open})
	}
	for _, s := range r.Sums {
		out.Sums = append(out.Sums, &refundv1.ReconciliationFinished_Sum{
			Measure: s.Measure, CurrencyCode: string(s.Currency), BooksMinor: s.BooksMinor, ProviderMinor: s.ProviderMinor, DifferenceMinor: s.DifferenceMinor,
		})
	}
	return out
}
