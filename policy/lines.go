package policy

import "github.com/makegood/makegood/policy/sheet"

// lines says on which line of the file a key stands: "terms.shipping", "rules[2].if".
type lines sheet.Lines

func linesOf(content []byte) lines { return lines(sheet.LinesOf(content)) }

// of returns the line of a key, or of the nearest key around it; 0 where none is known.
func (l lines) of(key string) int { return sheet.Lines(l).Of(key) }
