// Package letter writes a customer message as mail (RFC 5322): plain text in UTF-8, headers in ASCII.
//
// On the path: both mail channels write what it returns, one into a file, one to a mail server, so that a
// customer reads the same letter either way.
package letter

import (
	"fmt"
	"net/mail"
	"time"

	driver "github.com/wneessen/go-mail"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/messaging"
)

// Envelope says whose letter it is.
type Envelope struct {
	From, To *mail.Address
	// At is the Date header, written in UTC.
	At time.Time
}

// New writes a message as a letter. The same message in the same envelope is the same letter, byte for
// byte; its Message-ID is derived from the message's id. An address that no mail can have is
// messaging.ErrNoAddress; errors quote no address of a customer.
func New(m messaging.Message, e Envelope) (*driver.Msg, error) {
	letter := driver.NewMsg(driver.WithNoDefaultUserAgent())
	if err := letter.FromFormat(e.From.Name, e.From.Address); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := letter.To(e.To.Address); err != nil {
		return nil, messaging.ErrNoAddress
	}
	letter.SetMessageIDWithValue(messaging.MailID(m.ID, e.From.Address))
	letter.SetDateWithValue(e.At.UTC())
	letter.Subject(foreign.MailHeader(m.Subject))
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetGenHeader("Content-Language", foreign.MailHeader(m.Locale))
	letter.SetBodyString(driver.TypeTextPlain, m.Body)
	return letter, nil
}
