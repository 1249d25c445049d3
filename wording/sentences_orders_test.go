package wording_test

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// asked is when the customer of every situation asks, unless it says otherwise.
var asked = time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)

// shop has orders as people place them: in English for dollars in the United States, in Chinese for yuan.
type shop struct{ locale string }

// say is a title in the shop's language.
func (s shop) say(english, chinese string) string {
	if s.locale == "zh-CN" {
		return chinese
	}
	return english
}

func (s shop) currency() refund.Currency { return refund.Currency(s.say("USD", "CNY")) }

// packet is the instrument of the shop's language that goes back whole or not at all.
func (s shop) packet(minor int64) refund.Payment {
	return s.pay(refund.PaymentKind(s.say("COUPON", "RED_PACKET")), minor)
}

func (s shop) pay(kind refund.PaymentKind, minor int64) refund.Payment {
	return refund.Payment{PaymentID: refund.PaymentID("pay-" + string(kind)), Kind: kind, Provider: "simulator",
		ProviderReference: "ref-" + string(kind), CapturedMinor: minor, Currency: s.currency()}
}

// order is delivered three days before the customer asks.
func (s shop) order(lines []refund.Line, payments ...refund.Payment) refund.Order {
	delivered := asked.AddDate(0, 0, -3)
	return refund.Order{
		PlacedAt: asked.AddDate(0, 0, -6), DeliveredAt: &delivered, Market: s.say("US", "CN"), TimeZone: s.say("America/New_York", "Asia/Shanghai"),
		Currency: s.currency(), Customer: refund.Customer{CustomerID: "u-42", Locale: s.locale}, Lines: lines, Payments: payments,
	}
}

// with changes an order.
func with(o refund.Order, change func(*refund.Order)) refund.Order {
	change(&o)
	return o
}

// abroad is an order of another market.
func abroad(o refund.Order, market, zone string, currency refund.Currency) refund.Order {
	o.Market, o.TimeZone, o.Currency = market, zone, currency
	for i := range o.Payments {
		o.Payments[i].Currency = currency
	}
	return o
}

func line(id refund.LineID, title string, quantity, unitMinor int64) refund.Line {
	return refund.Line{LineID: id, Title: title, BusinessModel: refund.ModelPhysicalGoods, Fulfilment: refund.FulfilmentDelivered, Quantity: quantity, UnitPriceMinor: unitMinor}
}

// off takes a promotion's share off a line.
func off(l refund.Line, promotion refund.PromotionID, minor int64) refund.Line {
	l.Discounts = append(l.Discounts, refund.DiscountShare{PromotionID: promotion, AmountMinor: minor})
	return l
}

// taxed records a tax of a line.
func taxed(l refund.Line, mode refund.TaxMode, rate string, minor int64) refund.Line {
	l.Taxes = []refund.Tax{{Mode: mode, Rate: rate, AmountMinor: minor}}
	return l
}

func is(l refund.Line, model refund.BusinessModel, change func(*refund.Line)) refund.Line {
	l.BusinessModel = model
	change(&l)
	return l
}

func ptr[T any](value T) *T { return &value }

// mugs are three mugs with 30 off from 200.
func (s shop) mugs() refund.Order {
	return with(s.order([]refund.Line{off(line("1", s.say("Blue mug", "蓝色马克杯"), 3, 9000), "off30", 3000)}, s.pay(refund.PaymentCard, 24000)), func(o *refund.Order) {
		o.Promotions = []refund.Promotion{{PromotionID: "off30", Kind: refund.PromotionThresholdAmountOff, ThresholdMinor: ptr(int64(20000)),
			AmountOffMinor: ptr(int64(3000)), Description: s.say("$30 off from $200", "满 200 减 30")}}
	})
}

// machine comes with a gift.
func (s shop) machine() refund.Order {
	lines := []refund.Line{line("1", s.say("Coffee machine", "咖啡机"), 1, 19900), off(line("2", s.say("Tea towel", "茶巾"), 1, 1500), "towel", 1500)}
	return with(s.order(lines, s.pay(refund.PaymentCard, 19900)), func(o *refund.Order) {
		o.Promotions = []refund.Promotion{{PromotionID: "towel", Kind: refund.PromotionGiftWithPurchase, QualifyingLineIDs: []refund.LineID{"1"}, ThresholdMinor: ptr(int64(15000)),
			GiftLineID: "2", Description: s.say("A towel with every machine", "买咖啡机送茶巾")}}
	})
}

// jacket is paid in part by a coupon or a red packet.
func (s shop) jacket() refund.Order {
	return s.order([]refund.Line{line("1", s.say("Rain jacket", "雨衣"), 1, 9000), line("2", s.say("Socks", "袜子"), 1, 1000)},
		s.pay(refund.PaymentWallet, 4000), s.packet(6000))
}

// lamp is delivered free from 70.
func (s shop) lamp() refund.Order {
	return with(s.order([]refund.Line{line("1", s.say("Desk lamp", "台灯"), 1, 6000), line("2", s.say("Light bulb", "灯泡"), 2, 1000)}, s.pay(refund.PaymentCard, 8000)), func(o *refund.Order) {
		o.Shipping = refund.Shipping{AmountMinor: 800, DiscountMinor: 800}
		o.Promotions = []refund.Promotion{{PromotionID: "free", Kind: refund.PromotionFreeShipping, ThresholdMinor: ptr(int64(7000)), Description: s.say("Free delivery from $70", "满 70 包邮")}}
	})
}

// sofa is one line of much value and one of little, with 90 off from 300.
func (s shop) sofa() refund.Order {
	lines := []refund.Line{off(line("1", s.say("Armchair", "扶手椅"), 1, 29900), "off90", 8970), off(line("2", s.say("Felt pads", "毛毡垫"), 1, 100), "off90", 30)}
	return with(s.order(lines, s.pay(refund.PaymentCard, 21000)), func(o *refund.Order) {
		o.Promotions = []refund.Promotion{{PromotionID: "off90", Kind: refund.PromotionThresholdAmountOff, ThresholdMinor: ptr(int64(30000)), AmountOffMinor: ptr(int64(9000))}}
	})
}

// fitted is a shelf with delivery and fees, taxed inside the price.
func (s shop) fitted() refund.Order {
	o := s.order([]refund.Line{taxed(line("1", s.say("Oak shelf", "橡木书架"), 2, 11900), refund.TaxInclusive, "0.19", 3800)}, s.pay(refund.PaymentCard, 25800))
	o.Shipping = refund.Shipping{AmountMinor: 1000}
	o.Fees = []refund.Fee{{FeeID: "f-1", Kind: "GIFT_WRAP", AmountMinor: 500}, {FeeID: "f-2", Kind: "INSTALLATION", AmountMinor: 500, Refundable: true}}
	return abroad(o, "DE", "Europe/Berlin", "EUR")
}

// screws are 25 lines.
func (s shop) screws() refund.Order {
	var lines []refund.Line
	for i := range 25 {
		lines = append(lines, line(refund.LineID(fmt.Sprint("l-", i+1)), fmt.Sprint(s.say("Wood screws no. ", "木螺丝 "), i+1), 1, 200))
	}
	return s.order(lines, s.pay(refund.PaymentCard, 5000))
}
