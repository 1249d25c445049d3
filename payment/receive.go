package payment

import (
	"errors"
	"net/http"

	"github.com/makegood/makegood/refund"
)

var (
	// ErrForged: a notification's signature or time is not the provider's. It is answered with 401 and counted.
	ErrForged = errors.New("payment: a notification that is not the provider's")
	// ErrUnreadable: the provider signed it, and it cannot be read. It is kept, and a person looks.
	ErrUnreadable = errors.New("payment: a notification that cannot be read")
)

// Receiver reads a provider's notifications. It keeps none of them, and calls nobody but the provider for the
// certificate of a signature, which it keeps.
type Receiver interface {
	// Verify holds a notification to its signature and time; ErrForged where it is not the provider's. Any other
	// error: it could not be verified now, and the provider has to send it again. Only what was verified is stored.
	Verify(header http.Header, body []byte) error
	// Facts reads what a verified notification says; none where it is about something else. ErrUnreadable.
	Facts(body []byte) ([]refund.Fact, error)
	// Answer is what the provider wants to hear when its notification is stored.
	Answer() (status int, contentType string, body []byte)
}
