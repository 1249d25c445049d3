package app

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/internal/attest"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// Auditing is what people can ask who check refunds. staff reads who may decide; nil: as the service's ports do.
func (p *ServicePorts) Auditing(staff func(context.Context) (refund.Staff, error)) (*support.Auditing, error) {
	if staff == nil {
		staff = p.staff
	}
	signer, err := exportSigner(p.settings, p.now)
	if err != nil {
		return nil, err
	}
	return support.NewAuditing(support.AuditPorts{
		Books: servedAudit{servedBooks{p}}, Keep: servedAudit{servedBooks{p}}, Staff: staff, Vault: p.vault, Signer: signer,
		Now: func() time.Time { return p.now().UTC() },
	})
}

// exportKey signs exports by the door's key; it is read again for each.
type exportKey struct{ attest.Signer }

// ExportKey implements support.AuditSigner.
func (k exportKey) ExportKey() (refund.AttestationKey, []byte, error) {
	id, public, err := k.Signer.ExportKey()
	if err != nil {
		return "", nil, err
	}
	text, err := attest.PublicPEM(public)
	return id, text, err
}

// exportSigner is the door's key; nil: there is none, and nothing can be taken out.
func exportSigner(s config.Settings, now func() time.Time) (support.AuditSigner, error) {
	path := keyFile(s, s.Identity.SigningKeyFile, embeddedSigningKey)
	if path == "" {
		return nil, nil
	}
	signer, err := attest.NewSigner(readKeys(path), now)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", path, err)}
	}
	return exportKey{signer}, nil
}

// exportTrust are the public keys by which exports are checked where no key is named: the doors' that workers believe; none where
// nothing says which.
func exportTrust(s config.Settings) (trust attest.Trust, known bool, err error) {
	path := keyFile(s, s.Identity.TrustedKeysFile, embeddedTrustedKeys)
	if path == "" {
		return trust, false, nil
	}
	if trust, err = attest.NewTrust(readKeys(path)); err != nil {
		return trust, false, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", path, err)}
	}
	return trust, true, nil
}

// VerifyExport checks an export against its signature, by a public key as PEM, else by the doors' keys that workers believe
// (ATTESTATION_REFUSED). It returns what the export says of itself.
func VerifyExport(s config.Settings, document, signature, keyPEM []byte) (support.ExportDocument, error) {
	var doc support.ExportDocument
	if err := json.Unmarshal(document, &doc); err != nil || doc.Purpose != support.ExportPurpose {
		return doc, refund.Problem{Code: refund.CodeAttestationRefused, Detail: "it is no export of makegood's for auditors"}
	}
	key, err := exportPublicKey(s, doc.Key, keyPEM)
	if err != nil {
		return doc, err
	}
	err = attest.CheckExport(key, document, signature)
	if errors.Is(err, attest.ErrNoExport) {
		err = refund.Problem{Code: refund.CodeAttestationRefused, Detail: err.Error()}
	}
	return doc, err
}

func exportPublicKey(s config.Settings, id refund.AttestationKey, keyPEM []byte) (ed25519.PublicKey, error) {
	if keyPEM != nil {
		key, err := attest.ParsePublicPEM(keyPEM)
		if err != nil {
			return nil, Coded{Code: CodeBadConfig, Err: err}
		}
		return key, nil
	}
	trust, known, err := exportTrust(s)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("no key is trusted here: name one, or set %sIDENTITY_TRUSTED_KEYS_FILE", config.Prefix)}
	}
	return trust.PublicKey(id)
}
