package refund

// Currency is an ISO 4217 alphabetic code.
type Currency string
