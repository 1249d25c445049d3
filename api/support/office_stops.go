package support

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Stop is a stop of payouts that is in force: a kill switch that a person threw, or a circuit that makegood opened.
type Stop struct {
	Circuit bool
	// Provider and Merchant are what it stops; empty: every one. Account is that of a circuit; empty: every one.
	Provider string
	Merchant refund.MerchantID
	Account  string
	By       refund.Person
	Verified refund.Verification
	Reason   string
	At       time.Time
}

func (o *Office) stops(ctx context.Context) ([]Stop, error) {
	thrown, err := o.ports.Switches.Thrown(ctx)
	if err != nil {
		return nil, err
	}
	out := []Stop{}
	for _, one := range thrown {
		out = append(out, stopOf(one))
	}
	return out, nil
}

func stopOf(t ledger.Thrown) Stop {
	stop := Stop{Circuit: ledger.IsCircuit(t.Name), By: t.By, Verified: t.Verified, Reason: t.Reason, At: t.At}
	stop.Merchant, _ = t.Merchant()
	stop.Provider = t.Provider()
	if account, ok := t.Circuit(stop.Provider); ok {
		stop.Account = account
	}
	return stop
}

// SetStopRequest sets a stop of payouts, or lifts it. Provider and Merchant are what it stops; empty: every one.
type SetStopRequest struct {
	On       bool
	Provider string
	Merchant refund.MerchantID
	Reason   string
}

// stopNameBytesMax bounds the name of a provider and of a merchant.
const stopNameBytesMax = 200

// SetStop sets or lifts a stop. It needs a reason; whose name is used is the caller's own.
func (o *Office) SetStop(ctx context.Context, call api.Call, in SetStopRequest) error {
	if err := o.May(ctx, call, PageStop); err != nil {
		return err
	}
	in.Reason, in.Provider = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Provider)
	in.Merchant = refund.MerchantID(strings.TrimSpace(string(in.Merchant)))
	switch {
	case in.Reason == "" || len(in.Reason) > refund.ReasonBytesMax:
		return call.Failed(refund.Problem{Code: refund.CodeMissingField, Detail: "a stop is set and lifted with a reason in a few sentences"})
	case len(in.Provider) > stopNameBytesMax || len(in.Merchant) > stopNameBytesMax:
		return call.Failed(refund.Problem{Code: refund.CodeBadID, Detail: "no provider or merchant has so long a name"})
	}
	return call.Failed(o.ports.Switches.SetSwitch(ctx, ledger.Switch{
		Name: ledger.SwitchOf(in.Provider, in.Merchant), On: in.On,
		Cause: refund.Cause{Actor: call.Subject.Name, Reason: in.Reason}, Acting: call.Subject.Witnessed(),
	}))
}

// codesOf are the causes that a runbook's file is about, in order.
func codesOf(file string) (codes []refund.Code) {
	for code, page := range refund.Runbooks() {
		if page == file {
			codes = append(codes, code)
		}
	}
	return slices.Sorted(slices.Values(codes))
}
