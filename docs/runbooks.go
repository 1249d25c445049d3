package docs

import (
	"embed"
	"strings"
)

//go:embed runbooks/*.md
var runbooks embed.FS

// Runbook returns a page of docs/runbooks by its file name; false: there is none.
func Runbook(file string) (string, bool) {
	if strings.ContainsAny(file, `/\`) {
		return "", false
	}
	content, err := runbooks.ReadFile("runbooks/" + file)
	return string(content), err == nil
}
