package refund_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func TestEveryAdditionOfMoneyChangesTheDigest(t *testing.T) {
	line := func(change func(*refund.Line)) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { change(&c.Order.Lines[0]) }
	}
	commission := func(commission refund.Commission) func(*refund.Cancellation) {
		return line(func(l *refund.Line) { l.Commission = &commission })
	}
	cancelled := func(change func(*refund.CancelledLine)) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { change(&c.CancelledLines[0]) }
	}
	shipping := func(shipments ...refund.CancelledShipping) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.CancelledShipping = shipments }
	}
	shipment := func(change func(*refund.Shipment)) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) {
			s := parcel("s-1", "1")
			change(&s)
			c.Order.Shipments = []refund.Shipment{s}
		}
	}
	points := func(points ...refund.EarnedPoints) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.Order.EarnedPoints = points }
	}
	kilo := &refund.Measure{Amount: "1.5", Unit: "kg"}
	distinct(t, map[string]func(*refund.Cancellation){
		"nothing":                     func(*refund.Cancellation) {},
		"a seller":                    line(func(l *refund.Line) { l.SellerID = "s" }),
		"another seller":              line(func(l *refund.Line) { l.SellerID = "t" }),
		"a commission":                commission(refund.Commission{Rate: "0.1"}),
		"another rate":                commission(refund.Commission{Rate: "0.2"}),
		"an amount":                   commission(refund.Commission{AmountMinor: new(int64(1))}),
		"an amount of 0":              commission(refund.Commission{AmountMinor: new(int64(0))}),
		"a commission of nothing":     commission(refund.Commission{}),
		"a measure":                   line(func(l *refund.Line) { l.Measure = kilo }),
		"another measure":             line(func(l *refund.Line) { l.Measure = &refund.Measure{Amount: "1.6", Unit: "kg"} }),
		"another unit":                line(func(l *refund.Line) { l.Measure = &refund.Measure{Amount: "1.5", Unit: "m"} }),
		"a cancelled measure":         cancelled(func(l *refund.CancelledLine) { l.Measure = kilo }),
		"goods waived":                cancelled(func(l *refund.CancelledLine) { l.GoodsWaived = true }),
		"a gross amount":              cancelled(func(l *refund.CancelledLine) { l.AmountIncludesTax = true }),
		"shipping alone":              shipping(refund.CancelledShipping{}),
		"a part of it":                shipping(refund.CancelledShipping{AmountMinor: new(int64(1))}),
		"none of it":                  shipping(refund.CancelledShipping{AmountMinor: new(int64(0))}),
		"of a shipment":               shipping(refund.CancelledShipping{ShipmentID: "s-1"}),
		"for a reason":                shipping(refund.CancelledShipping{Reason: "s-1"}),
		"two deliveries":              shipping(refund.CancelledShipping{}, refund.CancelledShipping{ShipmentID: "s-1"}),
		"a shipment":                  shipment(func(*refund.Shipment) {}),
		"another cost":                shipment(func(s *refund.Shipment) { s.AmountMinor++ }),
		"more off it":                 shipment(func(s *refund.Shipment) { s.DiscountMinor++ }),
		"another share off it":        shipment(func(s *refund.Shipment) { s.Discounts[0].AmountMinor++ }),
		"its tax":                     shipment(func(s *refund.Shipment) { s.Taxes[0].AmountMinor++ }),
		"what was in it":              shipment(func(s *refund.Shipment) { s.LineIDs = nil }),
		"its id":                      shipment(func(s *refund.Shipment) { s.ShipmentID = "s-2" }),
		"earned points":               points(refund.EarnedPoints{Asset: "PTS:club", Amount: 1}),
		"more of them":                points(refund.EarnedPoints{Asset: "PTS:club", Amount: 2}),
		"another programme":           points(refund.EarnedPoints{Asset: "PTS:miles", Amount: 1}),
		"a line's points":             points(refund.EarnedPoints{Asset: "PTS:club", Amount: 1, LineIDs: []refund.LineID{"1"}}),
		"points of two programmes":    points(refund.EarnedPoints{Asset: "PTS:club", Amount: 1}, refund.EarnedPoints{Asset: "PTS:miles", Amount: 1}),
		"a customer who was not told": func(c *refund.Cancellation) { c.Order.WithdrawalInformed = new(false) },
		"a shipment as shipping alone": func(c *refund.Cancellation) {
			c.CancelledShipping = []refund.CancelledShipping{{ShipmentID: "shipment"}}
		},
	})
}

func distinct(t *testing.T, changes map[string]func(*refund.Cancellation)) {
	t.Helper()
	seen := map[string]string{}
	for name, change := range changes {
		c := twoMugs()
		change(&c)
		digest := refund.Digest(c)
		if other, ok := seen[digest]; ok {
			t.Errorf("%q and %q have the same digest %s", name, other, digest)
		}
		seen[digest] = name
	}
}

