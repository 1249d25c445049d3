package main

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// check holds what an overlay comes to to the rules, and returns every breach of them.
func check(o objects, k known) (breaches []string) {
	for _, d := range o.deployments {
		for _, breach := range slices.Concat(o.pod(d.Spec.Template.Spec, k), o.served(d, k), o.volumes(d)) {
			breaches = append(breaches, "Deployment "+d.Name+": "+breach)
		}
	}
	for _, j := range o.jobs {
		for _, breach := range o.pod(j.Spec.Template.Spec, k) {
			breaches = append(breaches, "Job "+j.Name+": "+breach)
		}
	}
	breaches = append(breaches, o.kept()...)
	breaches = append(breaches, o.scaled(k)...)
	breaches = append(breaches, o.apart()...)
	if len(o.deployments) < 4 || len(o.jobs) == 0 || len(o.services) == 0 || len(o.scalers) == 0 {
		breaches = append(breaches, "worker, starter, API, desk, ledger's job, services or autoscalers are missing")
	}
	return breaches
}

// namespaces: a base leaves the namespace to who uses it.
func namespaces(o objects) (breaches []string) {
	for _, name := range o.namespaced {
		breaches = append(breaches, name+" names a namespace")
	}
	return breaches
}

// pod: what runs is pinned, unprivileged, and configured by settings that exist.
func (o objects) pod(p corev1.PodSpec, k known) (breaches []string) {
	add := func(form string, args ...any) { breaches = append(breaches, fmt.Sprintf(form, args...)) }
	if s := p.SecurityContext; s == nil || s.RunAsNonRoot == nil || !*s.RunAsNonRoot || s.RunAsUser == nil || fmt.Sprint(*s.RunAsUser) != k.user {
		add("it does not run as the image's user %s", k.user)
	} else if s.SeccompProfile == nil || s.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		add("it has no seccomp profile")
	}
	if p.AutomountServiceAccountToken == nil || *p.AutomountServiceAccountToken {
		add("it gets a token of Kubernetes")
	}
	if !o.accounts[p.ServiceAccountName] {
		add("there is no service account %q", p.ServiceAccountName)
	}
	for _, c := range p.Containers {
		breaches = append(breaches, container(c)...)
		breaches = append(breaches, o.variables(c, k)...)
	}
	return breaches
}

func container(c corev1.Container) (breaches []string) {
	add := func(form string, args ...any) { breaches = append(breaches, fmt.Sprintf(form, args...)) }
	if _, tag, tagged := strings.Cut(c.Image[strings.LastIndex(c.Image, "/")+1:], ":"); !tagged || tag == "" || tag == "latest" {
		add("image %q has no version", c.Image)
	}
	s := c.SecurityContext
	if s == nil || s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || s.ReadOnlyRootFilesystem == nil || !*s.ReadOnlyRootFilesystem {
		add("it may gain privileges, or write its root file system")
	} else if s.Capabilities == nil || len(s.Capabilities.Drop) != 1 || s.Capabilities.Drop[0] != "ALL" {
		add("it keeps capabilities")
	}
	if c.Resources.Requests.Cpu().IsZero() || c.Resources.Requests.Memory().IsZero() || c.Resources.Limits.Memory().IsZero() {
		add("it asks for no CPU or memory, or has no limit of memory")
	}
	return breaches
}

// environment is what a container's program reads: the variables, with a value where one is written down.
func (o objects) environment(c corev1.Container) (values map[string]string, breaches []string) {
	values = map[string]string{}
	for _, from := range c.EnvFrom {
		if from.ConfigMapRef == nil || o.settings[from.ConfigMapRef.Name] == nil {
			breaches = append(breaches, fmt.Sprintf("there is no ConfigMap for %+v", from))
			continue
		}
		for name, value := range o.settings[from.ConfigMapRef.Name].Data {
			values[name] = value
		}
	}
	for _, variable := range c.Env {
		values[variable.Name] = variable.Value
	}
	return values, breaches
}

// variables: a misspelt setting would change nothing.
func (o objects) variables(c corev1.Container, k known) []string {
	values, breaches := o.environment(c)
	for name := range values {
		if _, is := k.defaults[name]; !is {
			breaches = append(breaches, name+" is no setting of makegood")
		}
	}
	for _, variable := range c.Env {
		if variable.ValueFrom == nil && (strings.Contains(variable.Name, "PASSWORD") || strings.HasSuffix(variable.Name, "_URL") && strings.Contains(variable.Name, "LEDGER")) {
			breaches = append(breaches, variable.Name+" is written down: it belongs into a Secret")
		}
	}
	return breaches
}

// role is the part of makegood that a deployment runs: its container's name and argument.
func role(d *appsv1.Deployment) string {
	if len(d.Spec.Template.Spec.Containers) != 1 || len(d.Spec.Template.Spec.Containers[0].Args) == 0 {
		return ""
	}
	return d.Spec.Template.Spec.Containers[0].Args[0]
}
