package policy_test

import (
	"math"
	"testing"

	"github.com/makegood/makegood/refund"
)

// Partial refunds, as commerce systems document them, or as their users found them wrong. What no
// page prints is marked "ours".
func TestPublishedExamplesOfPartialRefundsComeOut(t *testing.T) {
	keep := policyWith(t)
	on, inside := func(minor int64, rate string) refund.Tax { return at(tax(refund.TaxExclusive, minor), rate) },
		func(minor int64, rate string) refund.Tax { return at(tax(refund.TaxInclusive, minor), rate) }
	free := dollars(order([]refund.Line{off(goods("a", 2, 276271), "all", 552542), off(goods("b", 2, 254237), "all", 508474)}, card(500)))
	free.Shipping = refund.Shipping{AmountMinor: 500}
	for name, c := range map[string]publishedCase{
		// Medusa, github.com/medusajs/medusa/issues/15885 and pull/15886: 2 x 100, 20 off, 10 % on top, one
		// comes back: 99, and 97.90 while the discount was taxed twice.
		"Medusa: one of two, discounted before tax": {keep,
			dollars(order([]refund.Line{off(goods("1", 2, 10000, on(1800, "0.10")), "p", 2000)}, card(19800))),
			oneByOne(take("1", 1), take("1", 1)), []taxedSum{{9900, 900}, {9900, 900}}},
		// WooCommerce, github.com/woocommerce/woocommerce/issues/64668: 10 x 23.90 with 20 % inside, 25 % off,
		// is 179.25, and refunds 179.26. The total here is what was paid, also in parts (3 and 7: ours).
		"WooCommerce: all ten": {keep,
			sold(order([]refund.Line{off(goods("1", 10, 2390, inside(2988, "0.20")), "p", 5975)}, card(17925)), "GBP", "GB"),
			together(take("1", 10)), []taxedSum{{17925, 2988}}},
		"WooCommerce: three, then seven": {keep,
			sold(order([]refund.Line{off(goods("1", 10, 2390, inside(2988, "0.20")), "p", 5975)}, card(17925)), "GBP", "GB"),
			oneByOne(take("1", 3), take("1", 7)), []taxedSum{{5378, 896}, {12547, 2092}}},
		// Magento, github.com/magento/magento2/issues/38388: three units one by one give back 19.00, 19.01 and
		// 18.99 of tax, where 19.00 each is right. The price of 100 at 19 % is ours.
		"Magento: the tax of three units, one by one": {keep,
			dollars(order([]refund.Line{goods("1", 3, 10000, on(5700, "0.19"))}, card(35700))),
			oneByOne(take("1", 1), take("1", 1), take("1", 1)), []taxedSum{{11900, 1900}, {11900, 1900}, {11900, 1900}}},
		// Shopify, shopify.dev/docs/api/admin-graphql/latest/objects/FinancialSummaryDiscountAllocation: 4 cents
		// over 3 units are 1, 1 and 2. MONEY C2 rounds what went back so far: 1, 2 and 1. The price of 1 is ours.
		"Shopify: four cents off three units, one by one": {keep,
			dollars(order([]refund.Line{off(goods("1", 3, 100), "p", 4)}, card(296))),
			oneByOne(take("1", 1), take("1", 1), take("1", 1)), untaxed(99, 98, 99)},
		// gist.github.com/gmacdougall/4e203e9761d20103911e: 3 x 0.06 at 10 % on top, 0.20 in all; the first is
		// 0.07, the others are asked. MONEY C4 answers: 0.06 and 0.07.
		"a tax of two cents over three units": {keep,
			dollars(order([]refund.Line{goods("1", 3, 6, on(2, "0.10"))}, card(20))),
			oneByOne(take("1", 1), take("1", 1), take("1", 1)), []taxedSum{{7, 1}, {6, 0}, {7, 1}}},
		// money.stackexchange.com/q/100857: four lines at 20, 20, 10 and 0 % on top: taxes of 22.94 and 27.60,
		// 717.16 in all. One of the third line first: ours.
		"Stack Exchange: three rates on top": {keep, sold(order([]refund.Line{goods("1", 1, 245, on(49, "0.20")), goods("2", 5, 2245, on(2245, "0.20")),
			goods("3", 4, 6899, on(2760, "0.10")), goods("4", 4, 6899, on(0, "0"))}, card(71716)), "GBP", "GB"),
			[][]refund.CancelledLine{{take("3", 1)}, {take("1", 1), take("2", 5), take("3", 3), take("4", 4)}}, []taxedSum{{7589, 690}, {64127, 4364}}},
		// gist.github.com/twada/4024ab0b4a385380921aaaa223772f4c, receipt 1: 300 yen at 8 % with 22 inside, 465
		// at 10 % with 42, 765 in all. One of the three drinks first: ours.
		"twada: two rates inside, in yen": {keep,
			sold(order([]refund.Line{goods("food", 2, 150, inside(22, "0.08")), goods("drink", 3, 155, inside(42, "0.10"))}, card(765)), "JPY", "JP"),
			[][]refund.CancelledLine{{take("drink", 1)}, {take("food", 2), take("drink", 2)}}, []taxedSum{{155, 14}, {610, 50}}},
		// Magento, github.com/magento/magento2/issues/10790: 2 x 2762.71 and 2 x 2542.37 at 100 % off are 0, and
		// Magento says -0.01. The shipping of 5 is ours: something must have been paid.
		"Magento: all of it 100 % off": {keep, free, oneByOne(take("a", 2), take("b", 2)), untaxed(0, 500)},
		// Klarna for WooCommerce, github.com/krokedil/klarna-payments-for-woocommerce/pull/585: refunding a free
		// item divides by zero. The amounts are ours.
		"Klarna: a free item": {keep, dollars(order([]refund.Line{goods("free", 1, 0), goods("1", 1, 1000)}, card(1000))),
			oneByOne(take("free", 1), take("1", 1)), untaxed(0, 1000)},
		// Nobody prints these: MONEY C1 and C2.
		"ours: 10,000 units less one cent": {keep, order([]refund.Line{off(goods("1", 10000, 10), "p", 1)}, card(99999)),
			oneByOne(take("1", 1), take("1", 9998), take("1", 1)), untaxed(10, 99979, 10)},
		"ours: two halves of the largest even amount": {keep, order([]refund.Line{goods("1", 2, math.MaxInt64/2, inside(math.MaxInt64/6, "0.20"))}, card(math.MaxInt64-1)),
			oneByOne(take("1", 1), take("1", 1)), []taxedSum{{math.MaxInt64 / 2, 768614336404564651}, {math.MaxInt64 / 2, 768614336404564650}}},
		"ours: one of three at four decimals": {keep, sold(order([]refund.Line{goods("1", 3, 11900, inside(5700, "0.19"))}, card(35700)), "CLF", "CL"),
			oneByOne(take("1", 1), take("1", 2)), []taxedSum{{11900, 1900}, {23800, 3800}}},
	} {
		t.Run(name, c.run)
	}
}
