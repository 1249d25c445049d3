package temporal

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"

	"go.temporal.io/api/serviceerror"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/makegood/makegood/internal/line"
)

// Names of settings, as an error shows them.
const (
	settingAddress    = "MAKEGOOD_TEMPORAL_ADDRESS or TEMPORAL_ADDRESS"
	settingNamespace  = "MAKEGOOD_TEMPORAL_NAMESPACE or TEMPORAL_NAMESPACE"
	settingAuthority  = "TEMPORAL_TLS_SERVER_CA_CERT_PATH"
	settingName       = "TEMPORAL_TLS_SERVER_NAME"
	settingCert       = "TEMPORAL_TLS_CLIENT_CERT_PATH"
	settingCertKey    = "TEMPORAL_TLS_CLIENT_KEY_PATH"
	settingTLS        = "TEMPORAL_TLS"
	settingAPIKey     = "TEMPORAL_API_KEY"
	settingAPIKeyFile = "MAKEGOOD_TEMPORAL_API_KEY_FILE"
)

// SettingError is an error of the line to Temporal with the setting to look at.
type SettingError struct {
	// Setting is its name; a profile file has the same settings under other names.
	Setting string
	Err     error
}

// Error implements error.
func (e SettingError) Error() string { return fmt.Sprintf("look at %s: %v", e.Setting, e.Err) }

// Unwrap returns the error.
func (e SettingError) Unwrap() error { return e.Err }

func (l Line) about(setting string, err error) error { return SettingError{Setting: setting, Err: err} }

// keySetting is where the API key comes from.
func (l Line) keySetting() string {
	if l.keyFile != "" {
		return settingAPIKeyFile
	}
	return settingAPIKey
}

// fileSetting is the setting that names the file an error is about.
func (l Line) fileSetting(err error) string {
	var file *fs.PathError
	if t := l.profile.TLS; errors.As(err, &file) && t != nil {
		switch file.Path {
		case t.ClientKeyPath:
			return settingCertKey
		case t.ServerCACertPath:
			return settingAuthority
		}
	}
	if strings.Contains(err.Error(), "server CA") {
		return settingAuthority
	}
	return settingCert
}

// Explain adds to an error of a call the setting that the server's answer points at.
func (s Settings) Explain(err error) error {
	if err == nil {
		return nil
	}
	return secured{line: s.Line, problem: &atomic.Pointer[error]{}}.explain(err)
}

// explain adds the setting that an error of a call points at. Its own handshake says more than the driver's text.
func (s secured) explain(err error) error {
	if problem := s.problem.Load(); problem != nil {
		err = *problem
	}
	if setting := s.setting(err); setting != "" {
		return s.line.about(setting, err)
	}
	return err
}

func (s secured) setting(err error) string {
	switch line.FaultOf(err) {
	case line.FaultAuthority:
		return settingAuthority
	case line.FaultName:
		return settingName
	case line.FaultTheirCertificate:
		return settingAddress + " (the server's certificate is no good)"
	case line.FaultOurCertificate:
		return settingCert
	case line.FaultNoTLS:
		return settingTLS + " (the server speaks no TLS)"
	case line.FaultFile:
		return s.line.fileSetting(err)
	case line.FaultAddress:
		return settingAddress
	case line.FaultOther:
	}
	return s.answered(err)
}

// answered is the setting that the server's own answer points at, or that silence does.
func (s secured) answered(err error) string {
	code := codeOf(err)
	switch {
	case code == codes.Unauthenticated, code == codes.PermissionDenied:
		return s.line.keySetting()
	case code == codes.NotFound:
		return settingNamespace
	case code == codes.Unavailable, code == codes.DeadlineExceeded:
		return s.unanswered(err)
	}
	return ""
}

// unanswered: who is spoken to in plain text, and demands TLS, hangs up.
func (s secured) unanswered(err error) string {
	switch {
	case strings.Contains(err.Error(), "server preface") && s.line.encrypted():
		return settingCert
	case strings.Contains(err.Error(), "server preface"):
		return settingTLS + " (the server may demand it)"
	}
	return settingAddress
}

// codeOf is an error's code of gRPC.
func codeOf(err error) codes.Code {
	var answer serviceerror.ServiceError
	if errors.As(err, &answer) {
		return answer.Status().Code()
	}
	var known interface{ GRPCStatus() *status.Status }
	if errors.As(err, &known) {
		return known.GRPCStatus().Code()
	}
	return codes.Unknown
}
