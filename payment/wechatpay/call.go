package wechatpay

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/rsa256"
	"github.com/makegood/makegood/payment/wire"
)

// answer is a whole answer. Unproved is why it proves nothing; nil: WeChat Pay signed it.
type answer struct {
	wire.Reply
	Unproved error
}

// call makes one signed request, and holds the answer to its signature. What kept it from being sent is a Silence
// like any other.
func (a *Adapter) call(ctx context.Context, method, pathAndQuery string, body any) (answer, *wire.Silence) {
	reply, silent := a.send(ctx, method, pathAndQuery, body)
	if silent != nil {
		return answer{}, silent
	}
	return answer{Reply: reply, Unproved: a.proof(ctx, reply.Header, reply.Body)}, nil
}

// send makes one signed request.
func (a *Adapter) send(ctx context.Context, method, pathAndQuery string, body any) (wire.Reply, *wire.Silence) {
	req, err := a.request(ctx, method, a.baseURL+pathAndQuery, body)
	if err != nil {
		return wire.Reply{}, &wire.Silence{Reason: "not sent: " + err.Error()}
	}
	return wire.Send(a.http, req)
}

func (a *Adapter) request(ctx context.Context, method, address string, body any) (*http.Request, error) {
	var content []byte
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	signer, err := a.config.Signer()
	if err != nil {
		return nil, fmt.Errorf("the private key: %w", err)
	}
	authorization, err := signer.authorize(a.config.MerchantID, signed{
		Method: method, URL: req.URL.RequestURI(), At: a.config.Now(), Nonce: rand.Text(), Body: string(content),
	})
	if err != nil {
		return nil, fmt.Errorf("the private key: %w", err)
	}
	req.Header.Set("Authorization", authorization)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "makegood") // an empty one is refused
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if id := a.ring.asked(); id != "" {
		req.Header.Set("Wechatpay-Serial", id)
	}
	return req, nil
}

// signed is what the signature of a request is over.
type signed struct {
	Method, URL string
	At          time.Time
	Nonce, Body string
}

func (s signed) message() []byte {
	return lines(s.Method, s.URL, strconv.FormatInt(s.At.Unix(), 10), s.Nonce, s.Body)
}

// lines joins parts as they are signed: each ends with a line feed, the last too.
func lines(parts ...string) []byte { return []byte(strings.Join(parts, "\n") + "\n") }

// authorize is the Authorization header of a request.
func (s Signer) authorize(merchant string, what signed) (string, error) {
	key, err := rsa256.ParsePrivateKey(s.PrivateKey)
	if err != nil {
		return "", err
	}
	signature, err := rsa256.Sign(key, what.message())
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",signature="%s",timestamp="%d",serial_no="%s"`,
		merchant, what.Nonce, signature, what.At.Unix(), s.SerialNumber), nil
}

// problem is an answer that is no success.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// code is the error code of an answer; empty: it has none.
func (a answer) code() string {
	var said problem
	if json.Unmarshal(a.Body, &said) != nil {
		return ""
	}
	return said.Code
}

func (a answer) word() string { return word(a.Status, a.Body) }

// word is what an answer says, for people; it is never read by the program.
func word(status int, body []byte) string {
	var said problem
	if json.Unmarshal(body, &said) != nil || said.Code == "" {
		return wire.Clipped(fmt.Sprintf("HTTP %d", status))
	}
	return wire.Clipped(said.Code + ": " + said.Message)
}

// limited is the rate limit of an answer: a 429, but for FREQUENCY_LIMITED, which may have been accepted.
func (a answer) limited(now time.Time) error {
	if a.Status != http.StatusTooManyRequests || a.code() == codeFrequency {
		return nil
	}
	return payment.RateLimited{RetryAfter: wire.RetryAfter(a.Header, now)}
}

// codeFrequency: the API's table says that such a refund was not accepted, its guide that it was. So neither is
// concluded from it: a look-up decides, and the same number is asked for again where there is none.
const codeFrequency = "FREQUENCY_LIMITED"
