package adyen

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
)

// The columns of a Payment accounting report that are read, by their names. Amounts in (PC) are the payment's currency,
// those in (SC) the settlement's. Payable is what the balance changes by: less than nothing for a refund.
const (
	columnAccount    = "Merchant Account"
	columnPayment    = "Psp Reference"
	columnAt         = "Booking Date"
	columnZone       = "TimeZone"
	columnType       = "Record Type"
	columnCurrency   = "Payment Currency"
	columnCaptured   = "Captured (PC)"
	columnSettlement = "Settlement Currency"
	columnPayable    = "Payable (SC)"
	columnReference  = "Modification Merchant Reference"
	columnID         = "Modification Psp Reference"
)

// feeColumns are what the settlement is less than its gross amount by; their sum is the fee. The processing fee is
// invoiced apart, and is none of them.
var feeColumns = []string{"Commission (SC)", "Markup (SC)", "Scheme Fees (SC)", "Interchange (SC)"}

// The types of a record that say that a refund was settled, by Adyen or by the acquirer itself, or came back.
const (
	typeRefunded   = "Refunded"
	typeExternally = "RefundedExternally"
	typeReversed   = "RefundedReversed"
)

// rows gathers the refunds of reports: the last record of each, in the sequence of their first ones.
type rows struct {
	account string
	zone    *time.Location
	all     []payment.Listed
	// at is where a refund stands in all.
	at map[string]int
}

// listed are those that a query asks for.
func (r *rows) listed(q payment.ListQuery) []payment.Listed {
	return slices.DeleteFunc(r.all, func(l payment.Listed) bool { return !q.Asks(l) })
}

// read reads a report: a line of names, and a line for each record.
func (r *rows) read(content []byte) error {
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\uFEFF"))))
	names, err := reader.Read()
	if err != nil {
		return errors.New("it names no columns")
	}
	for _, name := range append([]string{columnAccount, columnPayment, columnAt, columnZone, columnType, columnCurrency, columnCaptured, columnSettlement, columnPayable, columnReference, columnID}, feeColumns...) {
		if !slices.Contains(names, name) {
			return fmt.Errorf("it has no column %s", name)
		}
	}
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("a line is none of a table: %w", err)
		}
		if err := r.add(rowOf(names, fields)); err != nil {
			return err
		}
	}
}

// row is one line by the names of its columns.
type row map[string]string

func rowOf(names, fields []string) row {
	r := row{}
	for i, name := range names {
		r[name] = strings.TrimSpace(fields[i])
	}
	return r
}

// add keeps the record of a refund of the account. A report may have other accounts' too.
func (r *rows) add(w row) error {
	if w[columnAccount] != r.account || w[columnType] != typeRefunded && w[columnType] != typeExternally && w[columnType] != typeReversed {
		return nil
	}
	l, err := w.listed(r.zone)
	if err != nil {
		return fmt.Errorf("the record %s of %s: %w", w[columnType], w[columnID], err)
	}
	if r.at == nil {
		r.at = map[string]int{}
	}
	known, has := r.at[l.ProviderRefundID]
	switch {
	case !has:
		r.at[l.ProviderRefundID] = len(r.all)
		r.all = append(r.all, l)
	case !l.CreatedAt.Before(r.all[known].CreatedAt):
		r.all[known] = l
	}
	return nil
}
