package web

import (
	"embed"
	"io/fs"
)

//go:embed errors/templates
var errorTemplates embed.FS

// failurePages are the pages of errors, by layout.
func (k *Kit) failurePages() (map[Layout]*Set, error) {
	files, err := fs.Sub(errorTemplates, "errors")
	if err != nil {
		return nil, err
	}
	pages := map[Layout]*Set{}
	for _, layout := range []Layout{Staff, Public} {
		if pages[layout], err = k.Pages(files, layout); err != nil {
			return nil, err
		}
	}
	return pages, nil
}
