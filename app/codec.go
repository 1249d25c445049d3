package app

import (
	"context"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/codec"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/temporal"
)

// Unreadable is a payload in Temporal that cannot be opened with the configured keys.
type Unreadable = codec.Unreadable

// CodeKeyUnknown: a payload's key is not in the key file.
const CodeKeyUnknown = codec.CodeKeyUnknown

// encoding is how the settings say that everything in Temporal is encoded, for a command: the key file is read
// once.
func encoding(s config.Settings) (temporal.Encoding, error) {
	if s.Codec.KeysFile == "" {
		return temporal.Encoding{}, nil
	}
	ring, err := codec.OpenRing(s.Codec.KeysFile)
	if err != nil {
		return temporal.Encoding{}, Coded{Code: CodeBadConfig, Err: err}
	}
	return temporal.Encrypted(codec.New(ring, nil)), nil
}

// watchedEncoding is the encoding of a process: the key file is watched until ctx ends, and payloads are counted.
func (a *App) watchedEncoding(ctx context.Context) (temporal.Encoding, error) {
	with, err := a.watchedCodec(ctx)
	if err != nil {
		return temporal.Encoding{}, err
	}
	return temporal.Encrypted(with), nil
}

// watchedCodec is plain without a key file. What it cannot open is counted either way.
func (a *App) watchedCodec(ctx context.Context) (codec.Codec, error) {
	counts, err := codec.NewCounts(a.registry)
	if err != nil {
		return codec.Codec{}, err
	}
	if a.settings.Codec.KeysFile == "" {
		return codec.NewPlain(counts), nil
	}
	ring, err := codec.OpenRing(a.settings.Codec.KeysFile)
	if err != nil {
		return codec.Codec{}, Coded{Code: CodeBadConfig, Err: err}
	}
	a.logger.Info("payloads in Temporal are encrypted", zap.Strings("keys", ring.IDs()))
	ticker := time.NewTicker(lookEvery)
	context.AfterFunc(ctx, ticker.Stop)
	go ring.Watch(ctx, ticker.C, a.keysChanged)
	return codec.New(ring, counts), nil
}

// keysChanged says what became of a change of the key file.
func (a *App) keysChanged(c codec.Change) {
	if c.Err != nil {
		a.logger.Error("key file refused, the old keys stay", zap.Strings("keys", c.IDs), zap.Error(c.Err))
		return
	}
	a.logger.Info("key file reloaded; the first key encrypts", zap.Strings("keys", c.IDs))
}
