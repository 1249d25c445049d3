package app

import (
	"github.com/makegood/makegood/api/remote"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
)

// RemoteService is the service behind the API that the settings name. waits is told what is waited for before a call is sent
// again.
func RemoteService(s config.Settings, waits func(text string)) (*remote.Client, error) {
	r := s.Remote
	client, err := remote.New(remote.Config{
		URL: r.URL, Token: secret.Either(r.Token, r.TokenFile), AuthorityFile: r.TLSAuthorityFile, Timeout: r.CallTimeout, Waits: waits,
	})
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	return client, nil
}
