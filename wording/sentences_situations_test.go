package wording_test

import (
	"slices"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// request is one request of a situation, and the message in which its amount is told.
type request struct {
	reason refund.Reason
	// lines are what is cancelled; none: all that is left.
	lines []refund.CancelledLine
	kind  refund.NoticeKind
	// by is who asks; empty: the customer.
	by refund.Initiator
	// change makes a second assessment of the first one.
	change func(*refund.Reassessment)
	// captured is what is captured of the first payment by then; 0: as before.
	captured int64
	// goodsFirst: the risk is such that the money waits for the goods.
	goodsFirst bool
	// shipping is what is cancelled of the deliveries.
	shipping []refund.CancelledShipping
	// page makes the refund of which staff are shown the whole page; nil: staff are shown the comparison alone.
	page func(*wording.Refund)
	// rules are the policy; nil: the one that is shipped.
	rules *policy.Policy
}

// situation is an order and what is asked of it, one request after the other.
type situation struct {
	title    string
	order    refund.Order
	requests []request
}

func take(id refund.LineID, quantity int64) refund.CancelledLine {
	return refund.CancelledLine{LineID: id, Quantity: quantity}
}

func back(kind refund.NoticeKind, lines ...refund.CancelledLine) request {
	return request{reason: refund.ReasonCustomerChangedMind, kind: kind, lines: lines}
}

func damaged(kind refund.NoticeKind, lines ...refund.CancelledLine) request {
	return request{reason: refund.ReasonDamaged, kind: kind, lines: lines}
}

func (s shop) situations() []situation {
	return slices.Concat(s.ofPromotions(), s.ofInstruments(), s.ofUse(), s.ofLawAndPeople(), s.ofPartsAndPoints(), s.ofPapersAndProofs())
}

func (s shop) ofPromotions() []situation {
	nameless := with(s.order([]refund.Line{off(line("1", s.say("Candle", "香薰蜡烛"), 3, 3000), "multi", 1500)}, s.pay(refund.PaymentCard, 7500)), func(o *refund.Order) {
		o.Promotions = []refund.Promotion{{PromotionID: "multi", Kind: refund.PromotionBuyXGetY, BuyQuantity: ptr(int64(2)), GetQuantity: ptr(int64(1)), GetPercentOff: "0.50"}}
	})
	return []situation{
		{"One of three comes back, and the rest no longer earns the discount; then the others come back.", s.mugs(),
			[]request{back(refund.NoticeApproved, take("1", 1)), back(refund.NoticeApproved)}},
		{"The gift is kept; then it comes back too.", s.machine(), []request{back(refund.NoticeApproved, take("1", 1)), back(refund.NoticeApproved)}},
		{"What is kept is no longer delivered free; then it comes back too.", s.lamp(), []request{back(refund.NoticeApproved, take("1", 1)), back(refund.NoticeApproved)}},
		{"More would be deducted than there is; then the rest comes back.", s.sofa(), []request{back(refund.NoticeAcknowledged, take("2", 1)), back(refund.NoticeApproved)}},
		{"A promotion that the merchant did not describe.", nameless, []request{back(refund.NoticeApproved, take("1", 1))}},
		{"Tax on top: a unit comes back and the rest no longer earns the discount.", with(s.mugs(), func(o *refund.Order) {
			o.Lines[0] = taxed(o.Lines[0], refund.TaxExclusive, "0.08", 1920)
			o.Payments[0].CapturedMinor = 25920
		}), []request{back(refund.NoticeApproved, take("1", 1))}},
		{"A merchant's fault costs no promotion, and delivery comes back.", with(s.mugs(), func(o *refund.Order) {
			o.Shipping, o.Payments[0].CapturedMinor = refund.Shipping{AmountMinor: 500}, 24500
		}), []request{damaged(refund.NoticeRefunded, take("1", 1))}},
	}
}

func (s shop) ofInstruments() []situation {
	expired := with(s.jacket(), func(o *refund.Order) { o.Payments[1].ExpiresAt = ptr(asked.AddDate(0, 0, -1)) })
	points := with(s.mugs(), func(o *refund.Order) {
		o.Payments = []refund.Payment{s.pay(refund.PaymentCard, 18000), s.pay(refund.PaymentGiftCard, 4000), s.pay(refund.PaymentPoints, 2000)}
		o.Payments[2].Units = &refund.Units{Asset: "PTS:club", Amount: 2000}
	})
	dinar := abroad(s.order([]refund.Line{line("1", s.say("Silk scarf", "丝巾"), 3, 4115)}, s.pay(refund.PaymentCard, 12345)), "KW", "Asia/Kuwait", "KWD")
	dinar.Payments[0].Provider = "stripe"
	return []situation{
		{"A coupon or red packet cannot be split; then all is back, and it comes back whole.", s.jacket(), []request{back(refund.NoticeApproved, take("1", 1)), back(refund.NoticeRefunded)}},
		{"A coupon or red packet had expired.", expired, []request{back(refund.NoticeApproved, take("1", 1)), back(refund.NoticeApproved)}},
		{"The fault is the merchant's: the coupon's or red packet's share is made good.", s.jacket(), []request{damaged(refund.NoticeApproved, take("1", 1))}},
		{"Paid by card, gift card and points: each gets its share.", points, []request{back(refund.NoticeRefunded)}},
		{"A provider that moves round amounts only.", dinar, []request{back(refund.NoticeApproved, take("1", 1)), back(refund.NoticeApproved, take("1", 1)), back(refund.NoticeApproved)}},
	}
}

func (s shop) ofUse() []situation {
	begun := asked.AddDate(0, 0, -12)
	month := s.order([]refund.Line{is(line("1", s.say("Music, one month", "音乐会员（月卡）"), 1, 3000), refund.ModelSubscription, func(l *refund.Line) {
		l.ServicePeriod = &refund.ServicePeriod{StartAt: begun, EndAt: begun.AddDate(0, 0, 30)}
	})}, s.pay(refund.PaymentWallet, 3000))
	course := s.order([]refund.Line{is(line("1", s.say("Piano course, ten lessons", "钢琴课（10 节）"), 1, 50000), refund.ModelCourse, func(l *refund.Line) {
		l.UnitsTotal, l.UnitsUsed = ptr(int64(10)), ptr(int64(3))
	})}, s.pay(refund.PaymentCard, 50000))
	drill := s.order([]refund.Line{is(line("1", s.say("Hammer drill", "冲击钻"), 1, 39900), refund.ModelEquipment, func(l *refund.Line) {})}, s.pay(refund.PaymentCard, 39900))
	drill.DeliveredAt, drill.PlacedAt = ptr(asked.AddDate(0, 0, -200)), asked.AddDate(0, 0, -205)
	bed := abroad(s.order([]refund.Line{line("1", s.say("Oak bed", "橡木床"), 1, 80000)}, s.pay(refund.PaymentCard, 80000)), "US", "America/New_York", "USD")
	bed.Lines[0].Category = "oversized"
	parcels := s.order([]refund.Line{line("1", s.say("Notebook", "笔记本"), 1, 5000), line("2", s.say("Fountain pen", "钢笔"), 1, 5000)}, s.pay(refund.PaymentCard, 5000))
	parcels.Lines[1].Fulfilment, parcels.Payments[0].AuthorizedMinor = refund.FulfilmentUnfulfilled, ptr(int64(10000))
	reserved := with(parcels, func(o *refund.Order) {
		o.Payments = []refund.Payment{s.pay(refund.PaymentCard, 0)}
		o.Payments[0].AuthorizedMinor = ptr(int64(10000))
	})
	return []situation{
		{"A subscription with days left.", month, []request{back(refund.NoticeApproved)}},
		{"A course with lessons left.", course, []request{back(refund.NoticeApproved)}},
		{"Equipment after the days of grace.", drill, []request{back(refund.NoticeApproved)}},
		{"A restocking fee.", bed, []request{back(refund.NoticeApproved)}},
		{"A part that was never charged is cancelled; then it is charged after all, and asked for again.", parcels,
			[]request{{reason: refund.ReasonOther, kind: refund.NoticeNothing, lines: []refund.CancelledLine{take("2", 1)}},
				{reason: refund.ReasonOther, kind: refund.NoticeApproved, lines: []refund.CancelledLine{take("2", 1)}, captured: 10000}}},
		{"Nothing was charged at all, only reserved.", reserved, []request{{reason: refund.ReasonOther, kind: refund.NoticeRefunded}}},
	}
}

func (s shop) ofLawAndPeople() []situation {
	card := abroad(s.order([]refund.Line{is(line("1", s.say("Swimming card", "游泳年卡"), 1, 60000), refund.ModelPrepaidCard, func(l *refund.Line) {
		l.Fulfilment, l.UnitsTotal, l.UnitsUsed = refund.FulfilmentDelivered, ptr(int64(60000)), ptr(int64(0))
	})}, s.pay(refund.PaymentWallet, 60000)), "CN", "Asia/Shanghai", "CNY")
	late := s.mugs()
	late.DeliveredAt, late.PlacedAt = ptr(asked.AddDate(0, 0, -40)), asked.AddDate(0, 0, -44)
	allowance := request{reason: refund.ReasonNotAsDescribed, kind: refund.NoticeApproved, lines: []refund.CancelledLine{{LineID: "1", AmountMinor: ptr(int64(1500))}}}
	found := back(refund.NoticeInspected)
	found.change = func(r *refund.Reassessment) {
		r.Inspection = &refund.Inspection{InspectionID: "i-1", By: "wim", Lines: []refund.InspectedLine{
			{LineID: "1", AcceptedQuantity: 2, PartialQuantity: 1, DeductMinor: 2000, Reason: "USED"}}}
	}
	lower := back(refund.NoticeApproved)
	lower.change = func(r *refund.Reassessment) { r.AdjustToMinor = ptr(int64(20000)) }
	credit := back(refund.NoticeRefunded)
	credit.change = func(r *refund.Reassessment) { r.Choice = &refund.Choice{AlternativeID: refund.AlternativeStoreCredit} }
	return []situation{
		{"Within the fourteen days of the law: one of two, then the other, with delivery and every fee.", s.fitted(), []request{back(refund.NoticeAcknowledged, take("1", 1)), back(refund.NoticeApproved)}},
		{"A prepaid card within seven days of its payment.", card, []request{back(refund.NoticeApproved)}},
		{"Money back without goods; then a unit of the same line comes back.", s.mugs(), []request{allowance, back(refund.NoticeApproved, take("1", 1))}},
		{"One of three came back used.", s.mugs(), []request{found}},
		{"A person decided on less.", s.mugs(), []request{lower}},
		{"The customer chose store credit, with a bonus.", s.mugs(), []request{credit}},
		{"Sold out: the merchant cancels.", with(s.mugs(), func(o *refund.Order) { o.DeliveredAt = nil; o.Lines[0].Fulfilment = refund.FulfilmentUnfulfilled }),
			[]request{{reason: refund.ReasonOutOfStock, by: refund.InitiatorMerchant, kind: refund.NoticeAcknowledged}}},
		{"More goods than a mail lists.", s.screws(), []request{back(refund.NoticeAwaitingGoods)}},
		{"Asked for too late.", late, []request{back(refund.NoticeRejected)}},
		{"Asked for twice.", s.mugs(), []request{back(refund.NoticeApproved), back(refund.NoticeNothing)}},
	}
}

// inDays is a moment so many days after the customer asked.
func inDays(n int) *time.Time { return ptr(asked.AddDate(0, 0, n)) }
