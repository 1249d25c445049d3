package web

import (
	"net/url"

	"github.com/makegood/makegood/refund"
)

// CasePath is where staff's page of a refund is. Browsers take "." and ".." out of a path, so a refund with such an id is named
// by a parameter.
func CasePath(id refund.ID) string {
	key, err := id.Key()
	if err != nil || dots(string(key.Merchant)) || dots(string(key.Order)) || dots(string(key.Request)) {
		return "/refunds?" + url.Values{"id": {string(id)}}.Encode()
	}
	return "/refunds/" + url.PathEscape(string(key.Merchant)) + "/" + url.PathEscape(string(key.Order)) + "/" + url.PathEscape(string(key.Request))
}

func dots(part string) bool { return part == "." || part == ".." }
