package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"go.temporal.io/sdk/contrib/envconfig"
)

// Temporal says where the workflows run. Beside these settings Temporal's own variables (TEMPORAL_ADDRESS,
// TEMPORAL_API_KEY, TEMPORAL_TLS_...) and its profile file count: a MAKEGOOD_ setting that is set wins, then the
// variable, then the profile, then the default.
type Temporal struct {
	Address    string `env:"ADDRESS" envDefault:"127.0.0.1:7233" doc:"Temporal's frontend, host:port; where it is not set, TEMPORAL_ADDRESS or the profile file says it"`
	Namespace  string `env:"NAMESPACE" envDefault:"default" doc:"Temporal's namespace; where it is not set, TEMPORAL_NAMESPACE or the profile file says it"`
	TaskQueue  string `env:"TASK_QUEUE" envDefault:"refunds" doc:"the task queue of refunds"`
	UIURL      string `env:"UI_URL" envDefault:"http://127.0.0.1:8233" doc:"Temporal's UI, for links"`
	APIKeyFile string `env:"API_KEY_FILE" doc:"the file of the API key, read again for each call, in the place of TEMPORAL_API_KEY; TLS, certificates and profiles are set by Temporal's own variables ([docs/secured-lines.md](docs/secured-lines.md))"`

	// profile is what Temporal's own variables and the profile file say.
	profile envconfig.ClientConfigProfile
}

// Profile is what Temporal's own variables and its profile file say: TLS, certificates, API key.
func (t Temporal) Profile() envconfig.ClientConfigProfile { return t.profile }

// temporalFile and temporalPrefix belong to Temporal's own variables.
const (
	temporalPrefix = "TEMPORAL_"
	temporalFile   = temporalPrefix + "CONFIG_FILE"
)

// WithoutTemporalsOwn takes away Temporal's own variables and its profile file: for a process that brings a server
// of its own.
func WithoutTemporalsOwn(variables map[string]string) {
	for name := range variables {
		if strings.HasPrefix(name, temporalPrefix) {
			delete(variables, name)
		}
	}
	variables[temporalFile] = os.DevNull
}

// fillTemporal reads Temporal's own variables and its profile file, and takes from them what no MAKEGOOD_ setting says.
func (s *Settings) fillTemporal(variables map[string]string) (out problems) {
	profile, err := temporalProfile(variables)
	if err != nil {
		return problems{err.Error()}
	}
	t := &s.Temporal
	t.profile = profile
	for _, one := range []struct {
		name, said string
		to         *string
	}{{"ADDRESS", profile.Address, &t.Address}, {"NAMESPACE", profile.Namespace, &t.Namespace}} {
		if variables[Prefix+temporalPrefix+one.name] == "" && one.said != "" {
			*one.to = one.said
		}
	}
	return t.checkSwitches(variables)
}

// temporalProfile is the chosen profile of the file, with the variables over it.
func temporalProfile(variables map[string]string) (envconfig.ClientConfigProfile, error) {
	named := variables[temporalFile]
	if named != "" {
		if _, err := os.Stat(named); err != nil { // a file that was named and is not there is a mistake
			return envconfig.ClientConfigProfile{}, fmt.Errorf("%s: %w", temporalFile, err)
		}
	}
	path := named
	if path == "" {
		path = temporalFileDefault(variables)
	}
	profile, err := envconfig.LoadClientConfigProfile(envconfig.LoadClientConfigProfileOptions{ConfigFilePath: path, EnvLookup: lookup(variables)})
	if err != nil {
		return profile, fmt.Errorf("%s, %s: %s: %w", temporalFile, temporalPrefix+"PROFILE", path, withoutValues(err))
	}
	return profile, nil
}

// withoutValues keeps an error of the file's text to itself, which quotes the text: a key may stand there.
func withoutValues(err error) error {
	if strings.Contains(err.Error(), "parsing config") {
		return errors.New("it is not TOML as Temporal's profile files are")
	}
	return err
}

// temporalFileDefault is where Temporal's own tools keep profiles.
func temporalFileDefault(variables map[string]string) string {
	home := variables["HOME"]
	folder := variables["XDG_CONFIG_HOME"]
	switch {
	case runtime.GOOS == "darwin" && home != "":
		folder = filepath.Join(home, "Library", "Application Support")
	case runtime.GOOS == "windows":
		folder = variables["AppData"]
	case folder == "" && home != "":
		folder = filepath.Join(home, ".config")
	}
	if folder == "" {
		return os.DevNull
	}
	return filepath.Join(folder, "temporalio", "temporal.toml")
}

// checkSwitches refuses what Temporal's own reader would pass over: a switch that is neither on nor off.
func (t Temporal) checkSwitches(variables map[string]string) (out problems) {
	for _, name := range []string{"TEMPORAL_TLS", "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION"} {
		value := variables[name]
		if value != "" && !slices.Contains([]string{"true", "false", "1", "0"}, strings.ToLower(value)) {
			out = append(out, name+"="+strconv.Quote(value)+": must be true or false")
		}
	}
	return out
}

// temporal checks what the sources gave. A problem names the setting that says it.
func (p *problems) temporal(t Temporal) {
	if t.Address != t.profile.Address {
		p.address("TEMPORAL_ADDRESS", t.Address)
	} else if !isAddress(t.Address) {
		*p = append(*p, fmt.Sprintf("TEMPORAL_ADDRESS=%q: must be host:port", t.Address))
	}
	p.filled("TEMPORAL_NAMESPACE", t.Namespace)
	p.filled("TEMPORAL_TASK_QUEUE", t.TaskQueue)
	p.url("TEMPORAL_UI_URL", t.UIURL)
}

// lookup implements envconfig.EnvLookup on Load's variables.
type lookup map[string]string

// Environ implements envconfig.EnvLookup.
func (l lookup) Environ() (out []string) {
	for name, value := range l {
		out = append(out, name+"="+value)
	}
	return out
}

// LookupEnv implements envconfig.EnvLookup. An empty variable counts as not set.
func (l lookup) LookupEnv(name string) (string, bool) {
	value := l[name]
	return value, value != ""
}
