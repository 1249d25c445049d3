package liquidity

import (
	"strings"

	"github.com/makegood/makegood/ledger"
)

// accountOf is a provider account in words.
func accountOf(f ledger.FundRef) string {
	if f.Provider == "" {
		return string(f.Merchant) + ": the merchant's own"
	}
	return strings.TrimSpace(string(f.Merchant) + ": " + f.Provider + " " + f.Account)
}

// stageOf is a stage in words.
func stageOf(s ledger.MoneyStage) string {
	switch s {
	case ledger.StageSent:
		return "sent, no final word"
	case ledger.StageDue:
		return "to be sent"
	case ledger.StageFund:
		return "waits for the fund"
	case ledger.StageStopped:
		return "stopped for now"
	case ledger.StagePerson:
		return "waits for a person"
	case ledger.StageApproval:
		return "waits for approval"
	case ledger.StageAppeal:
		return "appealed"
	case ledger.StageCustomer:
		return "the customer was asked"
	case ledger.StageGoods:
		return "goods expected"
	case ledger.StageOffer:
		return "offer open"
	}
	return string(s)
}

// assumptions are what a forecast assumes, as ledger.OpenLeg.Expect has it.
func assumptions() []string {
	return []string{
		"every open request is paid in full; what is refused, withdrawn or never comes back makes it less",
		"what is to be sent, waits for a fund or is stopped is expected today",
		"what waits for a person is expected within a day; approvals and appeals when their review is due, today where that has passed or is not set",
		"goods, and the customer's answer, are expected at the last moment allowed",
		"an open offer costs the dearest of its choices, at its end; it and store credit are the merchant's own, of no provider account",
		"what was sent has left the account or is held from its fund, and is in no sum",
		"refusals that may still be appealed, disputes, fees and refunds made elsewhere are in no sum",
	}
}
