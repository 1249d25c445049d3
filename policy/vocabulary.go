package policy

import "github.com/makegood/makegood/refund"

// The closed vocabularies of a policy's rules.

// BusinessModels lists every business model.
func BusinessModels() []refund.BusinessModel {
	return []refund.BusinessModel{
		refund.ModelPhysicalGoods, refund.ModelFreshGoods, refund.ModelDigitalGoods, refund.ModelSubscription,
		refund.ModelCourse, refund.ModelEquipment, refund.ModelPrepaidCard,
	}
}

// Initiators lists every initiator.
func Initiators() []refund.Initiator {
	return []refund.Initiator{refund.InitiatorCustomer, refund.InitiatorMerchant, refund.InitiatorSupport, refund.InitiatorSystem}
}
