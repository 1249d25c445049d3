package app

import (
	"context"
	"fmt"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/internal/codec"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// CodecKeys are the ids of the configured keys, in the file's sequence: the first one encrypts.
func CodecKeys(c config.Codec) ([]string, error) {
	if c.KeysFile == "" {
		return nil, unset("KEYS_FILE")
	}
	ring, err := codec.OpenRing(c.KeysFile)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	return ring.IDs(), nil
}

// AddCodecKey makes a key at the end of the configured file, which is made where there is none.
func AddCodecKey(c config.Codec, id string) error {
	return changeFile("KEYS_FILE", c.KeysFile, func(content []byte) ([]byte, error) { return codec.AddKey(content, id) })
}

// UseCodecKey puts a key before the others, so that it encrypts.
func UseCodecKey(c config.Codec, id string) error {
	return changeFile("KEYS_FILE", c.KeysFile, func(content []byte) ([]byte, error) { return codec.UseKey(content, id) })
}

func changeFile(setting, path string, change func([]byte) ([]byte, error)) error {
	if path == "" {
		return unset(setting)
	}
	if err := codec.ChangeKeyFile(path, change); err != nil {
		return Coded{Code: CodeBadConfig, Err: err}
	}
	return nil
}

func unset(setting string) error {
	return Coded{Code: CodeBadConfig, Err: fmt.Errorf("%sCODEC_%s names no file", config.Prefix, setting)}
}

// KeyUse says which refunds that Temporal still has began under which key. A refund that began under a key may
// need each key that encrypted after it.
type KeyUse struct {
	// Begun counts refunds by the key of their memo, which their first run wrote and later runs keep; those of
	// "" began before anything was encrypted.
	Begun map[string]int64 `json:"begun"`
	// Missing are keys that refunds began under and that the file does not have.
	Missing []string `json:"missing"`
	// More: there are more refunds than were looked at.
	More bool `json:"more"`
}

// refundsLookedAtMax bounds the list of refunds that FindKeyUse goes through.
const refundsLookedAtMax = 500_000

// FindKeyUse goes through the refunds that Temporal lists, open and closed.
func FindKeyUse(ctx context.Context, s config.Settings, c client.Client, ids []string) (KeyUse, error) {
	use := KeyUse{Begun: map[string]int64{}, Missing: []string{}}
	for _, id := range ids {
		use.Begun[id] = 0
	}
	ask := &workflowservice.ListWorkflowExecutionsRequest{
		PageSize: runningPageMax, Query: fmt.Sprintf(`WorkflowType = %q AND TaskQueue = %q`, refund.WorkflowName, s.Temporal.TaskQueue),
	}
	for count := 0; ; {
		page, err := c.ListWorkflow(ctx, ask)
		if err != nil {
			return use, err
		}
		for _, about := range page.GetExecutions() {
			id := codec.KeyID(about.GetMemo().GetFields()[refund.MemoPlace])
			if _, known := use.Begun[id]; !known && id != "" {
				use.Missing = append(use.Missing, id)
			}
			use.Begun[id]++
		}
		count += len(page.GetExecutions())
		ask.NextPageToken = page.GetNextPageToken()
		use.More = len(ask.NextPageToken) > 0 && count >= refundsLookedAtMax
		if use.More || len(ask.NextPageToken) == 0 {
			return use, nil
		}
	}
}

// Needed are the keys that a refund may need: the oldest one that a refund began under, and all that are before
// it in the file, which encrypted after it.
func (u KeyUse) Needed(ids []string) map[string]bool {
	needed := map[string]bool{}
	oldest := 0
	for i, id := range ids {
		if u.Begun[id] > 0 {
			oldest = i
		}
	}
	for _, id := range ids[:oldest+1] {
		needed[id] = true
	}
	return needed
}
