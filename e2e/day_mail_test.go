package e2e

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// letter is an e-mail in the outbox.
type letter struct {
	kind          refund.NoticeKind
	subject, body string
}

// letters are a refund's e-mails, in the order in which they were written.
func (d *day) letters(id refund.ID) []letter {
	d.w.t.Helper()
	var files []fs.FileInfo
	entries, err := os.ReadDir(filepath.Join(d.w.dir, "outbox"))
	if err != nil {
		d.w.t.Fatal(err)
	}
	of := strings.ReplaceAll(string(id), "/", "_") + "_"
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && strings.HasPrefix(entry.Name(), of) {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	letters := make([]letter, 0, len(files))
	for _, file := range files {
		letters = append(letters, d.open(file.Name(), of))
	}
	return letters
}

// kindInName is what stands between the refund and the digest in a letter's file name, without the
// occasion.
var kindInName = regexp.MustCompile(`^([a-z_]+?)(?:_(?:appeal|d-[0-9a-f]+|[0-9]+))?-[0-9a-zA-Z]+\.eml$`)

func (d *day) open(name, of string) letter {
	d.w.t.Helper()
	file, err := os.Open(filepath.Join(d.w.dir, "outbox", name))
	if err != nil {
		d.w.t.Fatal(err)
	}
	defer file.Close()
	mailed, err := mail.ReadMessage(file)
	if err != nil {
		d.w.t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(mailed.Header.Get("Subject"))
	if err != nil {
		d.w.t.Fatal(err)
	}
	_, parameters, err := mime.ParseMediaType(mailed.Header.Get("Content-Type"))
	if err != nil {
		d.w.t.Fatal(err)
	}
	plain, err := multipart.NewReader(mailed.Body, parameters["boundary"]).NextPart() // the page comes after it
	if err != nil {
		d.w.t.Fatal(err)
	}
	body, err := io.ReadAll(plain)
	if err != nil {
		d.w.t.Fatal(err)
	}
	parts := kindInName.FindStringSubmatch(strings.TrimPrefix(name, of))
	if parts == nil {
		d.w.t.Fatalf("what is %s about?", name)
	}
	return letter{refund.NoticeKind(parts[1]), subject, string(body)}
}

// mailbox asserts what a refund's customer was told, in order, and writes the subjects down.
func (d *day) mailbox(id refund.ID, want ...refund.NoticeKind) {
	d.w.t.Helper()
	var kinds []refund.NoticeKind
	d.page.WriteString("\nThe customer's mailbox, in order:\n\n")
	for _, one := range d.letters(id) {
		kinds = append(kinds, one.kind)
		fmt.Fprintf(&d.page, "- %s\n", one.subject)
	}
	if !slices.Equal(kinds, want) {
		d.w.t.Errorf("the customer was sent %v\nwant %v", kinds, want)
	}
}

// linkInBody is the link under which an offer is answered.
var linkInBody = regexp.MustCompile(`https://shop\.example/offer\?\S+`)

// token is the one in the link of the refund's offer, from the customer's mail.
func (d *day) token(id refund.ID) string {
	d.w.t.Helper()
	for _, one := range d.letters(id) {
		if one.kind != refund.NoticeOffer {
			continue
		}
		link, err := url.Parse(linkInBody.FindString(one.body))
		if err != nil || link.Query().Get("token") == "" {
			d.w.t.Fatalf("%v: no token in %s", err, one.body)
		}
		return link.Query().Get("token")
	}
	d.w.t.Fatalf("%s has no letter about an offer", id)
	return ""
}
