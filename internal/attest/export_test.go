package attest_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/makegood/makegood/internal/attest"
	"github.com/makegood/makegood/refund"
)

var document = []byte(attest.ExportBegins + `"cases":[]}` + "\n")

func TestAnExportIsSignedAndEveryChangedByteIsFound(t *testing.T) {
	d := newDoor(t, "api-1")
	signature, err := d.SignExport(document)
	if err != nil {
		t.Fatal(err)
	}
	id, public, err := d.ExportKey()
	if err != nil || id != "api-1" {
		t.Fatalf("%s, %v", id, err)
	}
	trusted, err := d.PublicKey("api-1")
	if err != nil || !bytes.Equal(trusted, public) {
		t.Errorf("the workers' file has another key: %v", err)
	}
	if err := attest.CheckExport(public, document, signature); err != nil {
		t.Error(err)
	}
	for i := range document {
		changed := slices.Clone(document)
		changed[i] ^= 1
		if err := attest.CheckExport(public, changed, signature); err == nil {
			t.Fatalf("byte %d was changed, and nothing is said", i)
		}
	}
	other := newDoor(t, "api-1")
	_, strange, err := other.ExportKey()
	if err != nil {
		t.Fatal(err)
	}
	if p, is := refund.ProblemIn(attest.CheckExport(strange, document, signature)); !is || p.Code != refund.CodeAttestationRefused {
		t.Errorf("another key: %v", p)
	}
}

func TestNothingButAnExportIsSignedAsOne(t *testing.T) {
	d := newDoor(t, "api-1")
	attestation := refund.Attestation{Key: "api-1"}.Signed(id, "body")
	for name, text := range map[string][]byte{"an attestation": attestation, "any file": []byte(`{"purpose":"other"}`), "nothing": nil} {
		if _, err := d.SignExport(text); !errors.Is(err, attest.ErrNoExport) {
			t.Errorf("%s: %v", name, err)
		}
		_, public, err := d.ExportKey()
		if err != nil {
			t.Fatal(err)
		}
		if err := attest.CheckExport(public, text, nil); !errors.Is(err, attest.ErrNoExport) {
			t.Errorf("%s is checked: %v", name, err)
		}
	}
	if _, err := d.PublicKey("api-9"); err == nil {
		t.Error("a key that nobody trusts is found")
	}
}

func TestAPublicKeyIsReadAsItIsWritten(t *testing.T) {
	_, public, err := newDoor(t, "api-1").ExportKey()
	if err != nil {
		t.Fatal(err)
	}
	text, err := attest.PublicPEM(public)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := attest.ParsePublicPEM(text); err != nil || !got.Equal(public) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"} {
		if _, err := attest.ParsePublicPEM([]byte(bad)); err == nil {
			t.Errorf("%q is a key", bad)
		}
	}
}
