package kafka

import "github.com/makegood/makegood/internal/secret"

// Secret is a password that prints as a row of dots, however it is printed. One from a file is read
// whenever it is needed, so that a new one counts from the next connection on.
type Secret = secret.Value

// NewSecret is a secret whose value is known.
func NewSecret(value string) Secret { return secret.Of(value) }

// SecretFile is a secret that lies in a file; a line's end at its end is no part of it.
func SecretFile(path string) Secret { return secret.File(path) }
