package eml

import (
	"strings"

	"github.com/makegood/makegood/messaging"
)

// readableMax bounds the readable part of a file's name.
const readableMax = 120

// fileName is a readable name for the id, made unique by a digest: ids differ by case and by
// characters that file systems do not tell apart.
func fileName(id string) string {
	return readable(id) + "-" + messaging.Digest(id) + ".eml"
}

func readable(id string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '_'
	}, id)
	name = name[:min(len(name), readableMax)]
	if strings.HasPrefix(name, ".") {
		name = "_" + name
	}
	return name
}
