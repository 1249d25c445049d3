package cases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// policyOfFiles lets a file that is opened by itself do nothing at all.
const policyOfFiles = "default-src 'none'; sandbox; frame-ancestors 'none'"

// pictures are the types that are shown as pictures. Every other file is only saved.
var pictures = map[string]bool{"image/png": true, "image/jpeg": true, "image/webp": true, "image/gif": true}

// documentView is a document that was named in proof. Its address is text: nothing is ever loaded from there.
type documentView struct {
	Source    ledger.EvidenceSource
	Address   string
	SHA256    string
	MediaType string
	// File is where makegood's own copy is; empty: there is none. Picture: it can be looked at.
	File    string
	Picture bool
	Seen    []seenView
}

// seenView is another case in which the same document was named.
type seenView struct {
	ID     refund.ID
	Path   string
	Source ledger.EvidenceSource
	At     any
}

func documentsOf(c support.Case) (out []documentView) {
	for _, one := range c.Documents() {
		hash := strings.ToLower(one.SHA256)
		out = append(out, documentView{Source: one.Source, Address: one.URI, SHA256: hash, MediaType: one.MediaType, Seen: seenOf(c, hash)})
	}
	return out
}

// seenOf are the other cases in which a document was named.
func seenOf(c support.Case, hash string) (out []seenView) {
	for _, seen := range c.Around.Seen {
		if seen.SHA256 == hash && hash != "" {
			out = append(out, seenView{seen.Refund, web.CasePath(seen.Refund), seen.Source, seen.At})
		}
	}
	return out
}

// addFiles marks the documents of which makegood has a copy. A reader to whom the case is masked is shown none.
func (p *Pages) addFiles(ctx context.Context, call api.Call, c support.Case, documents *[]documentView) error {
	if p.ports.Files == nil || c.Masked {
		return nil
	}
	kept, err := p.ports.Files.Kept(ctx, call, c.ID)
	for _, hash := range slices.Sorted(maps.Keys(kept)) {
		if !slices.ContainsFunc(*documents, func(d documentView) bool { return d.SHA256 == hash }) {
			*documents = append(*documents, documentView{Source: sentAlone, SHA256: hash, MediaType: kept[hash], Seen: seenOf(c, hash)})
		}
	}
	for i := range *documents {
		one := &(*documents)[i]
		if kind, is := kept[one.SHA256]; is && isHash(one.SHA256) {
			one.File, one.Picture = filePath(c.ID, one.SHA256), pictures[kind]
			one.MediaType = kind // which the file itself has shown
		}
	}
	return err
}

// sentAlone is the source of what the customer sent by the page, and no act names.
const sentAlone ledger.EvidenceSource = "page"

func filePath(id refund.ID, hash string) string {
	path := web.CasePath(id)
	if strings.Contains(path, "?") {
		return "" // a browser cannot name it
	}
	return path + "/evidence/" + hash
}

func isHash(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size && strings.ToLower(text) == text
}

// evidence serves makegood's own copy of a document that the case names, to be saved: a browser never opens it as a page.
func (p *Pages) evidence(w http.ResponseWriter, r *http.Request) {
	id, err := idIn(r)
	call, hash := web.Call(r), r.PathValue("sha256")
	if err == nil {
		err = p.mayRead(r.Context(), call, id, hash)
	}
	var content []byte
	var kind string
	if err == nil {
		content, kind, err = p.ports.Files.Evidence(r.Context(), call, hash)
	}
	if err == nil && hashOf(content) != hash {
		err = refund.Problem{Code: api.CodeFault, Detail: "the copy of the document is not what its hash says"}
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	serve(w, hash, kind, content)
}

// mayRead refuses a document that the case does not name and its customer did not send, or that is hidden from the reader.
func (p *Pages) mayRead(ctx context.Context, call api.Call, id refund.ID, hash string) error {
	unknown := refund.Problem{Code: refund.CodeNotFound, Detail: "this case has no such document"}
	if p.ports.Files == nil || !isHash(hash) {
		return unknown
	}
	c, err := p.ports.Cases.Case(ctx, call, id)
	if err != nil {
		return err
	}
	if c.Masked {
		return unknown
	}
	for _, one := range c.Documents() {
		if strings.ToLower(one.SHA256) == hash {
			return nil
		}
	}
	kept, err := p.ports.Files.Kept(ctx, call, id)
	if _, is := kept[hash]; is || err != nil {
		return err
	}
	return unknown
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func serve(w http.ResponseWriter, hash, kind string, content []byte) {
	if !pictures[kind] {
		kind = "application/octet-stream"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="evidence-`+hash[:12]+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policyOfFiles)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(content) // who has hung up reads nothing
}
