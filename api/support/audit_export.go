package support

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ExportRequest asks for a sample with the files of its refunds, or for the file of one refund: one of the two. Whole asks for personal
// data too, which only people of the highest rank are given.
type ExportRequest struct {
	Sample string    `json:"sample,omitempty"`
	Refund refund.ID `json:"refund,omitempty"`
	Whole  bool      `json:"whole,omitempty"`
}

// ExportDocument is what is taken out. Its JSON in the sequence of the fields, without spaces and with a line feed at its end, is what is
// signed; Purpose comes first.
type ExportDocument struct {
	Purpose string                `json:"purpose"`
	Key     refund.AttestationKey `json:"key"`
	Ledger  string                `json:"ledger_id"`
	Of      string                `json:"of"`
	Masked  bool                  `json:"masked"`
	MadeBy  refund.Person         `json:"made_by"`
	MadeAt  time.Time             `json:"made_at"`
	Sample  *ledger.Sample        `json:"sample,omitempty"`
	Cases   []CaseFile            `json:"cases"`
}

// ExportPurpose is every document's.
const ExportPurpose = "makegood/audit-export/1"

// Exported is a signed document, with the key that proves it.
type Exported struct {
	// Name is a file's, without what follows the dot.
	Name      string
	Document  []byte
	Signature []byte
	Key       refund.AttestationKey
	PublicPEM []byte
}

// Export makes a signed document, and keeps that it was made.
func (s *Auditing) Export(ctx context.Context, call api.Call, in ExportRequest) (Exported, error) {
	out, err := s.export(ctx, call, in)
	return out, call.Failed(err)
}

func (s *Auditing) export(ctx context.Context, call api.Call, in ExportRequest) (Exported, error) {
	who, err := s.admit(ctx, call)
	if err != nil {
		return Exported{}, err
	}
	switch {
	case (in.Sample == "") == (in.Refund == ""):
		return Exported{}, badFilter("an export is of a sample or of a refund")
	case in.Whole && who.masks():
		return Exported{}, refund.Problem{Code: api.CodeNotPermitted, Detail: "an auditor takes nothing out with personal data"}
	case s.ports.Signer == nil:
		return Exported{}, refund.Problem{Code: refund.CodeNotSupported, Detail: "exports are signed, and this process has no key to sign with (docs/audit.md)"}
	}
	doc, err := s.document(ctx, call, in)
	if err != nil {
		return Exported{}, err
	}
	if doc.Cases, err = s.exported(ctx, who, in); err != nil {
		return Exported{}, err
	}
	return s.signed(ctx, who, doc)
}

// document is everything of a document but its cases.
func (s *Auditing) document(ctx context.Context, call api.Call, in ExportRequest) (ExportDocument, error) {
	identity, err := s.ports.Books.Identity(ctx)
	if err != nil {
		return ExportDocument{}, err
	}
	doc := ExportDocument{
		Purpose: ExportPurpose, Ledger: identity.ID, Of: string(in.Refund), Masked: !in.Whole, MadeBy: call.Subject.Name, MadeAt: s.ports.Now().UTC(),
	}
	if in.Sample == "" {
		return doc, nil
	}
	sample, err := s.sample(ctx, in.Sample)
	doc.Of, doc.Sample = in.Sample, &sample
	return doc, err
}

// exported are the files of what is taken out.
func (s *Auditing) exported(ctx context.Context, who auditor, in ExportRequest) ([]CaseFile, error) {
	ids := []refund.ID{in.Refund}
	if in.Sample != "" {
		sample, err := s.sample(ctx, in.Sample)
		if err != nil {
			return nil, err
		}
		ids = nil
		for _, r := range sample.Results {
			ids = append(ids, r.Refund)
		}
	}
	runs, err := s.runs(ctx)
	if err != nil {
		return nil, err
	}
	files := []CaseFile{}
	for _, id := range ids {
		file, err := s.caseFile(ctx, id, runs)
		if err != nil {
			return nil, err
		}
		if !in.Whole {
			file = api.Masked(file)
		} else if file, err = shown(ctx, s, who, file); err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// signed signs a document, and keeps that it was taken out before it is handed over.
func (s *Auditing) signed(ctx context.Context, who auditor, doc ExportDocument) (Exported, error) {
	var err error
	out := Exported{Name: "makegood-audit-" + fileName(doc.Of)}
	if out.Key, out.PublicPEM, err = s.ports.Signer.ExportKey(); err != nil {
		return out, err
	}
	doc.Key = out.Key
	if out.Document, err = canonical(doc); err != nil {
		return out, err
	}
	if out.Signature, err = s.ports.Signer.SignExport(out.Document); err != nil {
		return out, err
	}
	sum := sha256.Sum256(out.Document)
	answer, err := s.ports.Keep.KeepExport(ctx, ledger.AuditExport{
		Of: doc.Of, Masked: doc.Masked, Digest: hex.EncodeToString(sum[:]), Key: out.Key, By: who.Subject.Name,
		Authority: who.authority, Acting: who.Subject.Witnessed(),
	})
	if err != nil {
		return out, err
	}
	return out, answered(answer)
}

// canonical is a document's one form.
func canonical(doc ExportDocument) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(doc); err != nil {
		return nil, fmt.Errorf("write an export: %w", err)
	}
	return out.Bytes(), nil
}

// fileName is a text with nothing that a file's name cannot have.
func fileName(of string) string {
	return string(bytes.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, []byte(of)))
}

// Exports lists what was taken out, the newest first.
func (s *Auditing) Exports(ctx context.Context, call api.Call) ([]ledger.AuditExport, error) {
	if _, err := s.admit(ctx, call); err != nil {
		return nil, call.Failed(err)
	}
	out, err := s.ports.Books.AuditExports(ctx)
	return out, call.Failed(err)
}

// ExportKey is the key that exports are signed with, as PEM.
func (s *Auditing) ExportKey(ctx context.Context, call api.Call) (refund.AttestationKey, []byte, error) {
	if _, err := s.admit(ctx, call); err != nil {
		return "", nil, call.Failed(err)
	}
	if s.ports.Signer == nil {
		return "", nil, nil
	}
	id, key, err := s.ports.Signer.ExportKey()
	if err != nil {
		err = errors.Join(errors.New("the key of exports"), err)
	}
	return id, key, call.Failed(err)
}
