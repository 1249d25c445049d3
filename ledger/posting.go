package ledger

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// Template is the id of a posting template (POSTINGS).
type Template string

// The templates in use. Beside the page's: P2x corrects a recognition, P3e is P3 paid outside
// makegood, P3s and P3g are P3 to the merchant's own store credit or gift card, P5p gives points back that a refund had taken, P10r takes a lost dispute back, P10x shifts what it cost
// between loss and receivable, P11r takes a refund made elsewhere back that failed and P11b its attribution, P12r takes a
// late success back that failed after all, P14e learns of points that a purchase earned, P17d exchanges what a dispute
// in another currency takes, P17x books that a refund cost something else than was booked.
const (
	TemplateP0   Template = "P0"
	TemplateP1   Template = "P1"
	TemplateP2   Template = "P2"
	TemplateP2r  Template = "P2r"
	TemplateP2x  Template = "P2x"
	TemplateP3   Template = "P3"
	TemplateP3e  Template = "P3e"
	TemplateP3s  Template = "P3s"
	TemplateP3g  Template = "P3g"
	TemplateP4   Template = "P4"
	TemplateP5   Template = "P5"
	TemplateP5x  Template = "P5x"
	TemplateP5p  Template = "P5p"
	TemplateP6   Template = "P6"
	TemplateP7   Template = "P7"
	TemplateP8   Template = "P8"
	TemplateP9   Template = "P9"
	TemplateP10  Template = "P10"
	TemplateP10d Template = "P10d"
	TemplateP10r Template = "P10r"
	TemplateP10x Template = "P10x"
	TemplateP11  Template = "P11"
	TemplateP11r Template = "P11r"
	TemplateP11a Template = "P11a"
	TemplateP11b Template = "P11b"
	TemplateP12  Template = "P12"
	TemplateP12r Template = "P12r"
	TemplateP13  Template = "P13"
	TemplateP13b Template = "P13b"
	TemplateP13c Template = "P13c"
	TemplateP14  Template = "P14"
	TemplateP14e Template = "P14e"
	TemplateP15  Template = "P15"
	TemplateP16  Template = "P16"
	TemplateP16o Template = "P16o"
	TemplateP16a Template = "P16a"
	TemplateP16d Template = "P16d"
	TemplateP17  Template = "P17"
	TemplateP17d Template = "P17d"
	TemplateP17x Template = "P17x"
	TemplateP18  Template = "P18"
	TemplateP19  Template = "P19"
	TemplateP20  Template = "P20"
)

// Entry is one line of a posting: a debit is positive, a credit negative, in minor units of an
// ISO 4217 currency or in units of another asset (CPN:<promotion>).
type Entry struct {
	Account     string
	Asset       string
	AmountMinor int64
}

// Posting is a balanced set of entries, sorted by account: that is the order of locking.
type Posting struct {
	Template Template
	Entries  []Entry
}

// Check returns ErrInvariant unless the entries sum to zero per asset without overflow.
func (p Posting) Check() error {
	sums := map[string]int64{}
	for _, e := range p.Entries {
		sum, err := Checked(refund.AddMinor(sums[e.Asset], e.AmountMinor))
		if err != nil {
			return fmt.Errorf("posting %s: asset %s: %w", p.Template, e.Asset, err)
		}
		sums[e.Asset] = sum
	}
	for asset, sum := range sums {
		if sum != 0 {
			return fmt.Errorf("posting %s: asset %s sums to %d: %w", p.Template, asset, sum, ErrInvariant)
		}
	}
	return nil
}

// side is a list of lines of one side of a posting; amounts are as the template's table shows
// them, so that one that does not apply is zero, and a negative one changes sides.
type side []Entry

func debit(account, asset string, amountMinor int64) side {
	return side{{Account: account, Asset: asset, AmountMinor: amountMinor}}
}

// build joins debits and credits into a posting: lines of one account are added up, zero lines
// left out. ErrInvariant when it does not balance, or overflows.
func build(t Template, debits, credits []side) (Posting, error) {
	book := book{lines: map[[2]string]int64{}}
	for _, s := range debits {
		book.add(s, 1)
	}
	for _, s := range credits {
		book.add(s, -1)
	}
	if book.err != nil {
		return Posting{}, fmt.Errorf("posting %s: %w", t, book.err)
	}
	p := Posting{Template: t, Entries: book.entries()}
	return p, p.Check()
}

type book struct {
	lines map[[2]string]int64
	err   error
}

func (b *book) add(s side, sign int64) {
	for _, e := range s {
		if e.AmountMinor == math.MinInt64 {
			b.err = fmt.Errorf("%s: amount out of range: %w", e.Account, ErrInvariant)
			return
		}
		key := [2]string{e.Account, e.Asset}
		sum, err := Checked(refund.AddMinor(b.lines[key], sign*e.AmountMinor))
		if err != nil {
			b.err = fmt.Errorf("%s: %w", e.Account, err)
			return
		}
		b.lines[key] = sum
	}
}

func (b *book) entries() []Entry {
	var out []Entry
	for key, amount := range b.lines {
		if amount != 0 {
			out = append(out, Entry{Account: key[0], Asset: key[1], AmountMinor: amount})
		}
	}
	slices.SortFunc(out, func(a, b Entry) int {
		return strings.Compare(a.Account+"\x00"+a.Asset, b.Account+"\x00"+b.Asset)
	})
	return out
}

// Checked passes on what the kernel's arithmetic returns; an amount that does not fit is ErrInvariant. In
// the books it is a bug: the kernel's own refund.Problem, which says that a request is bad, is not wrapped.
func Checked(amountMinor int64, err error) (int64, error) {
	if err != nil {
		return 0, fmt.Errorf("%w: %v", ErrInvariant, err)
	}
	return amountMinor, nil
}
