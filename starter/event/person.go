package event

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"github.com/makegood/makegood/refund"
)

// Owner is whose a value is that may be no event: the customer's where it names merchant and customer, the order's
// where it names merchant and order, else the month's in which it came. It reads up to the first place that is not
// JSON.
func Owner(value []byte, at time.Time) refund.KeyOwner {
	var p person
	p.read(json.NewDecoder(bytes.NewReader(value)), "")
	merchant := refund.MerchantID(p.merchant)
	switch {
	case refund.ValidBusinessID(p.merchant) && validName(p.customer):
		return refund.CustomerOwner(merchant, refund.CustomerID(p.customer))
	case refund.ValidBusinessID(p.merchant) && refund.ValidBusinessID(p.order):
		return refund.KeyOwner{Scope: refund.KeyOfOrder, Merchant: merchant, Name: p.order}
	}
	return refund.KeyOwner{Scope: refund.KeyOfMonth, Name: at.UTC().Format("2006-01")}
}

// customerIDMax is the length of a customer's id that is taken for one.
const customerIDMax = 128

// validName takes what the contract takes (refund's validation): a control character is refused there, and a NUL no
// PostgreSQL could keep as a key's name, so that the record would never become a dead letter.
func validName(id string) bool {
	return id != "" && len(id) <= customerIDMax && !strings.ContainsFunc(id, unicode.IsControl)
}

// person is who a value is about, as far as it can be read.
type person struct{ merchant, order, customer string }

// read reads an object whose fields are below a place of the event: "" or "customer". It reports false where the rest
// cannot be read.
func (p *person) read(d *json.Decoder, below string) bool {
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return false
	}
	for d.More() {
		token, err := d.Token()
		name, isName := token.(string)
		if err != nil || !isName {
			return false
		}
		place := below + strings.ToLower(strings.ReplaceAll(name, "_", ""))
		if place == "customer" {
			if !p.read(d, "customer.") {
				return false
			}
			continue
		}
		var raw json.RawMessage
		if d.Decode(&raw) != nil {
			return false
		}
		p.note(place, raw)
	}
	_, err := d.Token()
	return err == nil
}

func (p *person) note(place string, raw json.RawMessage) {
	into := map[string]*string{"merchantid": &p.merchant, "orderid": &p.order, "customer.customerid": &p.customer}[place]
	var text string
	if into != nil && json.Unmarshal(raw, &text) == nil {
		*into = text
	}
}
