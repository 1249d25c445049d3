package remote

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// changesNothing reports whether a method only reads.
func changesNothing(m api.Method) bool {
	switch m {
	case api.MethodPreviewRefund, api.MethodGetRefund, api.MethodListRefunds:
		return true
	case api.MethodRequestRefund, api.MethodDecide, api.MethodWithdraw, api.MethodAsk, api.MethodAnswer, api.MethodInspect, api.MethodAppeal,
		api.MethodChoose, api.MethodAnswerOffer, api.MethodResolve, api.MethodClear, api.MethodLookNow, api.MethodAssign, api.MethodAttribute:
		return false
	}
	return false
}

// onceOnly reports whether an act is known by what it says, so that the same words again have the first answer without a key.
func onceOnly(m api.Method) bool { return m == api.MethodWithdraw || m == api.MethodAnswerOffer }

// keyOf is a call's own key, or one that is made for it where the method needs one over a network. What needs none is known
// by what it says.
func keyOf(call api.Call, m api.Method, by refund.Person, message proto.Message) string {
	switch {
	case call.Key != "" || !m.NeedsKey():
		return call.Key
	case onceOnly(m):
		if said, err := (proto.MarshalOptions{Deterministic: true}).Marshal(message); err == nil {
			sum := sha256.Sum256([]byte(string(m) + "\x00" + string(by) + "\x00" + string(said)))
			return "cli-" + hex.EncodeToString(sum[:12])
		}
	}
	var id [12]byte
	_, _ = rand.Read(id[:]) // never fails
	return "cli-" + hex.EncodeToString(id[:])
}
