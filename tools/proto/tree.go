package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// tree is where contracts and generated code lie, relative to this module.
type tree struct{ sources, generated string }

// generate replaces the generated code.
func (t tree) generate() error {
	files, err := t.compile()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(t.generated); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(t.generated, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// verify fails, and names the files, where the generated code is not what the contracts give.
func (t tree) verify() error {
	want, err := t.compile()
	if err != nil {
		return err
	}
	have, err := read(t.generated, ".go")
	if err != nil {
		return err
	}
	var problems []error
	for name, content := range want {
		if !bytes.Equal(have[name], content) {
			problems = append(problems, fmt.Errorf("%s is not what the contract gives; run generate", name))
		}
	}
	for name := range have {
		if _, ok := want[name]; !ok {
			problems = append(problems, fmt.Errorf("%s has no contract; run generate", name))
		}
	}
	return errors.Join(problems...)
}

// read returns the files below root that end in suffix, by their slash-separated name below it.
func read(root, suffix string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, suffix) {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	return files, err
}
