package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// settings are those that the manifests name, as `makegood settings --json` prints them.
const settings = `[{"name":"MAKEGOOD_LOG_FORMAT"},{"name":"MAKEGOOD_TEMPORAL_ADDRESS"},{"name":"MAKEGOOD_TEMPORAL_NAMESPACE"},
{"name":"MAKEGOOD_KAFKA_BROKERS"},{"name":"MAKEGOOD_SMTP_HOST"},{"name":"MAKEGOOD_WEBHOOKS_ADDRESS","default":"off"},{"name":"MAKEGOOD_LEDGER_URL"},{"name":"MAKEGOOD_STARTER_BACKLOG_MAX"},
{"name":"MAKEGOOD_WORKER_DEPLOYMENT"},{"name":"MAKEGOOD_WORKER_BUILD_ID"},{"name":"MAKEGOOD_WORKER_DRAIN_TIMEOUT","default":"20s"},
{"name":"MAKEGOOD_WORKER_METRICS_ADDRESS","default":"127.0.0.1:9464"},{"name":"MAKEGOOD_STARTER_METRICS_ADDRESS","default":"127.0.0.1:9465"},
{"name":"MAKEGOOD_API_ADDRESS"},{"name":"MAKEGOOD_API_UNSECURED"},{"name":"MAKEGOOD_API_METRICS_ADDRESS","default":"127.0.0.1:9467"},{"name":"MAKEGOOD_API_DRAIN_TIMEOUT","default":"20s"},
{"name":"MAKEGOOD_DESK_ADDRESS"},{"name":"MAKEGOOD_DESK_URL"},{"name":"MAKEGOOD_DESK_UNSECURED"},{"name":"MAKEGOOD_DESK_METRICS_ADDRESS","default":"127.0.0.1:9468"},{"name":"MAKEGOOD_DESK_DRAIN_TIMEOUT","default":"20s"},
{"name":"MAKEGOOD_PAGES_ADDRESS"},{"name":"MAKEGOOD_PAGES_UNSECURED"},{"name":"MAKEGOOD_PAGES_URL"},{"name":"MAKEGOOD_PAGES_EVIDENCE_DIR"},{"name":"MAKEGOOD_OFFER_LINK_SECRET_FILE"}]`

// checked runs the command on a copy of the manifests, in which one text of one file was changed.
func checked(t *testing.T, file, old, changed string) error {
	t.Helper()
	root := t.TempDir()
	for _, folder := range []string{"deploy/kubernetes", "internal/health", "internal/kafka", "internal/figures", "starter", "api/server"} {
		if err := os.CopyFS(filepath.Join(root, folder), os.DirFS(filepath.Join("..", "..", folder))); err != nil {
			t.Fatal(err)
		}
	}
	image, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "Dockerfile"), image, 0o600); err != nil {
		t.Fatal(err)
	}
	if file != "" {
		replace(t, filepath.Join(root, "deploy", "kubernetes", file), old, changed)
	}
	return run(filesys.MakeFsOnDisk(), []string{root}, strings.NewReader(settings))
}

