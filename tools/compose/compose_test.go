package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const settings = `[{"name":"MAKEGOOD_LOG_LEVEL"},{"name":"MAKEGOOD_WORKER_METRICS_ADDRESS"},{"name":"MAKEGOOD_LEDGER_URL"},
{"name":"MAKEGOOD_WORKER_DRAIN_TIMEOUT","default":"20s"},{"name":"MAKEGOOD_API_METRICS_ADDRESS"},{"name":"MAKEGOOD_API_DRAIN_TIMEOUT","default":"10s"},
{"name":"MAKEGOOD_DESK_METRICS_ADDRESS"},{"name":"MAKEGOOD_DESK_DRAIN_TIMEOUT","default":"10s"}]`

// whole is a file that keeps every rule; a test breaks one.
const whole = `name: shop
services:
  once:
    image: tools:${VERSION}
  server:
    image: server:${VERSION}
    environment:
      MAKEGOOD_LOG_LEVEL: info
    ports:
      - 127.0.0.1:7233:7233
    volumes:
      - data:/data
      - ./server.yaml:/etc/server.yaml:ro
    depends_on:
      once:
        condition: service_completed_successfully
    healthcheck:
      test: [CMD, wget, "http://127.0.0.1/healthz"]
  client:
    image: client:1
    depends_on:
      server:
        condition: service_healthy
    healthcheck:
      test: [CMD, "true"]
  worker:
    image: makegood:1
    command: [worker]
    environment:
      MAKEGOOD_WORKER_METRICS_ADDRESS: 0.0.0.0:9464
      MAKEGOOD_LEDGER_URL: postgres://ledger@database/makegood
    healthcheck:
      test: [CMD, wget, "http://127.0.0.1:9464/readyz"]
    stop_grace_period: 30s
  api:
    image: makegood:1
    command: [api]
    environment:
      MAKEGOOD_API_METRICS_ADDRESS: 0.0.0.0:9467
      MAKEGOOD_LEDGER_URL: postgres://ledger@database/books
    ports:
      - 127.0.0.1:8090:8090
    healthcheck:
      test: [CMD, wget, "http://127.0.0.1:9467/readyz"]
    stop_grace_period: 15s
  desk:
    image: makegood:1
    command: [desk]
    environment:
      MAKEGOOD_DESK_METRICS_ADDRESS: 0.0.0.0:9468
      MAKEGOOD_LEDGER_URL: postgres://ledger@database/pages
    ports:
      - 127.0.0.1:8091:8091
    volumes:
      - data:/evidence
    healthcheck:
      test: [CMD, wget, "http://127.0.0.1:9468/readyz"]
    stop_grace_period: 16s
  by-hand:
    image: client:1
    profiles: [tools]
volumes:
  data:
`

