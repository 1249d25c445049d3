package paypal

// SignedText is what PayPal signs, for the test of its published example.
var SignedText = signedText

// IssuesInAll counts the issues that have a class, one that has two twice.
func IssuesInAll() (count int) {
	for _, of := range issues {
		count += len(of)
	}
	return count
}
