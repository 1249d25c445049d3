package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestADayInTheLife is a day of support, the warehouse and three customers, through the commands
// alone. The Temporal dev server cannot skip time, so the day has a policy of its own, with windows
// of seconds. Its transcript is docs/a-day.md.
func TestADayInTheLife(t *testing.T) {
	t.Parallel()
	d := newDay(t)
	for _, scene := range []func(*day){
		morning, oneIsDecided, twoPeople, oneIsLowered, aQuestion, goodsArriveShort, creditInstead, declinedPayment, offers, evening,
	} {
		scene(d)
		if t.Failed() {
			return
		}
	}
	d.keep()
	d.w.record("day-")
}

func morning(d *day) {
	d.scene("A refund that nobody has to look at",
		"A customer cancels an order of 140.00 CNY; the order system publishes it. Nothing speaks against it, so it is paid before anybody has read the name.")
	id := d.publish("tea", order{})
	d.ends(id, refund.StatusRefunded)
	d.run("show", short(id))
}

func oneIsDecided(d *day) {
	d.scene("Mia sees what waits for her, and decides it",
		"1500.00 CNY are more than the policy pays without a person. Mia is in support: she looks at what waits for her, at the amount and how it came about, and agrees to exactly this amount.")
	id := d.publish("teapots", order{price: 74400})
	d.stands(id, refund.StatusAwaitingApproval)
	d.run("waiting", "--mine", "mia")
	d.run("show", short(id))
	d.refused("REVIEWER_IS_REQUESTER", "decide", short(id), "--approve", "--reviewer", "customer:teapots")
	d.run("decide", short(id), "--approve", "--reviewer", "mia", "--note", "cancelled before it was packed", "--amount", "1500.00 CNY")
	d.stands(id, refund.StatusRefunded)
}

func twoPeople(d *day) {
	d.scene("A large one takes two people",
		"12012.00 CNY to an account that is three days old: a lead and somebody of finance have to agree. It is none of Mia's; Noah agrees, cannot agree twice, and gives it to Olga.")
	id := d.publish("espresso-machine", order{price: 600000, newAccount: true})
	d.stands(id, refund.StatusAwaitingApproval)
	d.run("waiting", "--mine", "mia")
	d.run("waiting", "--mine", "noah")
	d.run("decide", short(id), "--approve", "--reviewer", "noah", "--note", "spoke to the shop")
	d.until(id, func(v refund.View) bool { return v.Approval.NextRole == "finance" })
	d.refused("ALREADY_DECIDED", "decide", short(id), "--approve", "--reviewer", "noah", "--note", "once more")
	d.run("assign", short(id), "--to", "olga", "--by", "noah", "--note", "second pair of eyes")
	d.run("waiting", "--mine", "olga")
	d.run("decide", short(id), "--approve", "--reviewer", "olga", "--note", "the account's payment is genuine")
	d.stands(id, refund.StatusRefunded)
}

func oneIsLowered(d *day) {
	d.scene("One is lowered",
		"A part of this order was used up before it was cancelled. Mia lowers the refund and says why, in words for the customer. The customer appeals; Mia may not judge that herself, and Noah, who looks at it, comes to the same end. That is final.")
	id := d.publish("capsules", order{price: 90000})
	d.stands(id, refund.StatusAwaitingApproval)
	d.run("decide", short(id), "--adjust", "1500.00 CNY", "--reviewer", "mia", "--note", "one of two boxes is open",
		"--message", "One of the two boxes had been opened; we keep a part of its price.")
	d.stands(id, refund.StatusRefunded)
	d.run("appeal", short(id), "--statement", "It was open when it came.", "--by", "customer:capsules")
	d.stands(id, refund.StatusAwaitingApproval)
	d.refused("", "decide", short(id), "--reject", "--reviewer", "mia", "--note", "I looked at it")
	d.run("decide", short(id), "--reject", "--reviewer", "noah", "--note", "the photo of the parcel shows it closed",
		"--message", "The photo taken at the door shows the box closed.")
	d.ends(id, refund.StatusPartlyRefunded)
	d.run("show", short(id))
	d.mailbox(id, refund.NoticeAcknowledged, refund.NoticeAwaitingApproval, refund.NoticeApproved, refund.NoticeRefunded,
		refund.NoticeAppealReceived, refund.NoticeAwaitingApproval, refund.NoticeAppealRejected)
}

func aQuestion(d *day) {
	d.scene("The customer is asked, and answers",
		"Mia wants to know something first. The review waits for the answer and then goes on.")
	id := d.publish("grinder", order{price: 60000})
	d.stands(id, refund.StatusAwaitingApproval)
	d.run("ask", short(id), "--question", "Do you cancel the whole order, or the grinder alone?", "--by", "mia")
	d.stands(id, refund.StatusNeedsInfo)
	d.run("waiting", "--all")
	d.run("answer", short(id), "--text", "The whole order, please.", "--by", "customer:grinder", "--evidence", "https://files.example/order.pdf")
	d.stands(id, refund.StatusAwaitingApproval)
	d.run("decide", short(id), "--approve", "--reviewer", "mia", "--note", "the whole order")
	d.stands(id, refund.StatusRefunded)
}

