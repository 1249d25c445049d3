package rpc

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"connectrpc.com/connect/v2"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/wire"
	"github.com/makegood/makegood/refund"
)

// versionOf is the version that an If-Match header names; 0: none, or any ("*"). A tag that was never a refund's matches no
// refund (STALE_VIEW).
func versionOf(match string, m api.Method) (int64, error) {
	match = strings.TrimSpace(match)
	switch {
	case match == "":
		return 0, nil
	case !m.Acts():
		return 0, refund.Problem{Code: refund.CodeMalformed, Detail: string(m) + " takes no If-Match: it changes no refund that was looked at"}
	case match == "*":
		return 0, nil
	case strings.Contains(match, ","):
		return 0, refund.Problem{Code: refund.CodeMalformed, Detail: "If-Match names one version, as the refund's ETag does"}
	}
	tag, quoted := strings.CutPrefix(match, `"`)
	tag, ended := strings.CutSuffix(tag, `"`)
	version, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || !quoted || !ended || version <= 0 || !wire.Digits(tag) {
		return 0, refund.Problem{Code: refund.CodeStaleView, Detail: "If-Match names no version that a refund was shown at: look again"}
	}
	return version, nil
}

// keyBytesMax bounds an idempotency key: it is kept as an id.
const keyBytesMax = 128

// checkKey refuses a key that is too long, or that has anything but visible ASCII: it becomes an id in Temporal and in the
// ledger, and a header is bytes of any kind.
func checkKey(key string) error {
	if len(key) > keyBytesMax {
		return refund.Problem{Code: refund.CodeTooLarge, Detail: "the idempotency key has more than 128 bytes"}
	}
	if strings.ContainsFunc(key, func(c rune) bool { return c < '!' || c > '~' }) {
		return refund.Problem{Code: refund.CodeMalformed, Detail: "the idempotency key has a character that is not visible ASCII"}
	}
	return nil
}

// saidTwice refuses a call that has one of its headers more than once: which of them counts, a proxy in between may see
// otherwise. Of Authorization package identity says so.
func saidTwice(values func(string) []string) error {
	for _, name := range []string{headerKey, headerMatch, HeaderBy} {
		if len(values(name)) > 1 {
			return refund.Problem{Code: refund.CodeMalformed, Detail: "the call has more than one header " + name}
		}
	}
	return nil
}

// setHeader sets a header of the answer.
func setHeader(ctx context.Context, name, value string) {
	if info, ok := connect.CallInfoForServerContext(ctx); ok {
		info.ResponseHeader().Set(name, value)
	}
}

// markReplayed marks an answer as that to an earlier call.
func markReplayed(ctx context.Context, replayed bool) {
	if replayed {
		setHeader(ctx, headerReplayed, "true")
	}
}

// refusedIn is an error of the service on the wire, with what its headers say beside it.
func refusedIn(ctx context.Context, err error) error {
	if own := new(api.Error); errors.As(err, &own) {
		markReplayed(ctx, own.Replayed)
		if seconds := own.Class().RetrySeconds(); seconds > 0 {
			setHeader(ctx, headerRetry, strconv.Itoa(seconds))
		}
	}
	return failed(err)
}
