package messaging

import "github.com/makegood/makegood/refund"

// Wanted reports whether a notice goes to a channel. E-mail, the shop's own app and channels makegood
// does not know get every notice. A text message or a notification interrupts somebody: they get
// what asks something of the customer, and what became of the money.
func Wanted(channel string, kind refund.NoticeKind) bool {
	switch channel {
	case ChannelSMS:
		return interrupts(kind)
	case ChannelPush:
		return interrupts(kind) || kind == refund.NoticeAcknowledged
	}
	return true
}

func interrupts(kind refund.NoticeKind) bool {
	switch kind {
	case refund.NoticeAwaitingGoods, refund.NoticeGoodsReminder, refund.NoticeInspected, refund.NoticeNeedsInfo,
		refund.NoticeApproved, refund.NoticeSent, refund.NoticeRefunded, refund.NoticePartlyRefunded,
		refund.NoticeNothing, refund.NoticeRejected, refund.NoticeWithdrawn, refund.NoticeNeedsAttention,
		refund.NoticeCorrected, refund.NoticeAppealRejected, refund.NoticeOffer, refund.NoticeOfferReminder,
		refund.NoticeOfferAccepted:
		return true
	case refund.NoticeAcknowledged, refund.NoticeAwaitingApproval, refund.NoticeAppealReceived, refund.NoticeSurvey:
		return false
	}
	return false
}
