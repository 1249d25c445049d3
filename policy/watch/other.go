package watch

import (
	"fmt"

	"github.com/makegood/makegood/policy/sheet"
)

// Other says how one file of a kind that this package does not know is loaded and named.
type Other[T any] struct {
	// Of is what Event.Of says.
	Of string
	// Load reads the file, or says why it cannot be loaded.
	Load func(content []byte) (T, error)
	// Name is what Event.InForce says.
	Name func(T) string
}

// NewOther loads the file, or returns why it cannot be loaded.
func NewOther[T any](files Files, other Other[T]) (*Watcher[T], error) {
	return start(files, kind[T]{of: other.Of, names: func(loaded T) []string { return []string{other.Name(loaded)} },
		load: func(sources []sheet.Source) (loaded T, err error) {
			source, err := only(sources, other.Of)
			if err != nil {
				return loaded, err
			}
			if loaded, err = other.Load(source.Content); err != nil {
				return loaded, fmt.Errorf("%s: %w", source.Name, err)
			}
			return loaded, nil
		}})
}
