package openapi_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/makegood/makegood/api/openapi"
	"github.com/makegood/makegood/docs"
)

func got(t *testing.T, path string, header ...string) (*http.Response, []byte) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	openapi.Handler().ServeHTTP(recorder, request)
	response := recorder.Result()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, raw
}

func TestTheDocumentIsServedUntilItChanges(t *testing.T) {
	response, raw := got(t, openapi.DocumentPath)
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/json" || !bytes.Equal(raw, docs.OpenAPI) {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	again, raw := got(t, openapi.DocumentPath, "If-None-Match", response.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || len(raw) != 0 {
		t.Errorf("the same again: %d, %d bytes", again.StatusCode, len(raw))
	}
}

// TestThePageTakesNothingFromElsewhere: what it names is served beside it, and nothing else may be loaded.
func TestThePageTakesNothingFromElsewhere(t *testing.T) {
	response, page := got(t, openapi.PagePath)
	policy := response.Header.Get("Content-Security-Policy")
	if response.StatusCode != http.StatusOK || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
		t.Fatalf("%d %q", response.StatusCode, policy)
	}
	if bytes.Contains(page, []byte("//")) || bytes.Contains(page, []byte("<style")) || bytes.Contains(page, []byte("<script>")) {
		t.Errorf("the page has something of elsewhere, or inline: %s", page)
	}
	for name, contentType := range map[string]string{
		"page.js": "javascript", "swagger-ui-bundle.js": "javascript", "swagger-ui.css": "css", "favicon-32x32.png": "png",
	} {
		file, raw := got(t, openapi.PagePath+name)
		if file.StatusCode != http.StatusOK || len(raw) == 0 || !strings.Contains(file.Header.Get("Content-Type"), contentType) {
			t.Errorf("%s: %d %v", name, file.StatusCode, file.Header)
		}
		if name != "page.js" && !bytes.Contains(page, []byte(`"`+name+`"`)) {
			t.Errorf("the page does not load %s", name)
		}
	}
	if missing, _ := got(t, openapi.PagePath+"none.js"); missing.StatusCode != http.StatusNotFound {
		t.Errorf("a file that is none: %d", missing.StatusCode)
	}
}
