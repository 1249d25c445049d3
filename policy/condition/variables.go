package condition

import "cel.dev/cel-go/cel"

// Kind says what a variable tells, and so what may depend on it.
type Kind string

// The kinds of variables.
const (
	// Fact is what was bought, when, and what has become of it: rights may depend on it.
	Fact Kind = "FACT"
	// Region is where: rights may depend on it by a market's law alone.
	Region Kind = "REGION"
	// Amount is how much: rights never depend on it.
	Amount Kind = "AMOUNT"
	// Customer is who: tier and past never change what somebody is entitled to.
	Customer Kind = "CUSTOMER"
)

// Type is a variable's type.
type Type string

// The types.
const (
	Text   Type = "string"
	Number Type = "int"
	Truth  Type = "bool"
)

// Variable is one thing a condition may ask about.
type Variable struct {
	Name    string `json:"name"`
	Type    Type   `json:"type"`
	Kind    Kind   `json:"kind"`
	Meaning string `json:"meaning"`
}

// Variables documents every variable. Days are calendar days in the order's time zone; amounts are
// minor units of the order's currency; what an event does not say is "", 0 or false.
func Variables() []Variable {
	return []Variable{
		{"line.sku", Text, Fact, "the line's article"},
		{"line.category", Text, Fact, "the line's category, in the merchant's words"},
		{"line.business_model", Text, Fact, "PHYSICAL_GOODS, FRESH_GOODS, DIGITAL_GOODS, SUBSCRIPTION, COURSE, EQUIPMENT or PREPAID_CARD"},
		{"line.quantity", Number, Fact, "how many were bought"},
		{"line.custom_made", Truth, Fact, "made for this customer"},
		{"line.activated", Truth, Fact, "activated, downloaded or unsealed"},
		{"line.fulfilment", Text, Fact, "UNFULFILLED, SHIPPED, DELIVERED, CONSUMED, or empty"},
		{"line.delivered", Truth, Fact, "a day of delivery is known, of the line or of the order"},
		{"line.days_since_delivery", Number, Fact, "calendar days from delivery to the request; 0 before"},
		{"line.started", Truth, Fact, "the service period has begun"},
		{"line.units_total", Number, Fact, "units bought (lessons of a course)"},
		{"line.units_used", Number, Fact, "units used of them"},
		{"line.unit_price_minor", Number, Amount, "the price of one"},
		{"request.reason", Text, Fact, "why this line is cancelled"},
		{"request.initiator", Text, Fact, "CUSTOMER, MERCHANT, SUPPORT or SYSTEM"},
		{"request.scope", Text, Fact, "LINES or WHOLE_ORDER"},
		{"request.quantity", Number, Fact, "how many of the line are cancelled"},
		{"request.goods_waived", Truth, Fact, "the cancelled units stay with the customer"},
		{"request.without_goods", Truth, Fact, "money for the line without any of its units: an allowance, or a part by measure"},
		{"request.has_evidence", Truth, Fact, "the request carries at least one document"},
		{"order.channel", Text, Fact, "web, app, or a marketplace's name"},
		{"order.days_since_placed", Number, Fact, "calendar days from the order to the request"},
		{"order.market", Text, Region, "the market, ISO 3166 alpha-2"},
		{"order.currency_code", Text, Region, "the order's currency"},
		{"order.paid_minor", Number, Amount, "what the whole order cost"},
		{"result.total_minor", Number, Amount, "what this request comes to (for handling alone)"},
		{"customer.tier", Text, Customer, "the customer's tier"},
		{"customer.account_age_days", Number, Customer, "days since the customer registered; 0 where unknown"},
		{"customer.refund_count_90d", Number, Customer, "refunds of the last 90 days"},
		{"customer.refund_minor_90d", Number, Customer, "refunded in the last 90 days"},
		{"customer.waived_count_90d", Number, Customer, "refunds of the last 90 days by which goods stayed with the customer"},
		{"customer.waived_minor_90d", Number, Customer, "refunded in the last 90 days for goods that stayed with the customer"},
	}
}

// Lookup returns a variable by its name.
func Lookup(name string) (Variable, bool) {
	for _, variable := range Variables() {
		if variable.Name == name {
			return variable, true
		}
	}
	return Variable{}, false
}

func (t Type) cel() *cel.Type {
	switch t {
	case Text:
		return cel.StringType
	case Number:
		return cel.IntType
	case Truth:
		return cel.BoolType
	}
	return cel.DynType
}
