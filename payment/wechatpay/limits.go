package wechatpay

import (
	"regexp"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

const day = 24 * time.Hour

// DefaultTerms are WeChat Pay's timings. Its documentation asks for a look-up a minute after a refund was asked for,
// and again every five minutes and more; wallets have the money within minutes, bank cards within three days. It
// says nothing of how fast it answers: a first send is not tried as a quick one.
func DefaultTerms() payment.Terms {
	return payment.Terms{
		CallTimeout:   10 * time.Second,
		SettlingDelay: time.Minute,
		LookupDelays:  []time.Duration{time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour},
	}
}

// Limits are what WeChat Pay takes.
func Limits() payment.Limits { return limits() }

// limits are read at pay.weixin.qq.com: doc/v3/merchant/4012556457 and doc/v3/partner/4013163605 (asking for a
// refund: a year after the payment, 50 parts, a minute between two, 150 good calls and 6 bad ones a second, a number
// of 64 bytes), doc/v3/merchant/4013071254 (the bill is out at ten the next morning). Only CNY is taken. No page says
// how long a refund's number is kept: it is taken to be for good.
func limits() payment.Limits {
	return payment.Limits{
		KeyBytesMax:   64,
		RefundAgeMax:  365 * day,
		PartsMax:      50,
		PartsSpacing:  time.Minute,
		RatePerSecond: 150,
		Classes:       classes(),
		Final:         []string{statusSuccess, statusClosed},
		ListsBy:       payment.ListsByCreation,
		ListedAfter:   day + ofBills.OutAfter,
		Bills:         &ofBills,
		Source:        "https://pay.weixin.qq.com/doc/v3/merchant/4012556457",
	}
}

// ofBills: a bill is out at ten in the morning after its day, and surely two hours later.
var ofBills = payment.Bills{Zone: china, OutAfter: 12 * time.Hour}

// classes are the error codes by which WeChat Pay refuses a refund; the texts beside them are never read.
// INVALID_REQUEST has many reasons under one code, so a look-up decides first (Adapter.invalid).
func classes() map[string]refund.DeclineClass {
	return map[string]refund.DeclineClass{
		"NOT_ENOUGH":            refund.DeclinedBalance,
		"USER_ACCOUNT_ABNORMAL": refund.DeclinedInstrument,
		"RESOURCE_NOT_EXISTS":   refund.DeclinedInstruction,
		"PARAM_ERROR":           refund.DeclinedInstruction,
		"INVALID_REQUEST":       refund.DeclinedInstruction,
	}
}

// The states of a refund. ABNORMAL is not final: its money waits for another bank card or the merchant's account.
const (
	statusSuccess    = "SUCCESS"
	statusClosed     = "CLOSED"
	statusProcessing = "PROCESSING"
	statusAbnormal   = "ABNORMAL"
)

// currency is the only one.
const currency refund.Currency = "CNY"

// numberForm is how a refund's number is written.
var numberForm = regexp.MustCompile(`^[0-9A-Za-z_|*@-]{1,64}$`)

// check returns the ErrBadInstruction that names why WeChat Pay cannot be asked, or nil.
func check(in payment.Instruction) error {
	if err := payment.Check(in); err != nil {
		return err
	}
	switch {
	case in.Void:
		return payment.BadInstruction(in, refund.CodeMalformed, "WeChat Pay holds no authorisation that could be voided")
	case in.Currency != currency:
		return payment.BadInstruction(in, refund.CodeCurrencyMismatch, "WeChat Pay refunds in CNY alone")
	case !numberForm.MatchString(in.Key):
		return payment.BadInstruction(in, refund.CodeBadID, "WeChat Pay takes 64 of [0-9A-Za-z_-|*@] as a refund's number")
	}
	return nil
}
