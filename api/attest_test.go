package api_test

import (
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// vouched is a bench whose door signs in a way that a test can read, and what it signed.
func vouched(t *testing.T, signature []byte) (*bench, *[]string) {
	t.Helper()
	b := newBench(t)
	var bodies []string
	ports := b.Ports()
	ports.Attest = func(who refund.Subject, id refund.ID, body string) (refund.Attestation, error) {
		bodies = append(bodies, string(id)+" "+body)
		return refund.Attestation{Subject: who, Signature: signature}, nil
	}
	service, err := api.New(ports)
	if err != nil {
		t.Fatal(err)
	}
	b.Service = service
	return b, &bodies
}

var lena = api.Call{Key: "k-1", Subject: api.Subject{
	ID: "oidc:https://id.example#77", Name: "lena", Kind: api.Human, Verified: api.ByOIDC, Roles: []refund.Role{"lead"}, NarrowsRoles: true,
}}

func TestEveryActCarriesTheDoorsWordOnWhoActs(t *testing.T) {
	for method, act := range acts() {
		b, bodies := vouched(t, []byte("signed"))
		if _, err := act(t.Context(), b.Service, lena); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		sent := b.Stories.Acts()[0]
		body, err := sent.Body()
		if err != nil || len(*bodies) != 1 || (*bodies)[0] != string(known)+" "+body {
			t.Errorf("%s: signed %v, sent %s", method, *bodies, body)
		}
		if sent.Attested == nil || sent.Attested.Subject.ID != lena.Subject.ID || sent.Attested.Subject.Person != "lena" ||
			sent.Attested.Subject.Verified != api.ByOIDC || !sent.Attested.Subject.NarrowsRoles || sent.By() != "lena" {
			t.Errorf("%s: %+v", method, sent.Attested)
		}
	}
}

func TestADoorWithoutAKeySendsNoWord(t *testing.T) {
	b, _ := vouched(t, nil)
	for _, own := range []*bench{b, newBench(t)} {
		if _, err := acts()[api.MethodDecide](t.Context(), own.Service, lena); err != nil {
			t.Fatal(err)
		}
		if sent := own.Stories.Acts()[0]; sent.Attested != nil {
			t.Errorf("%+v", sent.Attested)
		}
	}
}

func TestTheHolderOfALinkIsVouchedForByTheLinkAlone(t *testing.T) {
	b, bodies := vouched(t, []byte("signed"))
	for n, call := range []api.Call{{}, lena} {
		if _, err := b.Service.AnswerOffer(t.Context(), call, api.AnswerOfferRequest{ID: known, Accept: true, Token: "link"}); err != nil {
			t.Fatal(err)
		}
		if sent := b.Stories.Acts()[n]; sent.Attested != nil || len(*bodies) > 0 {
			t.Errorf("%+v", sent.Attested)
		}
	}
}
