package alipay

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

const (
	// billBytesMax bounds a bill as it is sent, billTextMax what it unpacks to: one that is longer breaks off before its
	// end, which is an error.
	billBytesMax = 32 << 20
	billTextMax  = 256 << 20
	// billDownloadMax bounds a download, which the address that Alipay names allows for half a minute to begin.
	billDownloadMax = 2 * time.Minute
)

// List implements payment.Lister. Alipay lists trades and refunds by the day, and only the next day: the refunds of a
// bill are those that were made on its day (UTC+8). So a query needs a period, and one with a day whose bill is not
// surely out ends with payment.NotListedYet. A bill is downloaded from an address that Alipay signed, but has neither
// signature nor digest itself.
func (a *Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		if q.From.IsZero() || q.To.IsZero() {
			yield(payment.Listed{}, errors.New("alipay: refunds are listed by the day: a query needs a period"))
			return
		}
		now := a.config.Now()
		for _, date := range ofBills.DaysOut(q, now) {
			listed, err := a.bill(ctx, q.Account, date)
			if err != nil {
				yield(payment.Listed{}, fmt.Errorf("alipay: the bill of %s: %w", date.Format(time.DateOnly), err))
				return
			}
			for _, l := range listed {
				l.Account = q.Account
				if q.Asks(l) && !yield(l, nil) {
					return
				}
			}
		}
		if err := limits().Unfinished(q, now); err != nil {
			yield(payment.Listed{}, err)
		}
	}
}

// noBill: nothing happened on the day.
const noBill = "isp.bill_not_exist"

// bill is one day's refunds.
func (a *Adapter) bill(ctx context.Context, account string, date time.Time) ([]payment.Listed, error) {
	address, err := a.billAddress(ctx, account, date)
	if err != nil || address == "" {
		return nil, err
	}
	packed, err := a.download(ctx, address)
	if err != nil {
		return nil, err
	}
	content, err := unpack(packed)
	if err != nil {
		return nil, err
	}
	return a.readBill(content)
}

func (a *Adapter) billAddress(ctx context.Context, account string, date time.Time) (string, error) {
	if err := payment.Turn(ctx); err != nil {
		return "", err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	got, silent := a.call(ctx, account, methodBill, map[string]string{"bill_type": "trade", "bill_date": date.Format(time.DateOnly)})
	switch {
	case silent != nil:
		return "", silent
	case got.limited(a.config.Now()) != nil:
		return "", got.limited(a.config.Now())
	case got.refuses() && got.SubCode == noBill:
		return "", nil
	case !got.ok():
		return "", errors.New(got.word())
	}
	var place struct {
		URL string `json:"bill_download_url"`
	}
	if err := json.Unmarshal(got.Node, &place); err != nil || place.URL == "" {
		return "", errors.New("the answer names no bill")
	}
	return place.URL, nil
}

// download gets a bill. Its address is a secret for half a minute, and comes into no error.
func (a *Adapter) download(ctx context.Context, address string) ([]byte, error) {
	if err := payment.Turn(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, billDownloadMax)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("the bill's address is none")
	}
	reply, silent := wire.SendUpTo(a.http, req, billBytesMax)
	switch {
	case silent != nil:
		return nil, silent
	case reply.Status != http.StatusOK:
		return nil, fmt.Errorf("its download is answered with HTTP %d", reply.Status)
	}
	return reply.Body, nil
}

// unpack finds the file with the single trades; beside it lies one with their sums. Both, and their names, are in GBK.
func unpack(packed []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return "", errors.New("it is no archive")
	}
	for _, file := range archive.File {
		content, err := textOf(file)
		if err != nil {
			return "", err
		}
		if isDetail(content) {
			return content, nil
		}
	}
	return "", errors.New("no file in it lists trades")
}

func textOf(file *zip.File) (string, error) {
	packed, err := file.Open()
	if err != nil {
		return "", errors.New("a file in it cannot be read")
	}
	defer packed.Close()
	content, err := io.ReadAll(io.LimitReader(simplifiedchinese.GBK.NewDecoder().Reader(packed), billTextMax))
	if err != nil {
		return "", errors.New("a file in it is not whole, or not in GBK")
	}
	return string(content), nil
}
