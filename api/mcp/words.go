package mcp

import "google.golang.org/protobuf/reflect/protoreflect"

// words are the texts of answers that are ids, codes and words of closed lists. Every other text may have been written by
// anybody, and is told in a TextMember. What is told as a word is a word, whatever it was: foreign.Token makes it one.
var words = wordsOf(map[string][]string{
	"Refund":            {"id", "status", "currency_code", "policy", "assessment_hash", "why", "chosen"},
	"Leg":               {"leg_id", "payment_id", "via", "status", "provider", "needs_person", "stopped"},
	"Approval":          {"next_role"},
	"Question":          {"id"},
	"Alternative":       {"id", "kind"},
	"Offer":             {"status", "choice", "code"},
	"OfferChoice":       {"id", "kind"},
	"Explanation":       {"reasons"},
	"Step":              {"key"},
	"Event":             {"event", "from_status", "to_status", "leg_id", "policy"},
	"GetRefundResponse": {"source"},
	"Previewed":         {"order_id", "cancellation_id", "reasons", "policy", "currency_code"},
	"PreviewedLeg":      {"payment_id", "capture_id", "via"},
	"Problem":           {"code", "status"},
})

func wordsOf(byMessage map[string][]string) map[protoreflect.FullName]bool {
	out := map[protoreflect.FullName]bool{}
	for message, fields := range byMessage {
		for _, field := range fields {
			out[protoreflect.FullName("makegood.api.v1."+message+"."+field)] = true
		}
	}
	return out
}
