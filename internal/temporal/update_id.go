package temporal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// joinedFor is how long the same act of the same subject under the same key is one update: long enough for calls that come
// side by side, of which Temporal takes ten a workflow at once, and so short that an answer that the ledger does not keep is
// soon given anew.
const joinedFor = 10 * time.Second

// updateID names an act's update, so that the same act side by side is one; empty: Temporal makes a name. Other words are
// another update: the ledger says that they are a conflict.
func updateID(act refund.Act, now time.Time) string {
	body, err := act.Body()
	if act.ID() == "" || err != nil {
		return ""
	}
	subject := refund.SubjectID("")
	if act.Attested != nil {
		subject = act.Attested.Subject.ID
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", body, subject, now.UnixNano()/int64(joinedFor)))
	return string(act.Kind) + "/" + hex.EncodeToString(sum[:16])
}
