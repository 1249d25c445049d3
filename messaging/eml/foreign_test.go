package eml_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
)

func TestNoIDNamesAFileElsewhere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "outbox")
	outbox := open(t, dir)
	texts := append(foreigntest.All(), "../../passwd", "/etc/passwd", "..", "a/b")
	for _, text := range texts {
		m := message(text)
		if err := outbox.Deliver(t.Context(), m); err != nil {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	written := files(t, dir)
	if len(written) != len(texts) {
		t.Errorf("%d messages are %d files", len(texts), len(written))
	}
	for name := range written {
		if !strings.HasSuffix(name, ".eml") || strings.HasPrefix(name, ".") || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' }) || len(name) > 255 {
			t.Errorf("a file is called %q", name)
		}
	}
}
