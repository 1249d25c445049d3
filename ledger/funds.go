package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// FundRef names the reserve fund of a provider account, in one currency.
type FundRef struct {
	Merchant refund.MerchantID `json:"merchant_id"`
	Provider string            `json:"provider"`
	Account  string            `json:"account,omitempty"`
	Currency refund.Currency   `json:"currency_code"`
}

// ProviderAccount is merchant/provider/account, each part escaped: what PaymentRef.ProviderAccount is.
func (f FundRef) ProviderAccount() string { return path(string(f.Merchant), f.Provider, f.Account) }

// Free is the account of what the fund may still pay.
func (f FundRef) Free() string { return f.account("free") }

func (f FundRef) account(part string) string { return "fund/" + f.ProviderAccount() + "/" + part }

// FundActKind is what finance does with a fund.
type FundActKind string

// The acts. The first grant makes the fund; without one the account has no limit.
const (
	// FundGrant adds to what is free.
	FundGrant FundActKind = "GRANT"
	// FundWithdraw takes back from what is free; the fund stays in force, also with nothing free.
	FundWithdraw FundActKind = "WITHDRAW"
	// FundEnd takes back all that is free, or makes up for what is missing, and ends the limit; its amount is 0. What is
	// held is still settled from it.
	FundEnd FundActKind = "END"
)

// FundAct is a grant, a withdrawal or the end of a fund. ID is the caller's own: the same one again changes nothing.
type FundAct struct {
	ID          string        `json:"id"`
	Kind        FundActKind   `json:"kind"`
	Fund        FundRef       `json:"fund"`
	AmountMinor int64         `json:"amount_minor"`
	By          refund.Person `json:"by"`
	Note        string        `json:"note"`
	// Authority is what reviewers.yaml says of By.
	Authority refund.Authority `json:"-"`
	// Acting is how it is known who By is, and who that is in a verifier's words; the zero Subject: it is asserted.
	Acting refund.Subject `json:"-"`
}

// FundFigure is how a fund stands, in minor units of its currency: granted is what was granted and not withdrawn, and
// is free, held by legs that were sent, or spent. FreeMinor is below 0 where a provider paid what nothing was held for.
type FundFigure struct {
	FundRef
	InForce      bool  `json:"in_force"`
	GrantedMinor int64 `json:"granted_minor"`
	FreeMinor    int64 `json:"free_minor"`
	HeldMinor    int64 `json:"held_minor"`
	SpentMinor   int64 `json:"spent_minor"`
	// WaitingCount legs wait for the fund, with WaitingMinor together; the one that has waited longest since WaitingSince.
	WaitingCount int64      `json:"waiting_count"`
	WaitingMinor int64      `json:"waiting_minor"`
	WaitingSince *time.Time `json:"waiting_since,omitempty"`
}

// FundChanged is how a fund stands after an act. Before: the act was carried out before, and nothing was changed.
type FundChanged struct {
	FundFigure
	Before bool `json:"before,omitempty"`
}

// FundServes are the legs, of those that wait in the sequence they are served in, that a fund has enough for now; all of
// its own where it is not in force.
func FundServes(f FundFigure, waits []FundWait) (out []FundWait) {
	left := f.FreeMinor
	for _, w := range waits {
		if w.FundRef != f.FundRef {
			continue
		}
		if left -= w.AmountMinor; f.InForce && left < 0 {
			return out
		}
		out = append(out, w)
	}
	return out
}

// FundWait is a leg that waits for its fund.
type FundWait struct {
	FundRef
	Refund      refund.ID    `json:"refund"`
	Leg         refund.LegID `json:"leg_id"`
	AmountMinor int64        `json:"amount_minor"`
	// PayBy is by when the law wants it paid; nil: no law says so.
	PayBy *time.Time `json:"pay_by,omitempty"`
	Since time.Time  `json:"since"`
}

// FundReader answers how funds stand.
type FundReader interface {
	// Funds lists every fund, by account and currency.
	Funds(ctx context.Context) ([]FundFigure, error)
	// FundWaits lists the legs that wait for a fund in the sequence they are served in; limitMax 0 means 1000.
	FundWaits(ctx context.Context, limitMax int) ([]FundWait, error)
	// Liquidity is what is open, expected and funded, on one snapshot.
	Liquidity(ctx context.Context) (Liquidity, error)
}

// Funds is what finance does with reserve funds.
type Funds interface {
	FundReader
	// ChangeFund grants, withdraws or ends, and answers with how the fund stands. A refund.Problem says what is wrong
	// with the act: somebody whom reviewers.yaml does not know, more than is free, a fund that there is none of, an id that
	// was used for something else.
	ChangeFund(ctx context.Context, in FundAct) (FundChanged, error)
}

// FundAskedWithin is for how long a waiting leg keeps its place from when it last asked. One that waits asks every ten
// minutes at the latest; one that does not is nobody's any more, and holds up no other.
const FundAskedWithin = 30 * time.Minute
