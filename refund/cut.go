package refund

import "unicode/utf8"

// Cut shortens text to at most bytesMax bytes, between two characters, and shows that it did where there is room
// for it. Of no bytes, or fewer than none, it is "". A sealed text is never cut in two, since nobody could open it:
// where text is too long with it, SealedHidden takes its place.
func Cut(text string, bytesMax int) string {
	const more = "…"
	if len(text) <= bytesMax {
		return text
	}
	if text = HideSealed(text); len(text) <= bytesMax {
		return text
	}
	if bytesMax <= len(more) {
		return text[:boundary(text, bytesMax)]
	}
	return text[:boundary(text, bytesMax-len(more))] + more
}

// boundary is the last place between two characters at or before a byte.
func boundary(text string, at int) int {
	at = max(0, at)
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}
