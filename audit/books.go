package main

// books is the ledger's rows as far as they are judged. Amounts are minor units.
type books struct {
	entries  []entry
	accounts []account
	payments []payment
	orders   []order
	refunds  []refundRow
	legs     []leg
	captures []capture
	claims   []claim
	// disputes and outside are what banks and others did; outsideClaims what of lines the latter were attributed to.
	disputes      []dispute
	outside       []outside
	outsideClaims []claim
	// cards are the gift cards that were bought and voided.
	cards []voidedCard
	trail []event
	// decisions are people's accepted ones.
	decisions []decision
	offers    []offer
}

// entry is one line of a posting: debit positive, credit negative. Subject is what the posting is
// about: a refund, or a payment.
type entry struct {
	posting  int64
	subject  string
	leg      string
	template string
	account  string
	asset    string
	amount   int64
}

// account is a stored balance.
type account struct {
	name    string
	asset   string
	balance int64
}

type payment struct {
	id        string
	provider  string
	account   string
	reference string
	currency  string
	kind      string
	// instrument names what an indivisible tender is.
	instrument string
}

// order is merchant/order, with the event that was seen first.
type order struct {
	id       string
	snapshot string
}

type refundRow struct {
	id       string
	status   string
	closed   bool
	total    int64
	proposal string
	merchant string
	currency string
	// hash names the proposal that counts; recognised: it is in the merchant's books.
	hash        string
	recognised  bool
	requestedBy string
	// order is merchant/order; stands: it holds its claims of the order.
	order  string
	stands bool
}

type leg struct {
	refund  string
	id      string
	payment string
	amount  int64
	status  string
	key     string
	// via is empty for a leg that its payment's provider moves.
	via string
	// replaced: another leg has taken its place in the refund's total.
	replaced bool
	// substitutes names the leg whose place this one took; extra is what it returned beyond what was
	// owed; bonus is goodwill of budget.
	substitutes string
	extra       int64
	bonus       int64
	budget      string
	units       string
	// captureReference is the provider's of the capture that the leg goes to; empty: it goes to the payment.
	captureReference string
}

// capture is a capture of a payment by the provider's reference, which may be empty.
type capture struct {
	payment   string
	reference string
	amount    int64
}

// decision is what a person decided: of adjust, amount is the lower total. Hash names the proposal.
type decision struct {
	refund   string
	verb     string
	reviewer string
	amount   int64
	hash     string
}

// offer is goodwill on top of a refund: held is what its budget set aside.
type offer struct {
	refund, merchant, currency, budget string
	terms, status, choice, code        string
	held                               int64
}

// claim is what a refund takes of an order: with kind LINE, a quantity of a line.
type claim struct {
	refund   string
	kind     string
	released bool
	replaced bool
	order    string
	line     string
	quantity int64
	amount   int64
}

// dispute is what was said of one; amount is in its own currency. value is what of the captured one it takes, where that is
// another and somebody has said so.
type dispute struct {
	payment, id, stage, currency string
	amount, value                int64
}

// outside is a refund that makegood did not ask for: booked is what it takes, before what of that an order's first
// event had told of.
type outside struct {
	payment, id, as                                 string
	booked, before, sales, allowed, taxes, goodwill int64
}

// event is one row of a refund's trail; at is UTC microseconds.
type event struct {
	refund string
	at     int64
	name   string
	from   string
	to     string
}

// movement is money the provider says it moved: out positive, back negative.
type movement struct {
	Key         string `json:"key"`
	Account     string `json:"account"`
	Reference   string `json:"reference"`
	Currency    string `json:"currency_code"`
	AmountMinor int64  `json:"amount_minor"`
}

// evidence is all there is to judge on.
type evidence struct {
	books
	journal []movement
	// totals are the entries added up by account and asset, rows those of books by what they belong to; judge
	// computes both.
	totals sums[string]
	rows   index
	// provider is the one whose journal it is; other providers' payments are judged on the ledger
	// alone.
	provider string
}

// voidedCard is a gift card that a refund of its line voided.
type voidedCard struct{ refund, line string }
