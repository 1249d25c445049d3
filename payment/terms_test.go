package payment_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
)

func TestAProviderIsQuickWhenItUsuallyAnswersWithinASecondAndNothingWaits(t *testing.T) {
	for _, c := range []struct {
		name  string
		terms payment.Terms
		want  bool
	}{
		{"a usual answer that is not known", payment.Terms{}, false},
		{"200 ms", payment.Terms{UsualAnswer: 200 * time.Millisecond}, true},
		{"a second", payment.Terms{UsualAnswer: time.Second}, true},
		{"longer than a second", payment.Terms{UsualAnswer: time.Second + 1}, false},
		{"less than no time", payment.Terms{UsualAnswer: -1}, false},
		{"200 ms behind a queue", payment.Terms{UsualAnswer: 200 * time.Millisecond, OwnQueue: true}, false},
	} {
		if got := c.terms.Quick(); got != c.want {
			t.Errorf("%s: %t, want %t", c.name, got, c.want)
		}
	}
}
