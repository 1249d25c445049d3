package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/makegood/makegood/refund"
)

//go:embed examples/*.json
var examples embed.FS

// Expected is what a stream must come to on a fresh data folder.
type Expected struct {
	Published int
	// Refunds is how many distinct, valid requests there are.
	Refunds int
	// Duplicates carry a body that was there before under the same key.
	Duplicates int
	// Conflicts carry a known key with another body; they are dead-lettered.
	Conflicts int
	// DeadLettered counts by reason code, conflicts included.
	DeadLettered map[string]int
	// Fates says what becomes of each refund under the policy that ships with makegood, as long
	// as no person acts: Refunded, AwaitingApproval, NeedsAttention or NothingToRefund.
	Fates map[refund.ID]refund.Status
	// Offers counts refunds whose reason earns an offer once they are paid.
	Offers int
}

// Count is how many refunds come to the fate.
func (e Expected) Count(fate refund.Status) int {
	n := 0
	for _, f := range e.Fates {
		if f == fate {
			n++
		}
	}
	return n
}

// Stream returns n events and what they must come to. The same seed gives the same business keys
// and bodies; only times follow now, which no digest contains. A stream of 40 has at least one of
// everything; a longer one repeats the deck with other orders, a shorter one is its beginning.
func Stream(seed uint64, n int, now time.Time) ([]Event, Expected) {
	d := &dealer{
		seed: seed, now: now.UTC().Truncate(time.Second),
		random: rand.New(rand.NewPCG(seed, 0x6d616b65676f6f64)),
		expect: Expected{DeadLettered: map[string]int{}, Fates: map[refund.ID]refund.Status{}},
	}
	for len(d.events) < n {
		for _, deal := range d.deck() {
			if len(d.events) < n {
				deal(d)
			}
		}
		d.round++
	}
	d.expect.Published = len(d.events)
	return d.events, d.expect
}

// dealer deals events one by one; what a card needs of an earlier one it keeps in its round.
type dealer struct {
	seed   uint64
	now    time.Time
	random *rand.Rand
	round  int
	number int
	events []Event
	expect Expected
	// plain, late and shared are this round's orders which later cards repeat or contradict.
	plain, late Event
	split       order
	shared      order
}

// deck is one round's cards. A card that repeats or contradicts an earlier one comes after it.
func (d *dealer) deck() []func(*dealer) {
	return append(d.examples(),
		(*dealer).wholeOrder, (*dealer).wholeYen, (*dealer).wholeDinar, (*dealer).twoTenders,
		part(1), part(2), part(3),
		(*dealer).sameAgain, (*dealer).sameWithOtherEventID, (*dealer).sameKeyOtherBody,
		(*dealer).unpaid, (*dealer).notJSON, (*dealer).hundredfold,
		bad("NEGATIVE_AMOUNT", func(o *order) { o.Shipping.AmountMinor = -1 }),
		bad("UNKNOWN_LINE", func(o *order) { o.CancelledLines[0].LineID = "9" }),
		bad("QUANTITY_EXCEEDS_LINE", func(o *order) { o.CancelledLines[0].Quantity = 99 }),
		bad("UNKNOWN_CURRENCY", func(o *order) { o.CurrencyCode, o.Payments[0].CurrencyCode = "XQQ", "XQQ" }),
		bad("BAD_ID", func(o *order) { o.CancellationID = "c 1" }),
		(*dealer).otherType,
		overLimit("CNY", 120000), overLimit("USD", 45000),
		faulty("timeout_after_success"), faulty("error_500"), faulty("slow:800ms"), (*dealer).declined,
		faulty("error_500_after_success"), faulty("pending:1500ms"), faulty("drop"), faulty("error_503~2"),
		faulty("rate_limit"), faulty("hidden:500ms"),
		(*dealer).damaged, (*dealer).suspicious, (*dealer).withoutBand, (*dealer).exclusiveTax,
		(*dealer).giftCardAndWallet,
	)
}

// examples are the contract's four, as they are and without headers, in the first round alone.
func (d *dealer) examples() []func(*dealer) {
	if d.round > 0 {
		return nil
	}
	return []func(*dealer){
		example("whole", refund.StatusRefunded),
		example("partial-split-tender", refund.StatusRefunded),
		example("three-decimals", refund.StatusRefunded),
		example("unpaid", refund.StatusNothingToRefund),
	}
}

func example(name string, fate refund.Status) func(*dealer) {
	return func(d *dealer) {
		value, err := examples.ReadFile("examples/order-cancelled." + name + ".json")
		if err != nil {
			panic(fmt.Sprintf("demo: example %s is not built in: %v", name, err))
		}
		var o order
		if err := json.Unmarshal(value, &o); err != nil {
			panic(fmt.Sprintf("demo: example %s is no order: %v", name, err))
		}
		d.put(Event{Shows: "contract example " + name, Key: o.OrderID, Value: value, Charges: o.charges()}, o, fate)
	}
}

// put appends an event with a new key, and what its refund comes to.
func (d *dealer) put(e Event, o order, fate refund.Status) {
	d.events = append(d.events, e)
	d.expect.Refunds++
	d.expect.Fates[o.id()] = fate
	if fate == refund.StatusRefunded && refund.Reason(o.Reason).MerchantFault() {
		d.expect.Offers++
	}
}
