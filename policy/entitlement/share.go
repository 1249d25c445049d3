package entitlement

import "github.com/makegood/makegood/refund"

// namedShare is a rate of an event with the text it was read from.
type namedShare struct {
	text  string
	share refund.Share
}

// sharesMax is how many rates are remembered: an event may write every line's rate in another way.
const sharesMax = 16

// share reads a rate of the order, the usual ones once. The error is a refund.Problem BAD_RATE.
func (c *Calculation) share(text string) (refund.Share, error) {
	for i := range c.shares {
		if c.shares[i].text == text {
			return c.shares[i].share, nil
		}
	}
	share, err := refund.ReadShare(text)
	if err != nil {
		return refund.Share{}, err
	}
	if len(c.shares) < sharesMax {
		c.shares = append(c.shares, namedShare{text, share})
	}
	return share, nil
}
