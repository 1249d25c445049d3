package refund

// NoticeKinds lists every notice, in the sequence of a story.
func NoticeKinds() []NoticeKind {
	return []NoticeKind{
		NoticeAcknowledged, NoticeAwaitingGoods, NoticeGoodsReminder, NoticeInspected, NoticeAwaitingApproval, NoticeNeedsInfo, NoticeApproved,
		NoticeSent, NoticeRefunded, NoticePartlyRefunded, NoticeNothing, NoticeRejected, NoticeWithdrawn, NoticeNeedsAttention, NoticeCorrected,
		NoticeAppealReceived, NoticeAppealRejected, NoticeOffer, NoticeOfferReminder, NoticeOfferAccepted, NoticeSurvey,
	}
}
