package stripe

import driver "github.com/stripe/stripe-go/v85"

// bankReference is what finds a refund at the payer's bank: the ARN or its kin of a card, else the transfer's own.
// It comes some days after the refund.
func bankReference(d *driver.RefundDestinationDetails) string {
	switch {
	case d == nil:
		return ""
	case d.Card != nil:
		return d.Card.Reference
	case d.EUBankTransfer != nil:
		return d.EUBankTransfer.Reference
	case d.GBBankTransfer != nil:
		return d.GBBankTransfer.Reference
	case d.USBankTransfer != nil:
		return d.USBankTransfer.Reference
	case d.JPBankTransfer != nil:
		return d.JPBankTransfer.Reference
	case d.BrBankTransfer != nil:
		return d.BrBankTransfer.Reference
	case d.MXBankTransfer != nil:
		return d.MXBankTransfer.Reference
	case d.THBankTransfer != nil:
		return d.THBankTransfer.Reference
	}
	return walletReference(d)
}

func walletReference(d *driver.RefundDestinationDetails) string {
	switch {
	case d.BLIK != nil:
		return d.BLIK.Reference
	case d.MbWay != nil:
		return d.MbWay.Reference
	case d.Multibanco != nil:
		return d.Multibanco.Reference
	case d.P24 != nil:
		return d.P24.Reference
	case d.Swish != nil:
		return d.Swish.Reference
	}
	return ""
}