func replace(t *testing.T, path, old, changed string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, changed, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheManifestsKeepTheRules(t *testing.T) {
	if err := checked(t, "", "", ""); err != nil {
		t.Error(err)
	}
}

func TestWhatAManifestIsRefusedFor(t *testing.T) {
	const worker, starter, api, shared = "base/worker/deployment.yaml", "base/starter/deployment.yaml", "base/api/deployment.yaml", "base/shared/"
	for _, c := range []struct{ breach, file, old, changed, want string }{
		{"a misspelt field", worker, "terminationGracePeriodSeconds", "terminationGracePeriodSecond", `unknown field "spec.template.spec.terminationGracePeriodSecond"`},
		{"a field of another type", worker, "periodSeconds: 5", `periodSeconds: "five"`, "cannot unmarshal"},
		{"a field of another place", "base/worker/disruption.yaml", "  maxUnavailable: 1", "  replicas: 1", `unknown field "spec.replicas"`},
		{"a misspelt field of the autoscaler", "base/starter/autoscaling.yaml", "averageValue:", "avrageValue:", `unknown field "spec.metrics[0].external.target.avrageValue"`},
		{"a misspelt field of a kustomization", "base/kustomization.yaml", "resources:", "resource:", "resource"},
		{"a file that is not there", "base/worker/kustomization.yaml", "disruption.yaml", "disrupt.yaml", "disrupt.yaml"},
		{"a patch of nothing", "overlays/rainbow/worker-2/kustomization.yaml", "name: makegood-worker", "name: makegood-wirker", "no resource matches"},
		{"a kind that nobody checks", shared + "serviceaccount.yaml", "kind: ServiceAccount", "kind: Secret", "unknown field"},
		{"a misspelt setting", shared + "settings.env", "MAKEGOOD_LOG_FORMAT", "MAKEGOOD_LOG_FROMAT", "MAKEGOOD_LOG_FROMAT is no setting"},
		{"a misspelt setting of a build", "overlays/rainbow/worker-1/kustomization.yaml", "_BUILD_ID", "_BUILD", "MAKEGOOD_WORKER_BUILD is no setting"},
		{"settings that are not there", worker, "name: makegood-settings", "name: makegood-setting", "there is no ConfigMap"},
		{"a secret that is written down", worker, "              valueFrom:\n                secretKeyRef:\n                  name: makegood-ledger\n                  key: url\n", "              value: postgres://a:b@c/d\n", "MAKEGOOD_LEDGER_URL is written down"},
		{"another port", worker, "containerPort: 9464", "containerPort: 9465", "its port is"},
		{"another port in the settings", shared + "settings.env", "0.0.0.0:9465", "0.0.0.0:9466", "its port is"},
		{"a probe of nothing", starter, "path: /readyz", "path: /healthz", "readiness probe does not ask /readyz"},
		{"liveness that asks for readiness", starter, "path: /livez\n              port: metrics\n            periodSeconds: 10", "path: /readyz\n              port: metrics\n            periodSeconds: 10", "liveness probe does not ask /livez"},
		{"less time than it drains", worker, "terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 20", "it is killed before the 20s"},
		{"root", worker, "runAsUser: 10001", "runAsUser: 0", "it does not run as the image's user 10001"},
		{"privileges", worker, "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "it may gain privileges"},
		{"a root file system that is written", starter, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "write its root file system"},
		{"capabilities", starter, "drop: [ALL]", "drop: [KILL]", "it keeps capabilities"},
		{"no seccomp profile", shared + "ledger.yaml", "type: RuntimeDefault", "type: Unconfined", "Job makegood-ledger: it has no seccomp profile"},
		{"a token", worker, "automountServiceAccountToken: false", "automountServiceAccountToken: true", "it gets a token"},
		{"an account that is not there", starter, "serviceAccountName: makegood", "serviceAccountName: makeright", `no service account "makeright"`},
		{"no limit of memory", worker, "            limits:\n              memory: 1Gi\n", "", "no limit of memory"},
		{"no version", "overlays/single/kustomization.yaml", "newTag: 0.2.0", "newTag: latest", "has no version"},
		{"another port of notifications", shared + "settings.env", "0.0.0.0:8236", "0.0.0.0:8237", "its port is"},
		{"no port of notifications", starter, "            - name: webhooks\n              containerPort: 8236\n", "", "makegood-webhooks leads to port webhooks"},
		{"another port of the API", shared + "settings.env", "0.0.0.0:8090", "0.0.0.0:8099", "Deployment makegood-api: its port is"},
		{"less time than the API drains", api, "terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 20", "20s of MAKEGOOD_API_DRAIN_TIMEOUT"},
		{"an API without a budget", "base/api/disruption.yaml", "component: api", "component: apis", "Deployment makegood-api: no disruption budget"},
		{"no API", "base/kustomization.yaml", "  - api\n", "", "API"},
		{"no desk", "base/kustomization.yaml", "  - desk\n", "", "desk"},
		{"another port of the desk", shared + "settings.env", "0.0.0.0:8091", "0.0.0.0:8099", "Deployment makegood-desk: its port is"},
		{"another port of customers' pages", shared + "settings.env", "0.0.0.0:8092", "0.0.0.0:8099", "Deployment makegood-desk: its port is"},
		{"less time than the desk drains", "base/desk/deployment.yaml", "terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 20", "20s of MAKEGOOD_DESK_DRAIN_TIMEOUT"},
		{"staff's port for everybody", "base/desk/network.yaml", "        - port: staff\n      from:\n        - namespaceSelector:\n            matchLabels:\n              makegood.io/staff-ingress: \"true\"\n", "        - port: staff\n", "no network policy says who reaches staff's port"},
		{"no policy of the network", "base/desk/kustomization.yaml", "  - network.yaml\n", "", "no network policy says who reaches staff's port"},
		{"a way to both", shared + "services.yaml", "    - name: http\n      port: 80\n      targetPort: pages\n", "    - name: http\n      port: 80\n      targetPort: pages\n    - name: staff\n      port: 81\n      targetPort: staff\n", "leads to staff's pages and to customers'"},
		{"evidence of one node", "base/desk/evidence.yaml", "ReadWriteMany", "ReadWriteOnce", "volume evidence is of no claim that every pod can write"},
		{"a service of nobody", shared + "services.yaml", "component: worker\n  ports", "component: wirker\n  ports", "Service makegood-worker is of no deployment"},
		{"a budget of nobody", "base/starter/disruption.yaml", "component: starter", "component: started", "Deployment makegood-starter: no disruption budget"},
		{"pods that two deployments take", "overlays/rainbow/worker-1/kustomization.yaml", "    includeSelectors: true\n", "", "selects the pods of"},
		{"an autoscaler of nothing", "base/worker/autoscaling.yaml", "    name: makegood-worker\n  minReplicas", "    name: makegood-working\n  minReplicas", "which is not there"},
		{"a metric that nobody exports", "base/worker/autoscaling.yaml", "name: makegood_intake_backlog", "name: makegood_intake_backlogs", "does not export"},
		{"a metric that the adapter makes up", "prometheus-adapter/rules.yaml", "sum(makegood_kafka_lag_records", "sum(makegood_kafka_lag", "makegood exports no makegood_kafka_lag"},
		{"a base with a namespace", "base/kustomization.yaml", "resources:", "namespace: refunds\nresources:", "base: ServiceAccount makegood names a namespace"},
	} {
		err := checked(t, c.file, c.old, c.changed)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.breach, err, c.want)
		}
	}
}
