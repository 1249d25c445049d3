package audit

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ExportsView is the page of what was taken out, with the public key that proves it.
type ExportsView struct {
	Exports   []ledger.AuditExport
	Key       refund.AttestationKey
	PublicPEM string
}

func (p *Pages) exports(w http.ResponseWriter, r *http.Request) {
	all, err := p.service.Exports(r.Context(), web.Call(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	key, public, err := p.service.ExportKey(r.Context(), web.Call(r))
	p.show(w, r, "exports", ExportsView{Exports: all, Key: key, PublicPEM: string(public)}, err)
}

// export answers with an archive of the document, its signature, the public key and how to verify it.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) {
	if !p.form(w, r) {
		return
	}
	in := support.ExportRequest{Sample: r.PostForm.Get("sample"), Refund: refund.ID(r.PostForm.Get("refund")), Whole: r.PostForm.Get("whole") != ""}
	out, err := p.service.Export(r.Context(), web.Call(r), in)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	archive, err := archiveOf(out)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="`+out.Name+`.zip"`)
	_, _ = w.Write(archive) // who has hung up reads nothing
}

func archiveOf(out support.Exported) ([]byte, error) {
	var archive bytes.Buffer
	files := zip.NewWriter(&archive)
	json := out.Name + ".json"
	for _, one := range []struct {
		name    string
		content []byte
	}{
		{json, out.Document}, {json + ".sig", out.Signature}, {json + ".pem", out.PublicPEM},
		{"verify.txt", fmt.Appendf(nil, "openssl pkeyutl -verify -pubin -inkey %[1]s.pem -rawin -in %[1]s -sigfile %[1]s.sig\nmakegood audit verify %[1]s --key %[1]s.pem\n", json)},
	} {
		file, err := files.Create(one.name)
		if err != nil {
			return nil, fmt.Errorf("desk/audit: %w", err)
		}
		if _, err := file.Write(one.content); err != nil {
			return nil, fmt.Errorf("desk/audit: %w", err)
		}
	}
	if err := files.Close(); err != nil {
		return nil, fmt.Errorf("desk/audit: %w", err)
	}
	return archive.Bytes(), nil
}
