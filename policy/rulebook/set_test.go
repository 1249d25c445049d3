package rulebook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
)

// versionOf is the simple policy as another version: its window, and since when.
func versionOf(t testing.TB, version, windowDays, from string) *rulebook.Version {
	return simple(t, `version: "1"`, `version: "`+version+`"`+"\neffective_from: "+from, "window_days: 30", "window_days: "+windowDays)
}

func TestASetThatNobodyCouldChooseFromIsRefused(t *testing.T) {
	one := versionOf(t, "1", "5", "2026-01-01")
	for name, c := range map[string]struct {
		versions []*rulebook.Version
		want     string
	}{
		"none":                  {nil, "no policy"},
		"the same twice":        {[]*rulebook.Version{one, versionOf(t, "1", "9", "2026-02-01")}, "simple@1 is there twice"},
		"two at the same time":  {[]*rulebook.Version{one, versionOf(t, "2", "9", "2026-01-01")}, "both come into force"},
		"two that always count": {[]*rulebook.Version{simple(t), simple(t, `version: "1"`, `version: "2"`)}, "both come into force"},
	} {
		if _, err := rulebook.NewSet(c.versions...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestEveryBadFileOfASetIsNamed(t *testing.T) {
	_, err := rulebook.LoadSet([]sheet.Source{
		{Name: "a.yaml", Content: []byte("name: a\n")}, {Name: "b.yaml", Content: []byte(simpleYAML(t))}, {Name: "c.yaml", Content: []byte("name: [\n")},
	})
	for _, want := range []string{"a.yaml: ", "version is missing", "c.yaml: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name %q", err, want)
		}
	}
	if err == nil || strings.Contains(err.Error(), "b.yaml") {
		t.Errorf("got %v, which blames b.yaml", err)
	}
}

func TestAVersionComesIntoForceAtADayOrAMoment(t *testing.T) {
	for text, want := range map[string]time.Time{
		"2026-11-18":                time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC),
		"2026-11-18T08:00:00+08:00": time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC),
	} {
		if got := versionOf(t, "2", "9", text).EffectiveFrom; !got.Equal(want) {
			t.Errorf("%s: got %s", text, got)
		}
	}
}
