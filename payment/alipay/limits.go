package alipay

import (
	"regexp"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// DefaultTerms are Alipay's timings. A refund is looked up ten seconds after it was asked for at the earliest: before
// that it may not be found, and be made after all. Alipay says nothing of how fast it answers.
func DefaultTerms() payment.Terms {
	return payment.Terms{
		CallTimeout:   15 * time.Second,
		SettlingDelay: 15 * time.Second,
		LookupDelays:  []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute},
	}
}

// Limits are what Alipay takes.
func Limits() payment.Limits { return limits() }

// limits are read in opendocs.alipay.com, alipay.trade.refund and alipay.trade.fastpay.refund.query (a number of 64
// characters, three seconds between two refunds of a trade, ten before a look-up), and of the bill in
// alipay.data.dataservice.bill.downloadurl.query (out at ten the next morning). Until when a trade can be refunded is
// in the merchant's contract. No page says how long a number is kept: it is taken to be for good.
func limits() payment.Limits {
	return payment.Limits{
		KeyBytesMax:  64,
		PartsSpacing: 3 * time.Second,
		Classes:      classes(),
		Final:        []string{statusSuccess, statusFail},
		ListsBy:      payment.ListsBySettlement,
		ListedAfter:  24*time.Hour + ofBills.OutAfter,
		Bills:        &ofBills,
		Source:       "https://opendocs.alipay.com/open/6c0cdd7d_alipay.trade.refund",
	}
}

// ofBills: a bill is out at ten in the morning after its day, and surely two hours later.
var ofBills = payment.Bills{Zone: china, OutAfter: 12 * time.Hour}

// classes are the error codes by which Alipay refuses a refund for good. A code that is missing is no proof that
// nothing moved (ACQ.SYSTEM_ERROR comes under the same code 40004), so it is unknown, and is looked up.
func classes() map[string]refund.DeclineClass {
	return map[string]refund.DeclineClass{
		"ACQ.SELLER_BALANCE_NOT_ENOUGH":   refund.DeclinedBalance,
		"ACQ.REFUND_AMT_NOT_EQUAL_TOTAL":  refund.DeclinedExceeds,
		"ACQ.REASON_TRADE_REFUND_FEE_ERR": refund.DeclinedExceeds,
		"ACQ.REFUND_FEE_ERROR":            refund.DeclinedExceeds,
		// A trade that is frozen is held by Alipay until a person has asked it why.
		"ACQ.REASON_TRADE_BEEN_FREEZEN": refund.DeclinedDisputed,
		// The buyer's account is closed, frozen or unknown, or what was paid with takes nothing back.
		"ACQ.BUYER_NOT_EXIST":                       refund.DeclinedInstrument,
		"ACQ.BUYER_ERROR":                           refund.DeclinedInstrument,
		"ACQ.BUYER_ENABLE_STATUS_FORBID":            refund.DeclinedInstrument,
		"ACQ.CUSTOMER_VALIDATE_ERROR":               refund.DeclinedInstrument,
		"ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND": refund.DeclinedInstrument,
		"ACQ.TRADE_NOT_EXIST":                       refund.DeclinedInstruction,
		"ACQ.TRADE_STATUS_ERROR":                    refund.DeclinedInstruction,
		"ACQ.REASON_TRADE_STATUS_INVALID":           refund.DeclinedInstruction,
		"ACQ.TRADE_HAS_FINISHED":                    refund.DeclinedInstruction, // too old
		"ACQ.TRADE_HAS_CLOSE":                       refund.DeclinedInstruction,
		"ACQ.TRADE_NOT_ALLOW_REFUND":                refund.DeclinedInstruction,
		"ACQ.NOT_ALLOW_PARTIAL_REFUND":              refund.DeclinedInstruction,
		"ACQ.INVALID_PARAMETER":                     refund.DeclinedInstruction,
		"ACQ.CURRENCY_NOT_SUPPORT":                  refund.DeclinedInstruction,
		// A payee's share is too large, or the payee does not give it back.
		"ACQ.ALLOC_AMOUNT_VALIDATE_ERROR":            refund.DeclinedOther,
		"ACQ.REFUNDALLOC_UNAUTH_LIMIT":               refund.DeclinedOther,
		"ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST": refund.DeclinedOther,
		"ACQ.REFUND_ACCOUNT_NOT_EXIST":               refund.DeclinedOther,
		"ACQ.ENTERPRISE_PAY_BIZ_ERROR":               refund.DeclinedOther,
		"ACQ.TRADE_SETTLE_ERROR":                     refund.DeclinedOther,
		"ACQ.USER_NOT_MATCH_ERR":                     refund.DeclinedOther,
	}
}

// The states of a refund. The one that alipay.trade.refund makes is REFUND_SUCCESS or not told at all; the other two
// belong to its asynchronous kin.
const (
	statusSuccess    = "REFUND_SUCCESS"
	statusProcessing = "REFUND_PROCESSING"
	statusFail       = "REFUND_FAIL"
)

// currency is the only one.
const currency refund.Currency = "CNY"

// numberForm is how a refund's number is written: Alipay names its length alone.
var numberForm = regexp.MustCompile(`^[\x21-\x7e]{1,64}$`)

// check returns the ErrBadInstruction that names why Alipay cannot be asked, or nil.
func check(in payment.Instruction) error {
	if err := payment.Check(in); err != nil {
		return err
	}
	switch {
	case in.Void:
		return payment.BadInstruction(in, refund.CodeMalformed, "a trade of Alipay holds no authorisation that could be voided")
	case in.Currency != currency:
		return payment.BadInstruction(in, refund.CodeCurrencyMismatch, "Alipay refunds in CNY alone")
	case !numberForm.MatchString(in.Key):
		return payment.BadInstruction(in, refund.CodeBadID, "Alipay takes 64 characters of ASCII as a refund's number")
	}
	return nil
}