// checked runs the command on a file made of whole with one part replaced.
func checked(t *testing.T, old, changed string) error {
	t.Helper()
	dir := t.TempDir()
	if old != "" && strings.Count(whole, old) != 1 {
		t.Fatalf("%q is not once in the file", old)
	}
	for name, text := range map[string]string{
		"docker-compose.yml": strings.Replace(whole, old, changed, 1), ".env": "VERSION=1.2\n", "server.yaml": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return run(t.Context(), []string{filepath.Join(dir, "docker-compose.yml")}, strings.NewReader(settings))
}

func TestAFileThatKeepsTheRulesIsAccepted(t *testing.T) {
	if err := checked(t, "", ""); err != nil {
		t.Error(err)
	}
}

func TestWhatAComposeFileIsRefusedFor(t *testing.T) {
	for _, c := range []struct{ breach, old, changed, want string }{
		{"an unknown key", "    image: client:1\n    depends_on", "    imagine: client:1\n    depends_on", "imagine"},
		{"a service that is not there", "      server:\n        condition: service_healthy", "      servant:\n        condition: service_healthy", `undefined service "servant"`},
		{"a circle", "    image: tools:${VERSION}", "    image: tools:1\n    depends_on: {client: {condition: service_healthy}}", "cycle"},
		{"a volume that is not defined", "      - data:/data", "      - date:/data", "undefined volume date"},
		{"a variable without a value", "server:${VERSION}", "server:${VARSION}", "VARSION"},
		{"an image of no version", "    image: tools:${VERSION}", "    image: tools", `image "tools" has no version`},
		{"the latest image", "    image: tools:${VERSION}", "    image: tools:latest", `image "tools:latest" has no version`},
		{"an image given up", "server:${VERSION}", "temporalio/auto-setup:1.29", "given up by its makers"},
		{"a port open to the network", "127.0.0.1:7233:7233", "7233:7233", `server: port 7233 is published on "", not on 127.0.0.1`},
		{"the machine's own network", "    image: tools:${VERSION}", "    image: tools:1\n    network_mode: host", "every address"},
		{"no health check", "    healthcheck:\n      test: [CMD, \"true\"]\n", "", "client: it has no health check"},
		{"a health check switched off", "test: [CMD, \"true\"]", "disable: true", "client: it has no health check"},
		{"waiting for a start alone", "condition: service_healthy", "condition: service_started", "client: it waits for server until service_started, not until service_healthy"},
		{"a volume without a name", "      - data:/data", "      - /data", "/data lies in a volume without a name"},
		{"a volume nobody mounts", "volumes:\n  data:\n", "volumes:\n  data:\n  lost:\n", "volume lost is mounted by nobody"},
		{"a file that is not there", "./server.yaml:", "./servant.yaml:", "mounted from what is not there"},
		{"a mount that may be written", ".yaml:ro", ".yaml", "may be written to from inside"},
		{"a worker with a name", "    command: [worker]", "    command: [worker]\n    container_name: paying", "worker: it has a name or a port of its own"},
		{"a worker with a port", "    command: [worker]", "    command: [worker]\n    ports: [\"127.0.0.1:9464:9464\"]", "worker: it has a name or a port of its own"},
		{"a worker with a volume", "    command: [worker]", "    command: [worker]\n    volumes: [\"data:/data\"]", "worker: it keeps something on a volume"},
		{"health that asks for figures", "9464/readyz", "9464/metrics", "does not ask /readyz"},
		{"health at another port", "9464/readyz", "9465/readyz", "does not ask /readyz"},
		{"a ledger that is a file", "postgres://ledger@database/makegood", "", "its ledger is not in PostgreSQL"},
		{"a worker that is killed while it drains", "stop_grace_period: 30s", "stop_grace_period: 20s", "it is killed before the 20s"},
		{"a worker that drains for longer", "      MAKEGOOD_WORKER_METRICS_ADDRESS", "      MAKEGOOD_WORKER_DRAIN_TIMEOUT: 1m\n      MAKEGOOD_WORKER_METRICS_ADDRESS", "it is killed before the 1m0s"},
		{"an API that is killed while it answers", "stop_grace_period: 15s", "stop_grace_period: 14s", "api: it is killed before the 10s of MAKEGOOD_API_DRAIN_TIMEOUT"},
		{"an API's health at another port", "9467/readyz", "9465/readyz", "api: its health check does not ask /readyz"},
		{"an API whose ledger is a file", "postgres://ledger@database/books", "", "api: its ledger is not in PostgreSQL"},
		{"a desk that is killed while it answers", "stop_grace_period: 16s", "stop_grace_period: 14s", "desk: it is killed before the 10s of MAKEGOOD_DESK_DRAIN_TIMEOUT"},
		{"a desk's health at another port", "9468/readyz", "9465/readyz", "desk: its health check does not ask /readyz"},
		{"a desk whose ledger is a file", "postgres://ledger@database/pages", "", "desk: its ledger is not in PostgreSQL"},
		{"a desk open to the network", "127.0.0.1:8091:8091", "8091:8091", "desk: port 8091 is published on"},
		{"a misspelt setting", "MAKEGOOD_LOG_LEVEL", "MAKEGOOD_LOG_LEVLE", "server: MAKEGOOD_LOG_LEVLE is no setting of makegood"},
	} {
		err := checked(t, c.old, c.changed)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.breach, err, c.want)
		}
	}
}

func TestEveryBreachIsNamedAtOnce(t *testing.T) {
	err := checked(t, "server:${VERSION}\n    environment:\n      MAKEGOOD_LOG_LEVEL: info", "server:latest\n    environment:\n      MAKEGOOD_X: 1")
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) || len(joined.Unwrap()) != 2 {
		t.Errorf("got %v, want two breaches", err)
	}
}

func TestWithoutSettingsNothingIsChecked(t *testing.T) {
	if err := run(t.Context(), []string{"docker-compose.yml"}, strings.NewReader("[]")); err == nil || !strings.Contains(err.Error(), "no setting") {
		t.Errorf("got %v", err)
	}
}
