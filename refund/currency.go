package refund

//go:generate go run ./internal/gencurrency -csv testdata/iso4217.csv -out currency_table.go

// Currency is an ISO 4217 alphabetic code, upper case. A provider's own exponents are not ISO's:
// they live with its adapter.
type Currency string

// Exponent returns how many decimals the currency has (0, 2, 3 or 4), and false for a code that
// is not a currency in use.
func (c Currency) Exponent() (int, bool) { return isoExponent(c) }

// Valid reports whether c is a currency in use with a minor unit.
func (c Currency) Valid() bool {
	_, ok := isoExponent(c)
	return ok
}
