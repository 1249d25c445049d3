package refund

import "unicode/utf8"

// Cut shortens text to at most bytesMax bytes, between two characters, and shows that it did.
func Cut(text string, bytesMax int) string {
	const more = "…"
	if len(text) <= bytesMax {
		return text
	}
	end := bytesMax - len(more)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + more
}
