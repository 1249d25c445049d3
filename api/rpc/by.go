package rpc

import (
	"fmt"
	"net/url"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// The headers of a call that a client of makegood's own sets, beside Authorization and Accept-Language.
const (
	HeaderKey = "Idempotency-Key"
	// HeaderBy is who calls as the caller believes, escaped as a part of a path (AsHeader). It gives nobody a right: a call
	// whose token is somebody else's is refused.
	HeaderBy = "Makegood-By"
	// HeaderNote has the code of what could not be done and did not end the call.
	HeaderNote = headerNote
)

// AsHeader is a name as it stands in HeaderBy.
func AsHeader(name refund.Person) string { return url.PathEscape(string(name)) }

// sameCaller refuses a call whose token is another one's than the caller says.
func sameCaller(said string, who api.Subject) error {
	name, err := url.PathUnescape(said)
	if err != nil {
		return refund.Problem{Code: refund.CodeMalformed, Detail: HeaderBy + " is not escaped as a part of a path"}
	}
	if name == "" || who.Name == "" || refund.SamePerson(refund.Person(name), who.Name) {
		return nil
	}
	return refund.Problem{Code: refund.CodeSubjectMismatch, Detail: fmt.Sprintf("the token is that of %s, and the call is said to be by %s", who.Name, name)}
}
