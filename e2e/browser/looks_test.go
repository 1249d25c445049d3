//go:build browser

package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// size makes the window so many pixels wide and high.
func (p *page) size(width, height int64) {
	p.t.Helper()
	p.do(call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1}))
}

// onPhone makes the window a small phone's.
func (p *page) onPhone() {
	p.t.Helper()
	p.do(call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 360, Height: 740, DeviceScaleFactor: 2, Mobile: true}))
}

// dark has the reader prefer dark colours; light has them prefer light ones.
func (p *page) dark()  { p.prefers("dark") }
func (p *page) light() { p.prefers("light") }

func (p *page) prefers(scheme string) {
	p.t.Helper()
	p.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}))
}

// withoutScript has the browser run no script of the pages that are opened from now on.
func (p *page) withoutScript() {
	p.t.Helper()
	p.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
}

// fits fails where a reader has to scroll sideways, and names what is too wide.
func (p *page) fits() {
	p.t.Helper()
	wide := ask[[]string](p, `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
	  [...document.querySelectorAll("main *, header *, footer *")].filter(e => !e.closest(".scroll") && e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
	    .map(e => e.outerHTML.slice(0, 120))`)
	if len(wide) > 0 {
		p.t.Errorf("%s is wider than the window: %s", p.path(), strings.Join(wide, "\n  "))
	}
}

// screenshots is where pictures of pages are, for the README.
const screenshots = "../../docs/screenshots"

// picture keeps a picture of what the window shows, where the test was asked to (UPDATE_SCREENSHOTS=1).
func (p *page) picture(name string) {
	p.t.Helper()
	p.fits()
	if os.Getenv("UPDATE_SCREENSHOTS") != "1" {
		return
	}
	keep(p.t, name, get(p, chromedp.CaptureScreenshot()))
}

// pictureMax is how large a picture may be: they are kept with the sources.
const pictureMax = 150_000

func keep(t *testing.T, name string, picture []byte) {
	t.Helper()
	if len(picture) > pictureMax {
		t.Errorf("the picture %s has %d bytes", name, len(picture))
	}
	if err := os.MkdirAll(screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(screenshots, name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}
