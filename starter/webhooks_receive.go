package starter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// receive takes one notification: it is answered well once it is stored, and only then. A provider repeats one that is
// answered otherwise.
func (w *Webhooks) receive(answer http.ResponseWriter, r *http.Request) {
	name := r.PathValue("provider")
	receiver, known := w.config.Receivers[name]
	if !known {
		w.refuse(answer, "", webhookNobody, http.StatusNotFound)
		return
	}
	select {
	case w.room <- struct{}{}:
		defer func() { <-w.room }()
	default:
		answer.Header().Set("Retry-After", "1")
		w.refuse(answer, name, webhookBusy, http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(answer, r.Body, bodyBytesMax))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		w.refuse(answer, name, webhookTooLarge, http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		w.refuse(answer, name, webhookBroken, http.StatusBadRequest)
		return
	}
	if err := receiver.Verify(r.Header, body); err != nil {
		w.unverified(answer, name, err)
		return
	}
	w.keep(answer, r, name, body)
}

// unverified refuses what is not the provider's. That it cannot be told, since a secret cannot be read, is no reason to
// lose it.
func (w *Webhooks) unverified(answer http.ResponseWriter, name string, err error) {
	w.config.Logger.Warn("a notification is not taken", zap.String("provider", name), zap.Error(err))
	if errors.Is(err, payment.ErrForged) {
		w.refuse(answer, name, webhookForged, http.StatusUnauthorized)
		return
	}
	w.refuse(answer, name, webhookFailed, http.StatusServiceUnavailable)
}

func (w *Webhooks) refuse(answer http.ResponseWriter, name string, result webhookResult, status int) {
	w.counts.received(name, result)
	http.Error(answer, http.StatusText(status), status)
}

// keep stores what was verified and answers as the provider wants it. Storing outlives the request: a provider that
// hangs up has sent it all the same.
func (w *Webhooks) keep(answer http.ResponseWriter, r *http.Request, name string, body []byte) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), storeMax)
	defer cancel()
	in := ledger.Notification{ID: notificationID(name, body), Provider: name, Header: keptHeader(r.Header), Body: body, At: w.config.Now().UTC()}
	first, err := w.store(ctx, in)
	if err != nil {
		w.config.Logger.Error("a notification cannot be stored, and its provider is asked to repeat it", zap.String("provider", name), zap.Error(err))
		w.refuse(answer, name, webhookFailed, http.StatusServiceUnavailable)
		return
	}
	w.kept(in, first)
	status, contentType, said := w.config.Receivers[name].Answer()
	write(answer, status, contentType, said)
}

// kept has a new notification booked. A repeated one has been, or will be.
func (w *Webhooks) kept(in ledger.Notification, first bool) {
	if !first {
		w.counts.received(in.Provider, webhookRepeated)
		return
	}
	w.counts.received(in.Provider, webhookStored)
	select {
	case w.stored <- in:
	default:
	}
}

func write(answer http.ResponseWriter, status int, contentType string, body []byte) {
	if contentType != "" {
		answer.Header().Set("Content-Type", contentType)
	}
	answer.WriteHeader(status)
	_, _ = answer.Write(body) // the provider repeats what it did not hear
}

// store keeps a notification in the ledger, its bytes sealed under the key of the month: they may hold a payer's name,
// and whose they are is not known before they are read (docs/erasure.md). It reports whether it is the first one.
func (w *Webhooks) store(ctx context.Context, in ledger.Notification) (first bool, err error) {
	owner := refund.KeyOwner{Scope: refund.KeyOfMonth, Name: in.At.Format("2006-01")}
	if in.Body, err = w.config.Vault.SealBytes(ctx, owner, in.Body); err != nil {
		return false, err
	}
	return w.config.Books.KeepNotification(ctx, in)
}

// notificationID is the hash of provider and body.
func notificationID(provider string, body []byte) string {
	sum := sha256.New()
	sum.Write([]byte(provider + "\x00"))
	sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil))
}

// keptParts are what the headers' names have in common that prove who sent a notification. No other is kept: they name
// machines, and may hold credentials.
var keptParts = []string{"signature", "timestamp", "nonce", "serial", "transmission-", "cert-url", "auth-algo"}

func keptHeader(header http.Header) map[string]string {
	kept := map[string]string{}
	for name := range header {
		for _, part := range keptParts {
			if strings.Contains(strings.ToLower(name), part) || name == "Content-Type" {
				kept[name] = refund.Cut(header.Get(name), headerBytesMax)
			}
		}
	}
	return kept
}

// headerBytesMax bounds a header that is kept.
const headerBytesMax = 2048
