package ledger

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// OpenAccount is an account of merchants that people ask what it consists of.
type OpenAccount string

// The accounts with open items.
const (
	// OpenPayable: what customers are owed, by refund.
	OpenPayable OpenAccount = refundsPayable
	// OpenSuspense: money that moved outside makegood, by refund made elsewhere, and by refund that was paid elsewhere.
	OpenSuspense OpenAccount = suspense
	// OpenReceivable: what customers owe back, by payment.
	OpenReceivable OpenAccount = customerReceivable
)

// Of is the account of a merchant.
func (a OpenAccount) Of(m refund.MerchantID) string { return merchantAccount(m, string(a)) }

// sign is 1 where the account's items are debits.
func (a OpenAccount) sign() int64 {
	if a == OpenPayable {
		return -1
	}
	return 1
}

// OpenItemFilter selects open items.
type OpenItemFilter struct {
	Account OpenAccount
	// AsOf is the moment of which it is asked: what is booked then or later is left out. Zero: now.
	AsOf     time.Time
	Merchant refund.MerchantID
	// LimitMax bounds the items that are listed, not those that are summed. 0 means 1000.
	LimitMax int
}

// OpenItem is a part of an account. AmountMinor is in minor units: above zero is a credit of what is payable, and a debit
// of the other accounts. Since is the booking date since which it is not zero.
type OpenItem struct {
	Merchant    refund.MerchantID `json:"merchant_id"`
	Item        string            `json:"item"`
	Asset       string            `json:"asset"`
	AmountMinor int64             `json:"amount_minor"`
	Since       time.Time         `json:"since"`
	AgeDays     int64             `json:"age_days"`
	Age         Age               `json:"age"`
}

// Age is how old an item is, in whole days.
type Age string

// The ages.
const (
	Age0To1   Age = "0-1"
	Age2To7   Age = "2-7"
	Age8To14  Age = "8-14"
	Age15To30 Age = "15-30"
	Age30Plus Age = "30+"
)

// Ages are all ages, youngest first.
func Ages() []Age { return []Age{Age0To1, Age2To7, Age8To14, Age15To30, Age30Plus} }

// AgeOf is the age of so many whole days.
func AgeOf(days int64) Age {
	switch {
	case days <= 1:
		return Age0To1
	case days <= 7:
		return Age2To7
	case days <= 14:
		return Age8To14
	case days <= 30:
		return Age15To30
	}
	return Age30Plus
}

// AgeSum is what the items of a merchant, an asset and an age come to.
type AgeSum struct {
	Merchant    refund.MerchantID `json:"merchant_id"`
	Asset       string            `json:"asset"`
	Age         Age               `json:"age"`
	Count       int64             `json:"count"`
	AmountMinor int64             `json:"amount_minor"`
}

// OpenItems are the items of an account, oldest first. LeftOffCount of them were not listed; Ages has all.
type OpenItems struct {
	Account      OpenAccount `json:"account"`
	AsOf         time.Time   `json:"as_of"`
	Ages         []AgeSum    `json:"ages"`
	Items        []OpenItem  `json:"items"`
	LeftOffCount int64       `json:"left_off_count"`
}

// ItemEntry is an entry of an account with open items.
type ItemEntry struct {
	Merchant    refund.MerchantID
	Subject     string
	Fact        string
	Asset       string
	AmountMinor int64
	BookedAt    time.Time
	// PayAccount is the control account of the payment that the posting moves; empty: it moves none.
	PayAccount string
}

// itemOf is the open item that an entry belongs to.
func (a OpenAccount) itemOf(e ItemEntry) string {
	switch a {
	case OpenPayable:
		return e.Subject
	case OpenSuspense:
		if outside, ok := strings.CutPrefix(e.Fact, "outside/"); ok {
			if last := strings.LastIndexByte(outside, '/'); last >= 0 {
				return e.Subject + "#" + outside[:last]
			}
		}
		return e.Subject
	case OpenReceivable:
		if payment, _, ok := ControlOf(e.PayAccount); ok {
			return payment
		}
		return e.Subject
	}
	return e.Subject
}

// ItemFold adds the entries of an account up to its open items. It keeps those alone that are not zero.
type ItemFold struct {
	account OpenAccount
	open    map[[3]string]*OpenItem
}

// NewItemFold is a fold of an account without entries.
func NewItemFold(account OpenAccount) *ItemFold {
	return &ItemFold{account: account, open: map[[3]string]*OpenItem{}}
}

// Add adds an entry; entries come in the sequence in which they were posted. ErrInvariant where a sum does not fit.
func (f *ItemFold) Add(e ItemEntry) error {
	key := [3]string{string(e.Merchant), e.Asset, f.account.itemOf(e)}
	item := f.open[key]
	if item == nil {
		item = &OpenItem{Merchant: e.Merchant, Item: key[2], Asset: e.Asset, Since: e.BookedAt}
		f.open[key] = item
	}
	sum, err := Checked(refund.AddMinor(item.AmountMinor, f.account.sign()*e.AmountMinor))
	if err != nil {
		return err
	}
	if item.AmountMinor = sum; sum == 0 {
		delete(f.open, key)
	}
	return nil
}

const dayHours = 24

// Items are the open items as of a moment, with their ages.
func (f *ItemFold) Items(asOf time.Time, limitMax int) (OpenItems, error) {
	out := OpenItems{Account: f.account, AsOf: asOf, Ages: []AgeSum{}, Items: []OpenItem{}}
	sums := map[AgeSum]*AgeSum{}
	for _, item := range f.open {
		item.AgeDays = max(0, int64(asOf.Sub(item.Since).Hours()/dayHours))
		item.Age = AgeOf(item.AgeDays)
		out.Items = append(out.Items, *item)
		key := AgeSum{Merchant: item.Merchant, Asset: item.Asset, Age: item.Age}
		if sums[key] == nil {
			sums[key] = &AgeSum{Merchant: item.Merchant, Asset: item.Asset, Age: item.Age}
		}
		sum, err := Checked(refund.AddMinor(sums[key].AmountMinor, item.AmountMinor))
		if err != nil {
			return out, err
		}
		sums[key].AmountMinor = sum
		sums[key].Count++
	}
	for _, sum := range sums {
		out.Ages = append(out.Ages, *sum)
	}
	sortItems(out)
	if over := len(out.Items) - limitMax; over > 0 {
		out.Items, out.LeftOffCount = out.Items[:limitMax], int64(over)
	}
	return out, nil
}

func sortItems(out OpenItems) {
	slices.SortFunc(out.Items, func(a, b OpenItem) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Merchant, b.Merchant), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Asset, b.Asset))
	})
	slices.SortFunc(out.Ages, func(a, b AgeSum) int {
		return cmp.Or(cmp.Compare(a.Merchant, b.Merchant), cmp.Compare(a.Asset, b.Asset),
			cmp.Compare(slices.Index(Ages(), a.Age), slices.Index(Ages(), b.Age)))
	})
}