func TestAnAdditionThatIsNoMoneyDoesNotChangeTheDigest(t *testing.T) {
	weighed := twoParcels()
	for name, change := range map[string]func(*refund.Cancellation){
		"how a measure is written":        func(c *refund.Cancellation) { c.Order.Lines[1].Measure.Amount = "2.35" },
		"how a commission is written":     func(c *refund.Cancellation) { c.Order.Lines[1].Commission.Rate = "0.1" },
		"the invoice":                     func(c *refund.Cancellation) { c.Order.Invoice = nil },
		"when it was promised to be sent": func(c *refund.Cancellation) { c.Order.ShipBy = new(validatedAt.Add(time.Hour)) },
		"a customer who was told":         func(c *refund.Cancellation) { c.Order.WithdrawalInformed = new(true) },
		"the order's version":             func(c *refund.Cancellation) { c.Order.OrderVersion = "2" },
		"an empty list for none":          func(c *refund.Cancellation) { c.CancelledShipping = []refund.CancelledShipping{} },
	} {
		c := twoParcels()
		change(&c)
		if got, want := refund.Digest(c), refund.Digest(weighed); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// drawn is a request of a small family that is made of a few bytes: every text may hold what delimits the digest's
// form, and every part may be there or not.
func drawn(choices []byte) refund.Cancellation {
	d := draw(choices)
	var c refund.Cancellation
	for range d.upTo(3) {
		c.CancelledLines = append(c.CancelledLines, refund.CancelledLine{LineID: refund.LineID(d.text()), Quantity: d.number(),
			AmountMinor: d.optional(), GoodsWaived: d.flag(), AmountIncludesTax: d.flag(), Measure: d.measure()})
	}
	for range d.upTo(3) {
		c.CancelledShipping = append(c.CancelledShipping, refund.CancelledShipping{ShipmentID: refund.ShipmentID(d.text()),
			AmountMinor: d.optional(), Reason: refund.Reason(d.text())})
	}
	for range d.upTo(3) {
		line := refund.Line{LineID: refund.LineID(d.text()), Quantity: d.number(), SellerID: refund.SellerID(d.text()), Measure: d.measure()}
		if d.flag() {
			line.Commission = &refund.Commission{Rate: d.text(), AmountMinor: d.optional()}
		}
		c.Order.Lines = append(c.Order.Lines, line)
	}
	for range d.upTo(3) {
		s := refund.Shipment{ShipmentID: refund.ShipmentID(d.text()), Shipping: refund.Shipping{AmountMinor: d.number()}, LineIDs: d.lines()}
		if d.flag() {
			s.Taxes = []refund.Tax{{Code: d.text(), AmountMinor: d.number()}}
		}
		c.Order.Shipments = append(c.Order.Shipments, s)
	}
	for range d.upTo(3) {
		c.Order.EarnedPoints = append(c.Order.EarnedPoints, refund.EarnedPoints{Asset: d.text(), Amount: d.number(), LineIDs: d.lines()})
	}
	if d.flag() {
		c.Order.WithdrawalInformed = new(false)
	}
	return c
}

// drawer hands out what the bytes choose, and the first choice when they have run out.
type drawer struct{ left []byte }

func draw(choices []byte) *drawer { return &drawer{left: choices} }

func (d *drawer) upTo(n int) int {
	if len(d.left) == 0 {
		return 0
	}
	choice := int(d.left[0]) % n
	d.left = d.left[1:]
	return choice
}

func (d *drawer) flag() bool { return d.upTo(2) == 1 }

func (d *drawer) text() string {
	return []string{"", "a", "s1:a", "[", "i0;", "shipment", "s8:shipmenti0;", "line", "-"}[d.upTo(9)]
}

func (d *drawer) number() int64 { return []int64{0, 1, 10, -1}[d.upTo(4)] }

func (d *drawer) optional() *int64 {
	if d.flag() {
		return nil
	}
	return new(d.number())
}

func (d *drawer) measure() *refund.Measure {
	if d.flag() {
		return nil
	}
	return &refund.Measure{Amount: d.text(), Unit: d.text()}
}

func (d *drawer) lines() (ids []refund.LineID) {
	for range d.upTo(3) {
		ids = append(ids, refund.LineID(d.text()))
	}
	return ids
}

// Whatever two requests of the family are: the same digest means the same request.
func FuzzNoTwoRequestsShareADigest(f *testing.F) {
	for _, seed := range collisionSeeds() {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		one, other := drawn(a), drawn(b)
		if refund.Digest(one) == refund.Digest(other) && !reflect.DeepEqual(one, other) {
			t.Fatalf("one digest for\n%s\n%s", shown(one), shown(other))
		}
	})
}

// collisionSeeds move one thing from one place of a request to another.
func collisionSeeds() [][2][]byte {
	return [][2][]byte{
		{{1, 1, 1, 1, 0}, {0, 1, 1, 1, 0}},
		{{0, 2, 5, 1, 0, 5, 1, 0}, {0, 1, 5, 1, 0, 0, 1, 5, 1, 0}},
		{{0, 0, 0, 1, 6, 1, 0, 0, 0}, {0, 0, 0, 2, 0, 1, 0, 0, 5, 0, 0, 0, 0}},
	}
}

func shown(c refund.Cancellation) string {
	text, err := json.Marshal(c)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// The same over what changes of two bytes of one long choice make: thousands of requests, each with every other.
func TestNoTwoRequestsOfAFamilyShareADigest(t *testing.T) {
	base := []byte{2, 1, 1, 0, 1, 1, 0, 0, 1, 1, 2, 1, 1, 1, 0, 0, 0, 1, 1, 2, 1, 1, 1, 2, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	seen := map[string]refund.Cancellation{}
	var requests int
	check := func(choices []byte) {
		c := drawn(choices)
		digest := refund.Digest(c)
		if other, ok := seen[digest]; ok && !reflect.DeepEqual(other, c) {
			t.Fatalf("one digest for\n%s\n%s", shown(other), shown(c))
		}
		seen[digest] = c
		requests++
	}
	for first := range base {
		for second := first; second < len(base); second++ {
			for choice := range 16 {
				changed := append([]byte(nil), base...)
				changed[first], changed[second] = byte(choice%9), byte(choice%4)
				check(changed)
			}
		}
	}
	if len(seen) < 3000 {
		t.Fatalf("only %d different requests of %d were made", len(seen), requests)
	}
}
