package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
)

// retired are images whose makers tell to use another: temporalio/auto-setup is for demos alone and
// no longer kept up, bitnami's moved away from their names.
var retired = []string{"temporalio/auto-setup", "bitnami/"}

// check holds a project to the rules, and returns every breach of them.
func check(p *types.Project, settings map[string]string) (breaches []error) {
	once := runOnce(p)
	for _, s := range services(p) {
		for _, breach := range slices.Concat(
			image(s), ports(s), health(s, once[s.Name]), patience(s, once), mounts(p, s), variables(s, settings), makegood(s, settings)) {
			breaches = append(breaches, fmt.Errorf("%s: %s", s.Name, breach))
		}
	}
	for name := range p.Volumes {
		if !used(p, name) {
			breaches = append(breaches, fmt.Errorf("volume %s is mounted by nobody", name))
		}
	}
	return breaches
}

// runOnce are the services that end: somebody waits for their end.
func runOnce(p *types.Project) map[string]bool {
	once := map[string]bool{}
	for _, s := range services(p) {
		for name, dependency := range s.DependsOn {
			if dependency.Condition == types.ServiceConditionCompletedSuccessfully {
				once[name] = true
			}
		}
	}
	return once
}

// image: pinned, and not one its makers gave up.
func image(s types.ServiceConfig) (breaches []string) {
	name, tag, tagged := strings.Cut(s.Image, ":")
	if !tagged || tag == "" || tag == "latest" {
		breaches = append(breaches, fmt.Sprintf("image %q has no version", s.Image))
	}
	for _, old := range retired {
		if strings.HasPrefix(name, old) {
			breaches = append(breaches, fmt.Sprintf("image %q is given up by its makers", s.Image))
		}
	}
	return breaches
}

// ports: nothing of this stack asks for a password that protects it from a network.
func ports(s types.ServiceConfig) (breaches []string) {
	for _, port := range s.Ports {
		if port.HostIP != "127.0.0.1" {
			breaches = append(breaches, fmt.Sprintf("port %d is published on %q, not on 127.0.0.1", port.Target, port.HostIP))
		}
	}
	if s.NetworkMode == "host" {
		breaches = append(breaches, "it opens its ports on every address of the machine")
	}
	return breaches
}

// health: what stays up says when it is ready. What ends, or is run by hand, need not.
func health(s types.ServiceConfig, once bool) []string {
	byHand := len(s.Profiles) > 0
	if once || byHand || (s.HealthCheck != nil && !s.HealthCheck.Disable && len(s.HealthCheck.Test) > 0) {
		return nil
	}
	return []string{"it has no health check"}
}

// patience: waiting for a start alone is waiting for nothing.
func patience(s types.ServiceConfig, once map[string]bool) (breaches []string) {
	for name, dependency := range s.DependsOn {
		want := types.ServiceConditionHealthy
		if once[name] {
			want = types.ServiceConditionCompletedSuccessfully
		}
		if dependency.Condition != want {
			breaches = append(breaches, fmt.Sprintf("it waits for %s until %s, not until %s", name, dependency.Condition, want))
		}
	}
	return breaches
}

// mounts: data lies in named volumes; a mounted file is there.
func mounts(p *types.Project, s types.ServiceConfig) (breaches []string) {
	for _, m := range s.Volumes {
		switch m.Type {
		case types.VolumeTypeVolume:
			if _, named := p.Volumes[m.Source]; !named {
				breaches = append(breaches, fmt.Sprintf("%s lies in a volume without a name", m.Target))
			}
		case types.VolumeTypeBind:
			if _, err := os.Stat(m.Source); err != nil {
				breaches = append(breaches, fmt.Sprintf("%s is mounted from what is not there: %v", m.Target, err))
			}
			if !m.ReadOnly {
				breaches = append(breaches, fmt.Sprintf("%s may be written to from inside", m.Source))
			}
		}
	}
	return breaches
}

// variables: a misspelt setting would change nothing, and say so in one line of a log.
func variables(s types.ServiceConfig, settings map[string]string) (breaches []string) {
	for name := range s.Environment {
		if _, is := settings[name]; strings.HasPrefix(name, "MAKEGOOD_") && !is {
			breaches = append(breaches, name+" is no setting of makegood")
		}
	}
	slices.Sort(breaches)
	return breaches
}

func used(p *types.Project, volume string) bool {
	return slices.ContainsFunc(services(p), func(s types.ServiceConfig) bool {
		return slices.ContainsFunc(s.Volumes, func(m types.ServiceVolumeConfig) bool { return m.Source == volume })
	})
}
