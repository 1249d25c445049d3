package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// addressInDocs is where the documents say that the API is.
const addressInDocs = "http://127.0.0.1:8090"

// TestTheCurlLinesOfTheDocumentsAreTrue runs those of the README and of docs/api.md as they stand there, but for the address. As in
// `make demo`, the sample events were paid before.
func TestTheCurlLinesOfTheDocumentsAreTrue(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Fatal("curl is needed: it is what the documents tell a reader to use")
	}
	w := start(t)
	door := w.servedAPI("mia", "noah")
	w.spawn("worker")
	w.spawn("starter")
	samples, err := filepath.Glob("../internal/demo/examples/*.json")
	if err != nil || len(samples) < 3 {
		t.Fatalf("%d sample events, %v", len(samples), err)
	}
	w.mustRun(append([]string{"publish"}, samples...)...)
	w.until("the sample events to be decided", time.Minute, func() bool { return len(w.rows()) == len(samples) })
	said := ""
	for _, page := range []string{"README.md", "docs/api.md"} {
		script := curlLines(t, "../"+page)
		run := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", strings.ReplaceAll(script, addressInDocs, door.url))
		run.Dir = ".."
		var stderr bytes.Buffer
		run.Stderr = &stderr
		out, err := run.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s\n%s\n%s", page, err, script, out, stderr.String())
		}
		said += string(out)
	}
	for _, want := range []string{
		`"previews":`, `"total_minor":"14000"`, `"status":"PayingOut"`, `"status":"AwaitingApproval"`, "Idempotency-Replayed: true", `"code":"CONFLICT"`, `"code":"NOT_FOUND"`,
		`"openapi": "3.1.0"`,
	} {
		if !strings.Contains(strings.ReplaceAll(said, `": "`, `":"`), strings.ReplaceAll(want, `": "`, `":"`)) {
			t.Errorf("no answer has %s:\n%s", want, tail(said, 40))
		}
	}
	if strings.Contains(said, `"code":"MISSING_FIELD"`) {
		t.Errorf("a line of the documents asks for something that is not whole:\n%s", said)
	}
	for _, order := range []string{"small-1", "large-1", "asked-1"} {
		w.until(order+" to be paid", time.Minute, func() bool { return w.status(refund.ID("refund/m-001/"+order+"/c-1")) == refund.StatusRefunded })
	}
	w.booksAgree()
}

// curlLines are the shell blocks of a page in which curl is called, one after the other.
func curlLines(t *testing.T, page string) string {
	t.Helper()
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(raw), -1) {
		if strings.Contains(block[1], "curl -sS") {
			out.WriteString(block[1])
		}
	}
	if strings.Count(out.String(), "curl -sS") < 5 || !strings.Contains(out.String(), addressInDocs) {
		t.Fatalf("%s: too few lines were found: %s", page, out.String())
	}
	return out.String()
}
