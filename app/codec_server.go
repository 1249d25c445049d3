package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/codec/server"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/health"
)

// RunCodecServer opens payloads for the Temporal UI until ctx ends.
func (a *App) RunCodecServer(ctx context.Context) error {
	c := a.settings.Codec
	if !c.Served() {
		return Coded{Code: CodeBadConfig, Err: fmt.Errorf("%[1]sCODEC_KEYS_FILE and %[1]sCODEC_TOKENS_FILE are needed", config.Prefix)}
	}
	with, err := a.watchedCodec(ctx)
	if err != nil {
		return err
	}
	handler, err := server.New(server.Config{
		Codec: with, Namespace: a.settings.Temporal.Namespace, Origin: a.settings.Origin(), TokensFile: c.TokensFile,
		TLS: c.TLSCertFile != "", Logger: a.logger, Metrics: a.registry,
	})
	if err != nil {
		return Coded{Code: CodeBadConfig, Err: err}
	}
	stopServing, err := a.serve(ctx, c.MetricsAddress, health.NewBoard(ctx.Done()))
	if err != nil {
		return err
	}
	defer stopServing()
	listener, err := net.Listen("tcp", c.Address)
	if err != nil {
		return fmt.Errorf("codec server: %w", err)
	}
	a.logger.Info("codec server answers", zap.String("address", listener.Addr().String()), zap.Bool("tls", c.TLSCertFile != ""),
		zap.String("origin", a.settings.Origin()))
	line := server.Line{Listener: listener, CertificateFile: c.TLSCertFile, KeyFile: c.TLSKeyFile}
	return errors.Join(server.Serve(ctx, line, handler), ignoreClosed(listener.Close()))
}

// ignoreClosed forgets that a listener was closed by its server already.
func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// AddCodecToken makes a token for whoever has the name, writes its hash into the configured file, and returns it.
func AddCodecToken(c config.Codec, name string) (made string, err error) {
	err = changeFile("TOKENS_FILE", c.TokensFile, func(content []byte) (changed []byte, err error) {
		changed, made, err = server.AddToken(content, name)
		return changed, err
	})
	return made, err
}

// OpenCodecToDemo gives a demo keys, where it has none, and one new token, in its data folder. It returns the token.
func OpenCodecToDemo(s *config.Settings, now time.Time) (token string, err error) {
	s.Codec.KeysFile = cmp.Or(s.Codec.KeysFile, filepath.Join(s.DataDir, "codec-keys"))
	s.Codec.TokensFile = cmp.Or(s.Codec.TokensFile, filepath.Join(s.DataDir, "codec-tokens"))
	if _, missing := os.Stat(s.Codec.KeysFile); errors.Is(missing, os.ErrNotExist) {
		if err := AddCodecKey(s.Codec, now.UTC().Format(time.DateOnly)); err != nil {
			return "", err
		}
	}
	return AddCodecToken(s.Codec, "demo-"+now.UTC().Format("20060102T150405"))
}
