// Package docs carries the documents that a process serves.
package docs

import _ "embed"

// OpenAPI is the document of the REST door, as `make generate` writes it.
//
//go:embed openapi.json
var OpenAPI []byte
