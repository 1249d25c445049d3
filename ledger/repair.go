package ledger

import "github.com/makegood/makegood/refund"

// Repair is what was done about a case that no workflow runs any more.
type Repair struct {
	Refund refund.ID `json:"refund"`
	// Done: nothing is left to do about it.
	Done bool `json:"done"`
	// Did says what was done, Left what was left as it is, and why.
	Did  string `json:"did,omitempty"`
	Left string `json:"left,omitempty"`
}
