package law

// Statute is a law about giving money back.
type Statute string

// The statutes.
const (
	// None: the market's law gives no right that outranks a policy, or none is known here.
	None Statute = ""
	// EU: fourteen days from the last parcel, everything back.
	EU Statute = "Directive 2011/83/EU, articles 9 to 14"
	// CN: seven days from the day after the goods were signed for. It grants the return, and leaves the
	// policy's fees and the way back as they were agreed.
	CN Statute = "China, law on consumers' rights, article 25"
	// CNPrepaid: a prepaid card, within seven days of its payment, unless it was used.
	CNPrepaid Statute = "China, rules on single-purpose prepaid cards: seven days from payment"
	// US: goods that were not sent in the stated time.
	US Statute = "16 CFR part 435: mail, internet or telephone orders"
)

// Days of the statutes.
const (
	// WithdrawalDays run from the day after the customer has the last parcel (EU).
	WithdrawalDays = 14
	// UninformedMonths are added where the customer was not told of the right (EU, article 10).
	UninformedMonths = 12
	// PayDays run from the day after the notice (EU).
	PayDays = 14
	// SendDays are those in which the customer has to send the goods, from the day after the notice (EU).
	SendDays = 14
	// NoReasonDays run from the day after the goods were signed for (CN).
	NoReasonDays = 7
	// PayAfterGoodsDays run from the day after the goods came back (CN).
	PayAfterGoodsDays = 7
	// PrepaidDays run from the day after the payment (CN).
	PrepaidDays = 7
	// ShipDays are those in which an order has to be sent that states no time (US).
	ShipDays = 30
	// PayWorkingDays run from the working day after the order could not be sent, or was cancelled (US).
	PayWorkingDays = 7
)
