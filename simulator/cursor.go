package simulator

import (
	"encoding/base64"
	"errors"
	"fmt"
	"hash/fnv"
)

// cursor names a position in the book for one list. The book only grows at its end and creation times never change, so
// a position stays what it is while a list is read.
func (l listing) cursor(position int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d", position, l.digest()))
}

// digest tells lists apart: a cursor of one is no cursor of another.
func (l listing) digest() uint32 {
	h := fnv.New32a()
	_, _ = h.Write(fmt.Appendf(nil, "%s\n%q\n%q\n%d\n%d", l.kind, l.reference, l.account, l.from.UnixNano(), l.to.UnixNano())) // a hash takes everything
	return h.Sum32()
}

// position reads a cursor; empty: the beginning.
func (l listing) position(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	var position int
	var digest uint32
	if err == nil {
		_, err = fmt.Sscanf(string(text), "%d %d", &position, &digest)
	}
	if err != nil || position < 0 || digest != l.digest() {
		return 0, errors.New("the cursor is none of this list's")
	}
	return position, nil
}
