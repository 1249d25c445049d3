// Command kubernetes builds deploy/kubernetes as kustomize does, decodes what comes out strictly by the Kubernetes
// API's own types, and holds it to makegood's code: settings, ports, probes, metrics. No cluster is needed.
//
// Usage, from tools/kubernetes: `makegood settings --json | go run . ../..`.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

func main() {
	if err := run(filesys.MakeFsOnDisk(), os.Args[1:], os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "kubernetes:", err)
		os.Exit(1)
	}
}

// run checks the base and every overlay of the checkout that the one argument names.
func run(files filesys.FileSystem, args []string, settings io.Reader) error {
	if len(args) != 1 {
		return errors.New("want makegood's checkout, and the settings as JSON on standard input")
	}
	root := args[0]
	known, err := readKnown(root, settings)
	if err != nil {
		return err
	}
	folder := filepath.Join(root, "deploy", "kubernetes")
	overlays, err := files.Glob(filepath.Join(folder, "overlays", "*"))
	if err != nil || len(overlays) == 0 {
		return fmt.Errorf("no overlay in %s: %w", folder, err)
	}
	base, err := build(files, filepath.Join(folder, "base"))
	breaches := []error{err, checkAdapter(files, filepath.Join(folder, "prometheus-adapter", "rules.yaml"), known)}
	for _, breach := range namespaces(base) {
		breaches = append(breaches, fmt.Errorf("base: %s", breach))
	}
	for _, overlay := range overlays {
		built, err := build(files, overlay)
		breaches = append(breaches, err)
		for _, breach := range check(built, known) {
			breaches = append(breaches, fmt.Errorf("%s: %s", filepath.Base(overlay), breach))
		}
	}
	return errors.Join(breaches...)
}

// setting is one of makegood's settings, with its default.
type setting struct {
	Name    string `json:"name"`
	Default string `json:"default"`
}

// readSettings reads what `makegood settings --json` prints.
func readSettings(from io.Reader) (map[string]string, error) {
	var rows []setting
	if err := json.NewDecoder(from).Decode(&rows); err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	defaults := map[string]string{}
	for _, row := range rows {
		defaults[row.Name] = row.Default
	}
	if len(defaults) == 0 {
		return nil, errors.New("there is no setting: nothing to hold the files to")
	}
	return defaults, nil
}
