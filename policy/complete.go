package policy

import "reflect"

// completed fills what the file leaves out from the shipped policy, and reports whether it did.
// Name and version are always the file's own.
func (f *file) completed() bool {
	shipped, _ := decode(defaultBytes) // a test loads it
	filled := fillMissing(reflect.ValueOf(&f.Terms).Elem(), reflect.ValueOf(shipped.Terms))
	if f.Reasons == nil {
		f.Reasons, filled = shipped.Reasons, true
		if f.Rules == nil {
			f.Rules, f.Markets = shipped.Rules, shipped.Markets
		}
	}
	if f.Approval == nil {
		f.Approval, filled = shipped.Approval, true
	}
	if f.Offers == nil && f.Budgets == nil {
		f.Offers, f.Budgets, filled = shipped.Offers, shipped.Budgets, true
		if f.OfferRules == nil {
			f.OfferRules = shipped.OfferRules
		}
	}
	if f.Alternatives == nil {
		f.Alternatives = &fileAlternatives{} // none but store credit: nothing to take over
	}
	return filled
}

// fillMissing fills the zero fields of a struct from another of its type.
func fillMissing(into, from reflect.Value) bool {
	filled := false
	for i := range into.NumField() {
		if into.Field(i).IsZero() {
			into.Field(i).Set(from.Field(i))
			filled = true
		}
	}
	return filled
}
