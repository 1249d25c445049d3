package policy

import (
	"time"

	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/law"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// setPayBy sets by when the law wants an item's money paid (MONEY C15): in the EU fourteen days after the notice, in
// China seven days after goods that have to come back did, in the United States seven working days after it is clear
// that goods are not sent in time. Of several items the earliest counts.
func (w *work) setPayBy(it *entitlement.Item, statute law.Statute) {
	zone := w.entitlement.Zone
	switch statute {
	case law.EU:
		w.payBy(refund.EndOfDay(w.request.OccurredAt, law.PayDays, zone), law.EU)
	case law.CN:
		if w.entitlement.GoodsOf(it) > 0 {
			w.out.PayAfterGoods = &refund.PayAfterGoods{Days: law.PayAfterGoodsDays, TimeZone: zone.String()}
			w.out.PayByLaw = string(law.CN)
		}
	case law.CNPrepaid:
	case law.None, law.US:
		if w.notSentInTime(it) {
			day := law.WorkingDaysLater("US", rulebook.LocalDate(w.request.OccurredAt, zone), law.PayWorkingDays)
			w.payBy(time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, zone).UTC(), law.US)
		}
	}
}

// payBy keeps the earliest moment.
func (w *work) payBy(due time.Time, statute law.Statute) {
	if w.out.PayBy == nil || due.Before(*w.out.PayBy) {
		w.out.PayBy, w.out.PayByLaw = &due, string(statute)
	}
}

// notSentInTime: goods that the customer does not have are not sent in the time that was stated for them, or within
// thirty days where none was. Goods that are out of stock are known not to be before that.
func (w *work) notSentInTime(it *entitlement.Item) bool {
	if w.order.Market != "US" || it.AllowanceMinor != nil || !isGoods(it.Line.BusinessModel) || w.entitlement.HandedOver(it) {
		return false
	}
	switch it.Reason {
	case refund.ReasonOutOfStock:
		return true
	case refund.ReasonLateDelivery, refund.ReasonNotDelivered:
		if by := w.order.ShipBy; by != nil {
			return w.request.OccurredAt.After(*by)
		}
		return rulebook.LocalDays(w.order.PlacedAt, w.request.OccurredAt, w.entitlement.Zone) > law.ShipDays
	case refund.ReasonCustomerChangedMind, refund.ReasonDuplicateOrder, refund.ReasonFraudSuspected, refund.ReasonDamaged,
		refund.ReasonNotAsDescribed, refund.ReasonPriceError, refund.ReasonServiceNotRendered, refund.ReasonOther:
	}
	return false
}

// isGoods: the line is something that is sent.
func isGoods(model refund.BusinessModel) bool {
	switch model {
	case refund.ModelPhysicalGoods, refund.ModelFreshGoods, refund.ModelEquipment:
		return true
	case refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse, refund.ModelPrepaidCard:
	}
	return false
}
