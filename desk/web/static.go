package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// StaticPrefix is where the pages' own files are.
const StaticPrefix = "/static/"

// staticPath is a file's address, which changes with what is in it.
func staticPath(name string) (string, error) {
	content, err := staticFiles.ReadFile("static/" + name)
	if err != nil {
		return "", err
	}
	return StaticPrefix + tagOf(content) + "/" + name, nil
}

func tagOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}

// typesOfFiles are all types there are.
var typesOfFiles = map[string]string{".css": "text/css; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// Static serves the pages' own files to everybody. An address with a file's tag may be kept for good.
func Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tag, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, StaticPrefix), "/")
		content, err := staticFiles.ReadFile("static/" + name)
		kind, known := typesOfFiles[path.Ext(name)]
		if err != nil || !known || tag != tagOf(content) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(content) // who has hung up reads nothing
	})
}
