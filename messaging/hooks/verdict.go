package hooks

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/refund"
)

// ladder are the pauses after failed tries of one event: it is tried ten times over three days, and then given up.
var ladder = [...]time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	// jitter is what a pause may be longer by, so that what failed together does not come again together.
	jitter = 0.2
	// pauseMax bounds how long an endpoint that fails is left alone.
	pauseMax = time.Minute
)

// result is what came of a try, as metrics have it.
type result string

// The results.
const (
	// resultTaken: 2xx.
	resultTaken result = "taken"
	// resultRefused: it answers, and does not want this: another 4xx, or a redirect.
	resultRefused result = "refused"
	// resultPatience: it asks for patience (429).
	resultPatience result = "patience"
	// resultUnwell: 5xx, or 408.
	resultUnwell result = "unwell"
	// resultSilent: no answer in time, or none that could be read.
	resultSilent result = "silent"
	// resultGone: it wants nothing any more (410).
	resultGone result = "gone"
)

// resultOf says what an answer means.
func resultOf(a answer) result {
	switch {
	case a.err != nil:
		return resultSilent
	case a.status >= 200 && a.status < 300:
		return resultTaken
	case a.status == http.StatusGone:
		return resultGone
	case a.status == http.StatusTooManyRequests:
		return resultPatience
	case a.status == http.StatusRequestTimeout, a.status >= 500:
		return resultUnwell
	}
	return resultRefused
}

// verdict is what becomes of an event after a try. tries are those before it, failures how many at the endpoint have
// failed since one was taken.
func (s *Sender) verdict(a answer, tries, failures int) refund.HookEnd {
	end := refund.HookEnd{State: refund.HookWaiting}
	switch resultOf(a) {
	case resultTaken:
		return refund.HookEnd{State: refund.HookTold}
	case resultGone:
		return refund.HookEnd{State: refund.HookWaiting, Gone: true, Problem: "it is gone (410)"}
	case resultRefused:
		end.Problem, end.EndpointPause = fmt.Sprintf("it refuses (%d)", a.status), pauseAfter(failures)
	case resultPatience:
		end.Problem, end.EndpointPause = "it asks for patience (429)", max(a.retryAfter, pauseAfter(failures+1))
	case resultUnwell:
		end.Problem, end.EndpointPause = fmt.Sprintf("it is not well (%d)", a.status), max(a.retryAfter, pauseAfter(failures+1))
	case resultSilent:
		end.Problem, end.EndpointPause = "no answer: "+silence(a.err), pauseAfter(failures+1)
	}
	if tries >= len(ladder) {
		end.State = refund.HookGivenUp
		return end
	}
	end.Pause = max(a.retryAfter, time.Duration(float64(ladder[tries])*(1+jitter*s.config.Random())))
	return end
}

// pauseAfter is for how long an endpoint is left alone that has failed so often in a row: 1, 2, 4 seconds, and so on.
func pauseAfter(failures int) time.Duration {
	if failures <= 0 {
		return 0
	}
	return min(time.Second<<min(failures-1, 10), pauseMax)
}

// silence is why there was no answer, without names and addresses that come out of the network.
func silence(err error) string {
	switch {
	case errors.Is(err, errPrivate):
		return errPrivate.Error()
	case errors.Is(err, errNotSecured):
		return errNotSecured.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	}
	switch line.FaultOf(err) {
	case line.FaultAddress:
		return "nobody answers at its address"
	case line.FaultAuthority:
		return "its certificate is of an authority that is not trusted"
	case line.FaultName:
		return "its certificate is for another name"
	case line.FaultTheirCertificate:
		return "its certificate is not valid"
	case line.FaultOurCertificate:
		return "it asks for a certificate"
	case line.FaultNoTLS:
		return "it does not speak TLS"
	case line.FaultFile:
		return "tls_authority_file cannot be read"
	case line.FaultOther:
	}
	return "the connection broke"
}
