package refund_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// kept are the plain text fields that are no free text about a person: ids, codes, references of money, and what a
// tax document has to name. A new field belongs here, with its reason, or has the tag `personal:"text"`.
var kept = []string{
	// references of money that moved, hashes, codes and ids
	"Act.Clearing.Reference", "Act.Resolution.Reference", "Act.Resolution.Via", "Act.Decision.AssessmentHash",
	"Act.Choice.AlternativeID", "Act.Choice.AssessmentHash", "Act.OfferReply.Choice", "Act.OfferReply.Token", "Act.Inspection.SentProof.Carrier",
	"Act.Clearing.Evidence.SHA256", "Act.Clearing.Evidence.MediaType", "Act.Reply.Evidence.SHA256", "Act.Reply.Evidence.MediaType",
	"Act.Appeal.Evidence.SHA256", "Act.Appeal.Evidence.MediaType", "Act.Inspection.Lines.Evidence.SHA256", "Act.Inspection.Lines.Evidence.MediaType",
	"Act.Inspection.SentProof.Evidence.SHA256", "Act.Inspection.SentProof.Evidence.MediaType",
	"Request.Digest", "Request.Continued.Told", "Request.Cancellation.Evidence.SHA256", "Request.Cancellation.Evidence.MediaType",
	"Request.Cancellation.CancelledLines.Measure.Amount", "Request.Cancellation.CancelledLines.Measure.Unit",
	// the contact is sealed as a whole
	"Request.Contact.Email", "Request.Contact.Phone", "Request.Contact.PushToken", "Request.Contact.Sealed",
}

func TestEveryTextOfAnActAndOfARequestIsSealedOrHasAReasonNotToBe(t *testing.T) {
	var found []string
	plainTexts(reflect.TypeFor[refund.Act](), "Act", &found)
	plainTexts(reflect.TypeFor[refund.Request](), "Request", &found)
	for _, name := range found {
		// the order is what was bought and paid: what invoices and books have to name (ARCHITECTURE, "Privacy")
		if !slices.Contains(kept, name) && !strings.HasPrefix(name, "Request.Cancellation.Order.") {
			t.Errorf("%s is neither tagged `personal:\"text\"` nor kept for a reason", name)
		}
	}
	for _, name := range kept {
		if !slices.Contains(found, name) {
			t.Errorf("%s is sealed, or no field any more", name)
		}
	}
}

// plainTexts are the fields of type string without the tag; an id has a type of its own.
func plainTexts(t reflect.Type, name string, out *[]string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[string]():
		*out = append(*out, name)
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && f.Tag.Get("personal") == "" {
				inner := name + "." + f.Name
				if f.Anonymous {
					inner = name
				}
				plainTexts(f.Type, inner, out)
			}
		}
	}
}
