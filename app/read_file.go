package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/makegood/makegood/refund"
)

// CodeNotRead: a file was not read to its end, because the command was to end first.
const CodeNotRead refund.Code = "NOT_READ"

// Stdin, where a file is expected, is standard input.
const Stdin = "-"

// ReadFile reads a whole file of at most bytesMax bytes. It is refused as NOT_FOUND when it cannot be
// opened, as TOO_LARGE when it is longer (nothing of it is returned), and as NOT_READ when ctx ends
// first: a file may be a pipe into which nobody writes.
func ReadFile(ctx context.Context, path string, bytesMax int64) ([]byte, error) {
	return awaited(ctx, path, func() ([]byte, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, refund.Problem{Code: refund.CodeNotFound, Detail: err.Error()}
		}
		defer file.Close()
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > bytesMax {
			return nil, tooLarge(path, bytesMax)
		}
		return readAtMost(file, path, bytesMax)
	})
}

// ReadInput reads a stream, such as standard input, as ReadFile does a file.
func ReadInput(ctx context.Context, from io.Reader, bytesMax int64) ([]byte, error) {
	return awaited(ctx, "standard input", func() ([]byte, error) { return readAtMost(from, "standard input", bytesMax) })
}

func readAtMost(from io.Reader, name string, bytesMax int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(from, bytesMax+1))
	var failed *fs.PathError
	switch {
	case errors.As(err, &failed):
		return nil, err // it names the file
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case int64(len(content)) > bytesMax:
		return nil, tooLarge(name, bytesMax)
	}
	return content, nil
}

func tooLarge(name string, bytesMax int64) error {
	return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%s is larger than %d bytes, which is the most that is read", name, bytesMax)}
}

// awaited returns what read returns, unless ctx ends first. A read that hangs cannot be ended; it is
// left behind, and ends with the process.
func awaited(ctx context.Context, name string, read func() ([]byte, error)) ([]byte, error) {
	interrupted := func() error {
		return Coded{Code: CodeNotRead, Err: fmt.Errorf("%s was not read to its end: %w", name, ctx.Err())}
	}
	if ctx.Err() != nil {
		return nil, interrupted()
	}
	type answer struct {
		content []byte
		err     error
	}
	answers := make(chan answer, 1)
	go func() {
		content, err := read()
		answers <- answer{content: content, err: err}
	}()
	select {
	case a := <-answers:
		return a.content, a.err
	case <-ctx.Done():
		return nil, interrupted()
	}
}
