package customer

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/refund"
)

// The bounds of a form with files: as many files, and of the rest as much as of a form without any.
const (
	filesMax     = 3
	uploadsMax   = filesMax*customer.FileBytesMax + formBytesMax
	partsMax     = 20
	fieldBytes   = 16 << 10
	multipartTyp = "multipart/form-data"
)

// fields are a form's texts, and how many files came with it.
type fields struct {
	texts map[string]string
	files int
}

func (f fields) text(name string) string { return f.texts[name] }

// read reads a form. A file is taken as it comes, one at a time, and never more of it than one may have: what is too large is
// refused before it is read to its end.
func (p *Pages) read(w http.ResponseWriter, r *http.Request, v *customer.Visit) (fields, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && media == multipartTyp {
		r.Body = http.MaxBytesReader(w, r.Body, uploadsMax)
		return p.readParts(r, v)
	}
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	if err := r.ParseForm(); err != nil {
		return fields{}, unread(err)
	}
	out := fields{texts: map[string]string{}}
	for name := range r.PostForm {
		out.texts[name] = r.PostForm.Get(name)
	}
	return out, nil
}

func (p *Pages) readParts(r *http.Request, v *customer.Visit) (fields, error) {
	out := fields{texts: map[string]string{}}
	reader, err := r.MultipartReader()
	if err != nil {
		return out, unread(err)
	}
	for range partsMax {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, unread(err)
		}
		if err := p.readPart(r, v, part, &out); err != nil {
			return out, err
		}
	}
	return out, refund.Problem{Code: refund.CodeTooLarge, Detail: "the form has too many parts"}
}

func (p *Pages) readPart(r *http.Request, v *customer.Visit, part *multipart.Part, out *fields) error {
	if part.FileName() == "" && part.FormName() != "files" {
		text, err := bounded(part, fieldBytes)
		out.texts[part.FormName()] = string(text)
		return err
	}
	content, err := bounded(part, customer.FileBytesMax)
	if err != nil || len(content) == 0 { // a form whose file field was left empty sends an empty one
		return err
	}
	if out.files++; out.files > filesMax {
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%d files are taken at once", filesMax)}
	}
	_, err = p.service.Upload(r.Context(), v, content)
	return err
}

// bounded reads a part, or refuses it where it is longer.
func bounded(part io.Reader, bytesMax int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(part, bytesMax+1))
	if err != nil {
		return nil, unread(err)
	}
	if int64(len(content)) > bytesMax {
		return nil, refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("a part of the form has more than %d bytes", bytesMax)}
	}
	return content, nil
}

// unread is why a form cannot be read.
func unread(err error) error {
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the form has more than %d bytes", long.Limit)}
	}
	return refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"}
}
