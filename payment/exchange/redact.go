package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// BodyBytesMax bounds what is kept of a body.
const BodyBytesMax = 16 << 10

// hidden stands for every value that is not shown.
const hidden = "•••"

// Shown are the names of the members whose values are kept. Any other value is hidden, so that what a provider adds
// tomorrow is hidden too.
type Shown map[string]bool

// ShownMembers lists names.
func ShownMembers(names ...string) Shown {
	shown := Shown{}
	for _, name := range names {
		shown[name] = true
	}
	return shown
}

// Body is a body of JSON or of a form as it may be kept. Of any other nothing but its length is.
func (s Shown) Body(body []byte) string {
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 {
		return ""
	}
	if text, ok := s.json(trimmed); ok {
		return bounded(text)
	}
	if text, ok := s.form(string(trimmed)); ok {
		return bounded(text)
	}
	return fmt.Sprintf("(%d bytes that are not shown)", len(body))
}

// Target is a request's path and query as they may be kept.
func (s Shown) Target(u *url.URL) string {
	if u.RawQuery == "" {
		return bounded(u.EscapedPath())
	}
	query, ok := s.form(u.RawQuery)
	if !ok {
		query = hidden
	}
	return bounded(u.EscapedPath() + "?" + query)
}

func bounded(text string) string {
	if len(text) <= BodyBytesMax {
		return text
	}
	return strings.ToValidUTF8(text[:BodyBytesMax-len("…")], "") + "…"
}

// json hides in an object or a list; anything else is none.
func (s Shown) json(body []byte) (string, bool) {
	if body[0] != '{' && body[0] != '[' {
		return "", false
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil || decoder.More() {
		return "", false
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(s.value("", value)) != nil {
		return "", false
	}
	return strings.TrimSpace(out.String()), true
}

// value is a value of a member: an object's own members have names of their own, a list's have the list's.
func (s Shown) value(name string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		for member, inner := range v {
			v[member] = s.value(member, inner)
		}
		return v
	case []any:
		for i, inner := range v {
			v[i] = s.value(name, inner)
		}
		return v
	case nil, bool:
		return v
	case string:
		return s.text(name, v)
	}
	if s[name] {
		return value
	}
	return hidden
}

// text is a member's text; one that holds JSON is hidden member by member.
func (s Shown) text(name, text string) string {
	if inner := strings.TrimSpace(text); strings.HasPrefix(inner, "{") {
		if redacted, ok := s.json([]byte(inner)); ok {
			return redacted
		}
	}
	if s[name] {
		return text
	}
	return hidden
}

// form hides in an urlencoded form. What has no name=value is none.
func (s Shown) form(body string) (string, bool) {
	values, err := url.ParseQuery(body)
	if err != nil || !strings.Contains(body, "=") || strings.ContainsAny(body, " \n<>") {
		return "", false
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[key] {
			parts = append(parts, key+"="+s.text(memberOf(key), value))
		}
	}
	return strings.Join(parts, "&"), true
}

// memberOf is the member that a form's key names: of metadata[k] it is k, of expand[0] it is expand.
func memberOf(key string) string {
	name := key
	for _, part := range strings.FieldsFunc(key, func(r rune) bool { return r == '[' || r == ']' }) {
		if _, err := strconv.Atoi(part); err != nil {
			name = part
		}
	}
	return name
}
