package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// known is what the manifests may speak of, read from the code itself.
type known struct {
	// defaults are the settings, by name.
	defaults map[string]string
	metrics  map[string]bool
	// ready and live are the paths of the probes.
	ready, live string
	// user is whom the image runs as.
	user string
}

var (
	metricName = regexp.MustCompile(`"(makegood_[a-z0-9_]+)"`)
	readyPath  = regexp.MustCompile(`ReadyPath = "([^"]+)"`)
	livePath   = regexp.MustCompile(`LivePath\s+= "([^"]+)"`)
	imageUser  = regexp.MustCompile(`adduser .*-u (\d+)`)
)

func readKnown(root string, settings io.Reader) (known, error) {
	k := known{metrics: map[string]bool{}}
	var errs []error
	read := func(into *string, form *regexp.Regexp, path ...string) {
		text, err := os.ReadFile(filepath.Join(append([]string{root}, path...)...))
		found := form.FindSubmatch(text)
		if err != nil || found == nil {
			errs = append(errs, fmt.Errorf("%s: no %s: %w", filepath.Join(path...), form, err))
			return
		}
		*into = string(found[1])
	}
	read(&k.ready, readyPath, "internal", "health", "health.go")
	read(&k.live, livePath, "internal", "health", "health.go")
	read(&k.user, imageUser, "Dockerfile")
	defaults, err := readSettings(settings)
	k.defaults = defaults
	errs = append(errs, err, k.collectMetrics(root))
	return k, errors.Join(errs...)
}

// collectMetrics finds the names of the gauges that worker, starter and API export.
func (k known) collectMetrics(root string) error {
	for _, folder := range []string{"starter", "internal/kafka", "internal/figures", "api/server"} {
		err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(folder)), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, name := range metricName.FindAllSubmatch(text, -1) {
				k.metrics[string(name[1])] = true
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(k.metrics) == 0 {
		return fmt.Errorf("no makegood_ metric in the code under %s", root)
	}
	return nil
}
