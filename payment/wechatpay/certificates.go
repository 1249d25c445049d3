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

// fetchCertificates asks for the certificates that WeChat Pay signs with now. Nothing that is known yet may verify
// the answer: it is opened with the APIv3 key, which only WeChat Pay and the merchant have, and then held to one of
// the certificates that were in it.
func (a *Adapter) fetchCertificates(ctx context.Context) error {
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
