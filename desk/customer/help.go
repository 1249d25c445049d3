package customer

import (
	"net/mail"
	"net/url"
)

// Help is whom the page names. Href leads there; empty: it is named and no more.
type Help struct{ Name, Href string }

// helpOf is a setting as it is named: an e-mail address and a page of the shop are links.
func helpOf(setting string) Help {
	if address, err := mail.ParseAddress(setting); err == nil && address.Address == setting {
		return Help{setting, "mailto:" + setting}
	}
	if at, err := url.Parse(setting); err == nil && at.Scheme == "https" && at.Host != "" {
		return Help{setting, at.String()}
	}
	return Help{Name: setting}
}
