package mcp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/makegood/makegood/refund"
)

// The arguments that are the door's own, beside those of the procedure's message.
const (
	argumentKey      = "idempotency_key"
	argumentLanguage = "language"
)

// The bounds of the door's own arguments, in bytes.
const (
	keyBytesMax      = 64
	languageBytesMax = 64
)

// arguments are a tool's, as they were said.
type arguments struct {
	key, language string
	// message is the rest: the procedure's message as JSON.
	message []byte
}

// readArguments takes the door's own arguments out of raw; nothing at all is an empty object. keyed: the tool has an
// idempotency key. Every error is a Problem; what was read so far is returned with it.
func readArguments(raw json.RawMessage, keyed bool) (out arguments, err error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return out, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return out, malformed("the arguments are no object")
	}
	var members []string
	own := map[string]*string{argumentLanguage: &out.language}
	if keyed {
		own[argumentKey] = &out.key
	}
	said := map[string]bool{}
	for decoder.More() {
		name, value, err := member(decoder)
		if err != nil {
			return out, err
		}
		if said[name] {
			return out, malformed("the field %q is there twice", name)
		}
		said[name] = true
		if slices.Contains(notForAgents, protoreflect.Name(name)) {
			return out, malformed("unknown field %q", name)
		}
		if to, is := own[name]; !is {
			quoted, err := json.Marshal(name)
			if err != nil {
				return out, malformed("the field %q: %v", name, err)
			}
			members = append(members, string(quoted)+":"+string(value))
		} else if err := json.Unmarshal(value, to); err != nil {
			return out, malformed("%s: it is no text", name)
		}
	}
	if err := ended(decoder); err != nil {
		return out, err
	}
	out.message = []byte("{" + strings.Join(members, ",") + "}")
	return out, out.check()
}

func member(decoder *json.Decoder) (name string, value json.RawMessage, err error) {
	token, err := decoder.Token()
	if err == nil {
		err = decoder.Decode(&value)
	}
	if err != nil {
		return "", nil, malformed("it is no JSON: %v", err)
	}
	name, _ = token.(string) // a key of an object is text
	return name, value, nil
}

func ended(decoder *json.Decoder) error {
	if _, err := decoder.Token(); err != nil {
		return malformed("it is no JSON: %v", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return malformed("there is something after the arguments")
	}
	return nil
}

func (a arguments) check() error {
	if len(a.key) > keyBytesMax {
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%s has more than %d bytes", argumentKey, keyBytesMax)}
	}
	if len(a.language) > languageBytesMax {
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%s has more than %d bytes", argumentLanguage, languageBytesMax)}
	}
	return nil
}

func malformed(format string, args ...any) error {
	return refund.Problem{Code: refund.CodeMalformed, Detail: fmt.Sprintf(format, args...)}
}
