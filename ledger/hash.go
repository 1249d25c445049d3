package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// AssessmentHash is what an approval is bound to: SHA-256 over the proposal's canonical JSON
// (fields in the order of the types, no maps), in lower-case hexadecimal. It is the same before
// and after a round trip through storage.
func AssessmentHash(p refund.Proposal) string {
	raw, err := json.Marshal(p)
	if err != nil {
		panic(fmt.Sprintf("ledger: a proposal without a JSON form: %v", err)) // plain data: cannot happen
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// offerAlphabet leaves out what people confuse when typing: 0 O, 1 I L, U.
const offerAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// OfferCode is the code a customer types to use an accepted offer: MG-XXXX-XXXX, derived from the
// refund, so that accepting twice shows it once. It identifies the offer; whoever redeems it must
// check the customer too, for it is no secret.
func OfferCode(id refund.ID) string {
	sum := sha256.Sum256([]byte("makegood/offer/1\x00" + string(id)))
	code := make([]byte, 8)
	for i := range code {
		code[i] = offerAlphabet[int(sum[i])%len(offerAlphabet)]
	}
	return fmt.Sprintf("MG-%s-%s", code[:4], code[4:])
}
