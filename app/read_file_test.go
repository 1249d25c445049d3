package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestAFileIsReadWholeOrRefusedWithItsBound(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes int64
		code  refund.Code
	}{
		{"an empty file", 0, ""},
		{"a file at the bound", 100, ""},
		{"one byte more", 101, refund.CodeTooLarge},
		{"a terabyte", 1 << 40, refund.CodeTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "f")
			if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, c.bytes)); err != nil {
				t.Fatal(err)
			}
			content, err := ReadFile(t.Context(), path, 100)
			if codeOf(err) != c.code || err == nil && int64(len(content)) != c.bytes {
				t.Fatalf("%d bytes, %v, want %q", len(content), err, c.code)
			}
			if err != nil && (content != nil || !strings.Contains(err.Error(), path+" is larger than 100 bytes")) {
				t.Errorf("%d bytes, %v", len(content), err)
			}
		})
	}
	if _, err := ReadFile(t.Context(), filepath.Join(t.TempDir(), "nowhere"), 100); codeOf(err) != refund.CodeNotFound {
		t.Errorf("got %v", err)
	}
}

func TestAStreamIsReadAsAFileIs(t *testing.T) {
	content, err := ReadInput(t.Context(), strings.NewReader("12345"), 5)
	if err != nil || string(content) != "12345" {
		t.Errorf("%q, %v", content, err)
	}
	if _, err := ReadInput(t.Context(), strings.NewReader("123456"), 5); codeOf(err) != refund.CodeTooLarge {
		t.Errorf("got %v", err)
	}
}

func TestReadingEndsWithItsContextWhenNobodyWrites(t *testing.T) {
	from, to := io.Pipe()
	defer to.Close()
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		_, err := ReadInput(ctx, told{begun: begun, from: from}, 5)
		ended <- err
	}()
	<-begun
	cancel()
	var coded Coded
	if err := <-ended; !errors.As(err, &coded) || coded.Code != CodeNotRead || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// told says when the first read begins.
type told struct {
	begun chan struct{}
	from  io.Reader
}

func (t told) Read(p []byte) (int, error) {
	close(t.begun)
	return t.from.Read(p)
}
