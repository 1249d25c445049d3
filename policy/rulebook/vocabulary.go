package rulebook

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

// words writes a vocabulary as plain words.
func words[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = string(value)
	}
	return list
}
