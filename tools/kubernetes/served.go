package main

import (
	"fmt"
	"maps"
	"net"
	"regexp"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// drainMargin is what a pod's grace period leaves beyond the process's own time to drain.
const drainMargin = 5 * time.Second

// served: worker, starter, API and desk answer their probes on their own port, and have time to drain.
func (o objects) served(d *appsv1.Deployment, k known) (breaches []string) {
	add := func(form string, args ...any) { breaches = append(breaches, fmt.Sprintf(form, args...)) }
	own := strings.ToUpper(role(d))
	at := "MAKEGOOD_" + own + "_METRICS_ADDRESS"
	if _, is := k.defaults[at]; !is {
		return []string{fmt.Sprintf("it runs %q, which is neither worker, starter, API nor desk", role(d))}
	}
	c := d.Spec.Template.Spec.Containers[0]
	values, _ := o.environment(c)
	_, port, err := net.SplitHostPort(values[at])
	_, usual, _ := net.SplitHostPort(k.defaults[at])
	if err != nil || port != usual || !samePorts(c, own, port, values) {
		add("its port is %+v, %s is %q and by default %q, %s is %q", c.Ports, at, values[at], k.defaults[at], webhooksSetting, values[webhooksSetting])
	}
	for name, p := range map[string]struct {
		is   *corev1.Probe
		path string
	}{"readiness": {c.ReadinessProbe, k.ready}, "liveness": {c.LivenessProbe, k.live}, "startup": {c.StartupProbe, k.live}} {
		if p.is == nil || p.is.HTTPGet == nil || p.is.HTTPGet.Path != p.path || p.is.HTTPGet.Port.String() != "metrics" {
			add("its %s probe does not ask %s at port metrics", name, p.path)
		}
	}
	if drain, ok := drainTime(values, k, own); ok {
		if grace := d.Spec.Template.Spec.TerminationGracePeriodSeconds; grace == nil || time.Duration(*grace)*time.Second < drain+drainMargin {
			add("it is killed before the %s of MAKEGOOD_%s_DRAIN_TIMEOUT and %s more are over", drain, own, drainMargin)
		}
	}
	if len(d.Spec.Template.Spec.TopologySpreadConstraints) == 0 {
		add("it is spread over nothing")
	}
	if !o.budgeted(d) {
		add("no disruption budget is for it")
	}
	return breaches
}

// webhooksSetting is where a starter takes notifications, apiSetting where the API answers, and staffSetting and pagesSetting
// where the desk does.
const (
	webhooksSetting = "MAKEGOOD_WEBHOOKS_ADDRESS"
	apiSetting      = "MAKEGOOD_API_ADDRESS"
	staffSetting    = "MAKEGOOD_DESK_ADDRESS"
	pagesSetting    = "MAKEGOOD_PAGES_ADDRESS"
)

// samePorts: a container names the ports that it listens on, and no others: its figures', a starter that of notifications,
// an API that of calls, and a desk those of staff and of customers.
func samePorts(c corev1.Container, own, metrics string, values map[string]string) bool {
	want := map[string]string{"metrics": metrics}
	if _, port, err := net.SplitHostPort(values[webhooksSetting]); err == nil && own == "STARTER" {
		want["webhooks"] = port
	}
	if _, port, err := net.SplitHostPort(values[apiSetting]); err == nil && own == "API" {
		want["api"] = port
	}
	for name, setting := range map[string]string{"staff": staffSetting, "pages": pagesSetting} {
		if _, port, err := net.SplitHostPort(values[setting]); err == nil && own == "DESK" {
			want[name] = port
		}
	}
	has := map[string]string{}
	for _, p := range c.Ports {
		has[p.Name] = fmt.Sprint(p.ContainerPort)
	}
	return maps.Equal(want, has)
}

// drainTime is how long a worker or an API drains; a starter has no setting for it.
func drainTime(values map[string]string, k known, own string) (time.Duration, bool) {
	name := "MAKEGOOD_" + own + "_DRAIN_TIMEOUT"
	value, usual := values[name], k.defaults[name]
	if value == "" {
		value = usual
	}
	drain, err := time.ParseDuration(value)
	return drain, err == nil
}

func (o objects) budgeted(d *appsv1.Deployment) bool {
	for _, b := range o.budgets {
		if selects(b.Spec.Selector, d.Spec.Template.Labels) {
			return true
		}
	}
	return false
}

// apart: where staff's pages are served, a network policy lets nobody reach them but who is named, and no service leads to both
// their port and customers'.
func (o objects) apart() (breaches []string) {
	add := func(form string, args ...any) { breaches = append(breaches, fmt.Sprintf(form, args...)) }
	for _, d := range o.deployments {
		if role(d) == "desk" && !o.shielded(d) {
			add("Deployment %s: no network policy says who reaches staff's port", d.Name)
		}
	}
	for _, s := range o.services {
		leads := map[string]bool{}
		for _, p := range s.Spec.Ports {
			leads[p.TargetPort.String()] = true
		}
		if leads["staff"] && leads["pages"] {
			add("Service %s leads to staff's pages and to customers'", s.Name)
		}
	}
	return breaches
}

// shielded: a policy of incoming lines is for the deployment's pods, and each rule that has staff's port, or all ports, names who.
func (o objects) shielded(d *appsv1.Deployment) bool {
	for _, p := range o.policies {
		if !selects(&p.Spec.PodSelector, d.Spec.Template.Labels) || len(p.Spec.Ingress) == 0 {
			continue
		}
		for _, rule := range p.Spec.Ingress {
			staff := len(rule.Ports) == 0
			for _, port := range rule.Ports {
				staff = staff || port.Port == nil || port.Port.String() == "staff"
			}
			if staff && len(rule.From) == 0 {
				return false
			}
		}
		return true
	}
	return false
}

// volumes: what a pod mounts of a claim is claimed, by a claim that several nodes may write where there are several pods.
func (o objects) volumes(d *appsv1.Deployment) (breaches []string) {
	for _, v := range d.Spec.Template.Spec.Volumes {
		if v.PersistentVolumeClaim == nil {
			continue
		}
		claim := o.claims[v.PersistentVolumeClaim.ClaimName]
		if claim == nil || len(claim.Spec.AccessModes) != 1 || claim.Spec.AccessModes[0] != corev1.ReadWriteMany {
			breaches = append(breaches, "volume "+v.Name+" is of no claim that every pod can write")
		}
	}
	return breaches
}

// kept: services, budgets and deployments select pods that exist, and no deployment takes another one's pods.
func (o objects) kept() (breaches []string) {
	add := func(form string, args ...any) { breaches = append(breaches, fmt.Sprintf(form, args...)) }
	for _, s := range o.services {
		if len(o.selected(&metav1.LabelSelector{MatchLabels: s.Spec.Selector})) == 0 {
			add("Service %s is of no deployment", s.Name)
		}
		for _, p := range s.Spec.Ports {
			if !o.listens(s, p.TargetPort.String()) {
				add("Service %s leads to port %s, which its pods do not have", s.Name, p.TargetPort.String())
			}
		}
	}
	for _, b := range o.budgets {
		if found := o.selected(b.Spec.Selector); len(found) != 1 {
			add("PodDisruptionBudget %s is of %v, not of one deployment", b.Name, found)
		}
	}
	for _, d := range o.deployments {
		if found := o.selected(d.Spec.Selector); len(found) != 1 || found[0] != d.Name {
			add("Deployment %s selects the pods of %v", d.Name, found)
		}
	}
	return breaches
}

// listens: the pods of a service have a port of the name.
func (o objects) listens(s *corev1.Service, port string) bool {
	for _, d := range o.deployments {
		if !selects(&metav1.LabelSelector{MatchLabels: s.Spec.Selector}, d.Spec.Template.Labels) {
			continue
		}
		for _, p := range d.Spec.Template.Spec.Containers[0].Ports {
			if p.Name == port {
				return true
			}
		}
	}
	return false
}

// selected are the deployments whose pods a selector takes.
func (o objects) selected(s *metav1.LabelSelector) (names []string) {
	for _, d := range o.deployments {
		if selects(s, d.Spec.Template.Labels) {
			names = append(names, d.Name)
		}
	}
	return names
}

func selects(s *metav1.LabelSelector, of map[string]string) bool {
	selector, err := metav1.LabelSelectorAsSelector(s)
	return err == nil && selector.Matches(labels.Set(of))
}

// scaled: autoscalers scale what is there, by figures that the code exports.
func (o objects) scaled(k known) (breaches []string) {
	add := func(form string, args ...any) { breaches = append(breaches, fmt.Sprintf(form, args...)) }
	there := map[string]bool{}
	for _, d := range o.deployments {
		there[d.Name] = true
	}
	for _, h := range o.scalers {
		if target := h.Spec.ScaleTargetRef; target.Kind != "Deployment" || target.APIVersion != "apps/v1" || !there[target.Name] {
			add("HorizontalPodAutoscaler %s scales %s %s, which is not there", h.Name, target.Kind, target.Name)
		}
		for _, m := range h.Spec.Metrics {
			if m.External == nil || !k.metrics[m.External.Metric.Name] {
				add("HorizontalPodAutoscaler %s scales by a metric that makegood does not export: %+v", h.Name, m)
			}
		}
	}
	return breaches
}

var anyMetric = regexp.MustCompile(`makegood_[a-z0-9_]+`)

// checkAdapter holds the adapter's rules to the metrics in the code.
func checkAdapter(files filesys.FileSystem, path string, k known) error {
	text, err := files.ReadFile(path)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, name := range anyMetric.FindAllString(string(text), -1) {
		named[name] = true
	}
	maps.DeleteFunc(named, func(name string, _ bool) bool { return k.metrics[name] })
	for name := range named {
		return fmt.Errorf("%s: makegood exports no %s", path, name)
	}
	return nil
}
