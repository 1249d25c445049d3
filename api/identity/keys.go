package identity

import "strings"

// IsKey reports whether a token is a machine's key, by its form alone: nothing is said of whether anybody has it.
func IsKey(token string) bool { return strings.HasPrefix(token, keyPrefix) }
