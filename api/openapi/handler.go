// Package openapi serves the OpenAPI document of the REST door, and a page that renders it.
//
// On the path: beside the doors; it calls nothing. The document is docs/openapi.json, made by tools/openapi from the contract
// and from what the code knows; the page is Swagger UI, whose files are in the program.
package openapi

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"

	"github.com/swaggest/swgui/v5/static"
	"github.com/vearutop/statigz"

	"github.com/makegood/makegood/docs"
)

// The paths that are served. The page's other files lie below PagePath.
const (
	DocumentPath = "/openapi.json"
	PagePath     = "/docs/"
)

//go:embed page/index.html page/page.js
var page embed.FS

// policyOfPage lets the page load its own files and call its own host, and nothing else: no script or style in the page
// itself, no other host, no frame around it. Swagger UI's icons are data in its style sheet.
const policyOfPage = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler serves the document and the page to everybody: they say what the API is, and nothing of what is in it.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+DocumentPath, document())
	mux.Handle("GET "+PagePath+"{$}", ownFile("page/index.html", "text/html; charset=utf-8"))
	mux.Handle("GET "+PagePath+"page.js", ownFile("page/page.js", "text/javascript; charset=utf-8"))
	mux.Handle("GET "+PagePath, http.StripPrefix(PagePath, statigz.FileServer(static.FS)))
	return guarded(mux)
}

// guarded says to the browser what the page may do.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policyOfPage)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// document changes with the program alone, so a reader may keep it until its tag is another.
func document() http.Handler {
	sum := sha256.Sum256(docs.OpenAPI)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		w.Header().Set("Cache-Control", "no-cache")
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(docs.OpenAPI) // who has hung up hears nothing
	})
}

// ownFile serves a file of the page.
func ownFile(name, contentType string) http.Handler {
	content, err := page.ReadFile(name)
	if err != nil {
		panic(err) // it is in the program
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(content) // who has hung up hears nothing
	})
}
