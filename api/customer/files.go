package customer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// FileBytesMax bounds one file.
const FileBytesMax = 10 << 20

// CodeBadFile: a file is empty, or of no type that is taken.
const CodeBadFile refund.Code = "BAD_FILE"

// Upload takes a file that belongs to an answer or an appeal. What it is is read from its own first bytes, never from what
// the browser says. It is kept as it was sent, so that its hash is that of what the customer has; nobody is ever served it but
// members of staff, as an image or a download that runs nothing.
func (s *Service) Upload(ctx context.Context, v *Visit, content []byte) (refund.PageFile, error) {
	if err := v.may(); err != nil {
		return refund.PageFile{}, err
	}
	media, ok := MediaTypeOf(content)
	switch {
	case !v.maySend():
		return refund.PageFile{}, refund.Problem{Code: refund.CodeWrongState, Detail: "nobody looks at files of this refund now"}
	case len(content) > FileBytesMax:
		return refund.PageFile{}, refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the file has more than %d bytes", FileBytesMax)}
	case !ok:
		return refund.PageFile{}, refund.Problem{Code: CodeBadFile, Detail: "a file is a photo (JPEG, PNG, WebP, HEIC) or a PDF"}
	}
	sum := sha256.Sum256(content)
	file := refund.PageFile{Refund: v.ID(), SHA256: hex.EncodeToString(sum[:]), MediaType: media, Bytes: int64(len(content))}
	if err := s.ports.Books.KeepPageFile(ctx, file); err != nil { // first: it counts them, and says when there are enough
		return file, err
	}
	if err := s.ports.Files.Keep(ctx, v.ID(), file.SHA256, content); err != nil {
		return file, fmt.Errorf("keep a file of %s: %w", v.ID(), err)
	}
	return file, nil
}

// maySend reports whether somebody will look at what is sent: the refund is reviewed, or may be appealed.
func (v *Visit) maySend() bool {
	now := v.kept.Standing
	return now.Status == refund.StatusAwaitingApproval || now.Status == refund.StatusNeedsInfo || now.Appealable()
}

// signatures are how files of the types that are taken begin.
var signatures = []struct {
	media string
	at    int
	bytes []byte
}{
	{"image/jpeg", 0, []byte("\xff\xd8\xff")},
	{"image/png", 0, []byte("\x89PNG\r\n\x1a\n")},
	{"application/pdf", 0, []byte("%PDF-1.")},
	{"application/pdf", 0, []byte("%PDF-2.")},
	{"image/heic", 4, []byte("ftypheic")},
	{"image/heic", 4, []byte("ftypheix")},
	{"image/heic", 4, []byte("ftypmif1")},
}

// MediaTypeOf says by its first bytes what a file is; false: no type that is taken. A file that is something else as well (a
// PDF with a program behind it) is what it begins as: it is served as that and as nothing else.
func MediaTypeOf(content []byte) (string, bool) {
	for _, s := range signatures {
		if len(content) >= s.at+len(s.bytes) && bytes.Equal(content[s.at:s.at+len(s.bytes)], s.bytes) {
			return s.media, true
		}
	}
	if len(content) >= 16 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP" {
		return "image/webp", true
	}
	return "", false
}

// Evidence is a file for a member of staff: its content, and every refund that it was sent for. It is refused to machines
// and to who is not in reviewers.yaml.
func (s *Service) Evidence(ctx context.Context, call api.Call, sha string) ([]byte, []refund.PageFile, error) {
	if err := s.staff(ctx, call); err != nil {
		return nil, nil, call.Failed(err)
	}
	known, err := s.ports.Books.PageFile(ctx, sha)
	if err == nil && len(known) == 0 {
		err = refund.Problem{Code: refund.CodeNotFound, Detail: "no such file"}
	}
	if err != nil {
		return nil, nil, call.Failed(err)
	}
	content, err := s.ports.Files.Read(ctx, known[0].Refund, sha)
	if err != nil {
		return nil, known, call.Failed(err)
	}
	return content, known, nil
}

// EvidenceOf lists the files that a customer sent for a refund, for a member of staff.
func (s *Service) EvidenceOf(ctx context.Context, call api.Call, id refund.ID) ([]refund.PageFile, error) {
	if err := s.staff(ctx, call); err != nil {
		return nil, call.Failed(err)
	}
	files, err := s.ports.Books.PageFiles(ctx, id)
	return files, call.Failed(err)
}
