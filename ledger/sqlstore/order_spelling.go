package sqlstore

import (
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// knownPayment looks for the charge that an event names. One charge under two spellings is one payment, or it
// would be paid twice: a provider's name in other letters, and an account that one of the two leaves out. The
// row that was first seen keeps its own spelling, and is paid.
func (t *tx) knownPayment(ref ledger.PaymentRef, p refund.Payment) (ledger.PaymentRef, bool, error) {
	err := t.row(`SELECT id, provider_account FROM payments WHERE merchant = $1 AND reference = $2 AND lower(provider) = lower($3)
			AND (account = $4 OR account = '' OR $4 = '')
		ORDER BY CASE WHEN account = $4 THEN 0 ELSE 1 END, id LIMIT 1`,
		ref.Merchant, p.ProviderReference, p.Provider, p.ProviderAccount).Scan(&ref.ID, &ref.ProviderAccount)
	if errors.Is(err, sql.ErrNoRows) {
		return ref, false, nil
	}
	return ref, err == nil, err
}
