package sqlstore

import (
	"database/sql"
	"reflect"
	"strings"
	"unicode/utf8"
)

// storable are arguments as every engine keeps them. PostgreSQL refuses a text with a NUL, or one that is not UTF-8;
// such a text may come from a signal or a provider, and a call that fails for it would be repeated for ever. Each such
// place becomes U+FFFD, also where a row is looked for.
func storable(args []any) []any {
	for i, arg := range args {
		if text, is := textOf(arg); is && !isStorable(text) {
			args = append([]any(nil), args...) // the caller's own stay as they are
			args[i] = asStorable(text)
		}
	}
	return args
}

// textOf is the text of an argument, which may be of a type of its own.
func textOf(arg any) (string, bool) {
	switch v := arg.(type) {
	case string:
		return v, true
	case sql.NullString:
		return v.String, v.Valid
	case nil, int64, int, bool, []byte:
		return "", false
	}
	if v := reflect.ValueOf(arg); v.Kind() == reflect.String {
		return v.String(), true
	}
	return "", false
}

func isStorable(text string) bool { return strings.IndexByte(text, 0) < 0 && utf8.ValidString(text) }

func asStorable(text string) string {
	const instead = string(utf8.RuneError)
	return strings.ReplaceAll(strings.ToValidUTF8(text, instead), "\x00", instead)
}
