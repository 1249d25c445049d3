package smtp

import (
	"net/mail"

	driver "github.com/wneessen/go-mail"

	"github.com/makegood/makegood/messaging"
)

// letter writes a message as mail; errors name no address.
func (s *Server) letter(m messaging.Message, to *mail.Address) (*driver.Msg, error) {
	letter := driver.NewMsg(driver.WithNoDefaultUserAgent())
	if err := letter.FromFormat(s.from.Name, s.from.Address); err != nil {
		return nil, err
	}
	if err := letter.To(to.Address); err != nil {
		return nil, messaging.ErrNoAddress
	}
	letter.SetMessageIDWithValue(messaging.MailID(m.ID, s.from.Address))
	letter.SetDateWithValue(s.now().UTC())
	letter.Subject(m.Subject)
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetGenHeader("Content-Language", m.Locale)
	letter.SetBodyString(driver.TypeTextPlain, m.Body)
	return letter, nil
}