func goodsArriveShort(d *day) {
	d.scene("Goods arrive short, and the customer appeals",
		"Lamps have to come back before the money goes. Two were to come, one is in the parcel: the customer is told and paid for one, and disagrees. Noah looks at the carrier's receipt and grants the rest.")
	id := d.publish("lamps", order{price: 20000, category: "lamps", title: "Reading lamp", delivered: true})
	d.stands(id, refund.StatusAwaitingGoods)
	d.told(id, refund.NoticeGoodsReminder)
	d.run("inspect", short(id), "--accept", "1=1", "--by", "wanda", "--note", "one lamp in a box for two")
	d.stands(id, refund.StatusRefunded)
	d.run("appeal", short(id), "--statement", "Both lamps were in the box; the receipt says 3.1 kg.", "--by", "customer:lamps",
		"--evidence", "https://files.example/receipt.jpg")
	d.stands(id, refund.StatusAwaitingApproval)
	d.run("waiting", "--mine", "noah")
	d.run("decide", short(id), "--approve", "--reviewer", "noah", "--note", "3.1 kg are two lamps", "--message", "The weight on your receipt shows it: both lamps were there.")
	d.ends(id, refund.StatusRefunded)
	d.run("show", short(id))
	d.mailbox(id, refund.NoticeAcknowledged, refund.NoticeAwaitingGoods, refund.NoticeGoodsReminder, refund.NoticeInspected, refund.NoticeRefunded,
		refund.NoticeAppealReceived, refund.NoticeAwaitingApproval, refund.NoticeApproved, refund.NoticeRefunded)
}

func creditInstead(d *day) {
	d.scene("Store credit instead",
		"While a refund waits, its customer may choose store credit. Whoever has to agree still has to.")
	id := d.publish("kettle", order{price: 55000})
	d.stands(id, refund.StatusAwaitingApproval)
	d.run("choose", short(id))
	d.run("choose", short(id), "--alternative", "STORE_CREDIT", "--by", "customer:kettle")
	d.run("decide", short(id), "--approve", "--reviewer", "mia", "--note", "as the customer wishes")
	d.stands(id, refund.StatusRefunded)
}

func declinedPayment(d *day) {
	d.scene("A provider says no",
		"The card is closed, and its provider declines. The list names the runbook; Noah pays the amount as store credit instead.")
	id := d.publish("cups", order{reference: "ch_cups~decline:instrument"})
	d.stands(id, refund.StatusNeedsAttention)
	d.run("waiting", "--status", "NeedsAttention")
	d.run("resolve", short(id), "--pay-another-way", "store_credit", "--by", "noah", "--note", "the card is closed; the customer agrees")
	d.stands(id, refund.StatusRefunded)
}

func offers(d *day) {
	d.scene("Something on top",
		"Where the merchant is at fault, the customer is offered something beside the refund. One tells support what they want; the other is reminded, and opens the link in the message, whose signed token stands for them.")
	told := d.publish("bowl", order{reason: "DAMAGED", delivered: true})
	d.until(told, func(v refund.View) bool { return v.Offer.Status == refund.OfferOpen && settled(v) })
	d.run("answer-offer", short(told), "--accept", "--choice", "credit", "--by", "customer:bowl")
	linked := d.publish("scarf", order{reason: "LATE_DELIVERY", delivered: true})
	d.told(linked, refund.NoticeOfferReminder)
	d.refused("BAD_TOKEN", "answer-offer", short(linked), "--accept", "--choice", "coupon", "--token", d.token(told))
	d.run("answer-offer", short(linked), "--accept", "--choice", "coupon", "--token", d.token(linked))
	d.ends(linked, refund.StatusRefunded)
	d.run("show", short(linked))
}

func evening(d *day) {
	d.scene("In the evening",
		"The windows to appeal have closed and every refund has ended. The provider's own book is held against the ledger, and the day is reviewed.")
	d.w.until("every refund's end", time.Minute, func() bool {
		return !slices.ContainsFunc(d.ids, func(id refund.ID) bool { return !d.w.closedWorkflow(id) })
	})
	d.run("waiting", "--all")
	d.run("report")
	d.run("doctor")
	d.w.booksAgree()
	totals, err := d.w.books.Totals(d.w.t.Context())
	if err != nil || len(totals) != 1 || totals[0].ReturnedMinor != dayMinor {
		d.w.t.Errorf("the day paid %+v, %v; want %d fen", totals, err, dayMinor)
	}
}

// dayMinor is what the day pays, in fen: 140.00 tea, 1500.00 teapots, 12012.00 machine, 1500.00
// capsules, 1212.00 grinder, 412.00 lamps, 1112.00 kettle, 140.00 each for cups, bowl and scarf.
const dayMinor = 14000 + 150000 + 1201200 + 150000 + 121200 + 41200 + 111200 + 3*14000
