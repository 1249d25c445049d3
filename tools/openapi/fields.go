package main

import (
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// Forms of texts.
const (
	// businessID is refund.ValidBusinessID. "." and ".." are left out: no address can have them as a part.
	businessID = `^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$`
	// currencyCode has the form of ISO 4217's; which of them are known the code's table says.
	currencyCode = `^[A-Z]{3}$`
	// idBytesMax bounds ids that are the sender's own, reasonBytesMax a reason (refund's validation).
	idBytesMax     = 128
	reasonBytesMax = 128
)

var (
	needed = rule{required: true}
	opaque = rule{required: true, filled: true, bytesMax: idBytesMax}
	key    = rule{required: true, pattern: businessID, bytesMax: 64}
)

func oneOf[T ~string](words ...T) rule {
	r := rule{required: true}
	for _, word := range words {
		r.words = append(r.words, string(word))
	}
	return r
}

func optional(r rule) rule {
	r.required = false
	return r
}

func text(bytesMax int) rule { return rule{bytesMax: bytesMax} }

func said(bytesMax int) rule { return rule{required: true, filled: true, bytesMax: bytesMax} }

// rules are what the code asks of the fields of requests, by message and field. A field without a row may be absent, and may
// be whatever its type takes. The tests of api/openapi hold every row against the door.
var rules = map[string]rule{
	"RequestRefundRequest.cancellation": needed,

	"ListRefundsRequest.statuses": optional(oneOf(refund.Statuses()...)),
	"ListRefundsRequest.expand":   optional(oneOf(api.ExpandRefund, rpc.ExpandRecord)),
	"GetRefundRequest.expand":     optional(oneOf(rpc.ExpandRecord)),
	"RequestRefundRequest.expand": optional(oneOf(rpc.ExpandRecord)),
	"PreviewRefundRequest.expand": optional(oneOf(rpc.ExpandRecord)),
	"ListRefundsRequest.limit":    {min: ptr(0), max: ptr(api.ListMax)},

	"DecideRequest.decision":       oneOf(refund.VerbApprove, refund.VerbReject, refund.VerbAdjust),
	"DecideRequest.note":           text(refund.NoteBytesMax),
	"DecideRequest.message":        text(refund.WordsBytesMax),
	"Amount.amount_minor":          needed,
	"Amount.currency_code":         {required: true, filled: true},
	"AskRequest.question":          said(refund.WordsBytesMax),
	"SentProof.carrier":            said(refund.ReasonBytesMax),
	"SentProof.reference":          said(refund.ReasonBytesMax),
	"AssignRequest.note":           text(refund.NoteBytesMax),
	"ResolveRequest.action":        oneOf(refund.ResolveActions()...),
	"ClearRequest.leg_id":          said(refund.NoteBytesMax),
	"ClearRequest.fact":            oneOf(refund.FactPaid, refund.FactNotPaid),
	"ClearRequest.reference":       said(refund.NoteBytesMax),
	"WithdrawRequest.note":         text(refund.NoteBytesMax),
	"AnswerRequest.answer":         text(refund.NoteBytesMax),
	"AppealRequest.statement":      said(refund.NoteBytesMax),
	"AnswerOfferRequest.accept":    needed,
	"ChooseRequest.alternative_id": said(refund.NoteBytesMax),

	"OrderCancelled.merchant_id":     key,
	"OrderCancelled.order_id":        key,
	"OrderCancelled.cancellation_id": optional(key),
	"OrderCancelled.scope":           oneOf(refund.ScopeLines, refund.ScopeWholeOrder),
	"OrderCancelled.occurred_at":     needed,
	"OrderCancelled.placed_at":       needed,
	"OrderCancelled.reason":          {required: true, filled: true, bytesMax: reasonBytesMax},
	"OrderCancelled.initiator":       oneOf(refund.InitiatorCustomer, refund.InitiatorMerchant, refund.InitiatorSupport, refund.InitiatorSystem),
	"OrderCancelled.currency_code":   {required: true, pattern: currencyCode},
	"OrderCancelled.customer":        needed,
	"OrderCancelled.lines":           {required: true, itemsMin: 1},
	"OrderCancelled.requested_by":    optional(opaque),
	"Customer.customer_id":           opaque,
	"Evidence.uri":                   {required: true, filled: true},

	"Line.line_id":  opaque,
	"Line.quantity": {required: true, min: ptr(1), max: ptr(refund.CountMax)},
	"Line.business_model": oneOf(refund.ModelPhysicalGoods, refund.ModelFreshGoods, refund.ModelDigitalGoods, refund.ModelSubscription,
		refund.ModelCourse, refund.ModelEquipment, refund.ModelPrepaidCard),
	"Line.unit_price_minor": needed,

	"DiscountShare.amount_minor":   needed,
	"Tax.amount_minor":             needed,
	"Shipping.amount_minor":        needed,
	"Shipment.amount_minor":        needed,
	"Fee.amount_minor":             needed,
	"EarnedPoints.amount":          needed,
	"Payment.Capture.amount_minor": needed,
	"Payment.Units.amount":         needed,
	"Payment.Units.asset":          {required: true, filled: true},
	"Payment.payment_id":           opaque,
	"Payment.kind": oneOf(refund.PaymentCard, refund.PaymentWallet, refund.PaymentBank, refund.PaymentGiftCard, refund.PaymentPoints,
		refund.PaymentStoreCredit, refund.PaymentCoupon, refund.PaymentRedPacket),
	"Payment.provider":           opaque,
	"Payment.provider_reference": opaque,
	"Payment.currency_code":      {required: true, pattern: currencyCode},
	"Promotion.sequence":         {signed: true},
}
