package app

import (
	"testing"
	"time"
)

// TestTheLimitsThatMoneyDependsOnAreData: as the providers' pages say, which each adapter's limits.go names.
func TestTheLimitsThatMoneyDependsOnAreData(t *testing.T) {
	const day = 24 * time.Hour
	for name, want := range map[string]struct {
		key, refunds, authorisation, honoured time.Duration
		voidEnds, keepsFees                   bool
	}{
		"stripe":    {key: day, authorisation: 7 * day, keepsFees: true},
		"paypal":    {key: 45 * day, refunds: 180 * day, authorisation: 29 * day, honoured: 3 * day, voidEnds: true, keepsFees: true},
		"adyen":     {key: 7 * day},
		"wechatpay": {refunds: 365 * day},
		"alipay":    {},
	} {
		l, terms := rowOfName(t, name).describe()
		if l.KeyLifetime != want.key || l.RefundAgeMax != want.refunds || l.AuthorisationAgeMax != want.authorisation ||
			l.AuthorisationHonoured != want.honoured || l.VoidEndsCaptures != want.voidEnds || l.KeepsFees != want.keepsFees || l.Source == "" {
			t.Errorf("%s: %+v", name, l)
		}
		if by := limitsOf(l).RefundAgeByMethod; (by["afterpay"] == (120 * day).Seconds()) != (name == "paypal") {
			t.Errorf("%s by method: %v", name, by)
		}
		if terms.RemembersKeys > 0 && terms.RemembersKeys != l.KeyLifetime {
			t.Errorf("%s remembers keys for %s, and tells them apart for %s", name, terms.RemembersKeys, l.KeyLifetime)
		}
	}
}
