package smtp

import (
	"errors"
	"fmt"
	"net/textproto"

	driver "github.com/wneessen/go-mail"

	"github.com/makegood/makegood/messaging"
)

// outcome turns what became of a mail into an error of the port. The driver's own texts are left out:
// they quote the customer's address.
func outcome(err error, accepted bool) error {
	var failed *driver.SendError
	switch {
	case err == nil || accepted: // what fails after the acceptance is only politeness
		return nil
	case !errors.As(err, &failed):
		return stepError("send", err)
	}
	code := failed.ErrorCode()
	if failed.Reason == driver.ErrSMTPRcptTo {
		return replyError("take the address", code)
	}
	if failed.Reason == driver.ErrSMTPDataClose && code == 0 { // the mail was out, and no answer came
		return stepError("answer", messaging.ErrUnknown)
	}
	if failed.Reason == driver.ErrSMTPDataClose {
		return replyError("take the mail", code)
	}
	return fmt.Errorf("the server did not take the mail: %s (%d)", failed.Reason, code)
}

// replyError is what the server answered: for good with a code from 500, and may be tried again below.
func replyError(what string, code int) error {
	if code >= 500 {
		return fmt.Errorf("the server does not %s (%d): %w", what, code, messaging.ErrRefused)
	}
	return fmt.Errorf("the server does not %s now (%d)", what, code)
}

// stepError names a step that failed, with the server's code where it gave one, and none of its words.
func stepError(step string, err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return fmt.Errorf("%s: the server answered %d", step, answer.Code)
	}
	return fmt.Errorf("%s: %w", step, err)
}
