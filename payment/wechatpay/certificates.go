package wechatpay

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// certificates is the answer of GET /v3/certificates.
type certificates struct {
	Data []struct {
		Serial    string `json:"serial_no"`
		Encrypted sealed `json:"encrypt_certificate"`
	} `json:"data"`
}

// FetchCertificates asks for the certificates that WeChat Pay signs with now, and keeps them in place of those it had
// fetched before. An adapter does it by itself when an answer names one that it does not know; a process that only
// receives notifications has to, at its start and now and then: certificates are replaced. Nothing that is known yet may verify
// the answer: it is opened with the APIv3 key, which only WeChat Pay and the merchant have, and then held to one of
// the certificates that were in it.
func (a *Adapter) FetchCertificates(ctx context.Context) error {
	if a.config.APIv3Keys == nil {
		return errors.New("wechatpay: no APIv3 key opens certificates")
	}
	reply, silent := a.send(ctx, http.MethodGet, "/v3/certificates", nil)
	if silent != nil {
		return silent
	}
	if reply.Status != http.StatusOK {
		return errors.New(word(reply.Status, reply.Body))
	}
	var listed certificates
	if err := json.Unmarshal(reply.Body, &listed); err != nil {
		return errors.New("the list of certificates cannot be read")
	}
	fetched := map[string]string{}
	for _, c := range listed.Data {
		text, err := open(a.config.APIv3Keys, c.Encrypted)
		if err != nil {
			return err
		}
		fetched[c.Serial] = string(text)
	}
	if err := verify(fetched, reply.Header, reply.Body, a.config.Now()); err != nil {
		return err
	}
	a.ring.keep(fetched)
	return nil
}
