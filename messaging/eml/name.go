package eml

import (
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/messaging"
)

// fileName is a readable name for the id, made unique by a digest: ids differ by case and by
// characters that file systems do not tell apart.
func fileName(id string) string {
	return foreign.FileName(id) + "-" + messaging.Digest(id) + ".eml"
}
