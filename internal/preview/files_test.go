package preview_test

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/starter/event"
)

// filed is an event file of testdata, and what a preview must say of it after those before it.
type filed struct {
	file       string
	total, tax int64
	// parts are "kind of minor", people how many must agree.
	parts  []string
	people int
}

// Each sequence by hand. The files run as they are: makegood preview late-1.json late-2.json late-3.json
func sequences() map[string][]filed {
	return map[string][]filed{
		// 92 of 800 are tax inside: 92 x 300/800 = 34.5, x 600/800 = 69, all of it 92.
		"late: a part of the shipping, twice, then the order": {
			{"late-1", 300, 35, []string{"SHIPPING 300"}, 0},
			{"late-2", 300, 34, []string{"SHIPPING 300"}, 0},
			{"late-3", 10200, 23, []string{"LINE 1 10000", "SHIPPING 200"}, 0},
		},
		// A damaged: its own parcel of 500. A quarter of B's parcel of 400 for being late. The rest: 2000 + 1000 + 100 + 300.
		"parcels: each goes back once": {
			{"parcels-1", 3500, 0, []string{"LINE A 3000", "SHIPPING s-1 500"}, 0},
			{"parcels-2", 100, 0, []string{"SHIPPING s-2 100"}, 0},
			{"parcels-3", 3400, 0, []string{"LINE B 2000", "LINE C 1000", "SHIPPING 100", "SHIPPING s-2 300"}, 0},
		},
		// 11300 with 1300 of tax; the label of 1000 has 1000 x 6/106 = 56.60. Damage costs no label.
		"label: what the way back costs": {
			{"label-1", 10300, 1243, []string{"LINE 1 11300", "RETURN_SHIPPING -1000"}, 0},
			{"label-2", 11300, 1300, []string{"LINE 1 11300"}, 0},
		},
		// 30.00 stay without a person; 60.00 are above the shipped 50.00.
		"waived: goods that stay": {
			{"waived-1", 3000, 0, []string{"LINE 1 3000 stays"}, 0},
			{"waived-2", 6000, 0, []string{"LINE 1 6000 stays"}, 1},
		},
		// 400 with 40 on top: net 400 x 11/440 = 10, x 16/440 = 14.54, x 21/440 = 19.09; 381 and 38 are left.
		"gross: an allowance with the tax in it": {
			{"gross-1", 11, 1, []string{"LINE 1 10", "TAX 1 1"}, 0},
			{"gross-2", 5, 0, []string{"LINE 1 5"}, 0},
			{"gross-3", 5, 1, []string{"LINE 1 4", "TAX 1 1"}, 0},
			{"gross-4", 419, 38, []string{"LINE 1 381", "TAX 1 38"}, 0},
		},
		// One of three of 333 for a change of mind, with 82/3 = 27.33 of tax and 15 % of 333 = 49.95 kept; two for damage.
		"reasons: one line for two of them": {
			{"reasons-1", 1031, 82, []string{"LINE 1 333", "TAX 1 27", "LINE 1 666", "TAX 1 55", "RESTOCKING 1 -50"}, 0},
		},
		// 4999 for 2.350 kg: x 0.35/2.35 = 744.53, x 1.35/2.35 = 2871.77; the piece is worth 4999 - 2872.
		"measure: a part of what was sold by weight": {
			{"measure-1", 745, 0, []string{"LINE 1 745 0.35 kg"}, 0},
			{"measure-2", 2127, 0, []string{"LINE 1 2127 1 kg"}, 0},
			{"measure-3", 2127, 0, []string{"LINE 1 2127"}, 0},
		},
	}
}

func TestTheEventFilesComeToTheirVectors(t *testing.T) {
	for name, sequence := range sequences() {
		t.Run(name, func(t *testing.T) {
			for _, locale := range explain.Locales() {
				playFiles(t, sequence, locale)
			}
		})
	}
}

func playFiles(t *testing.T, sequence []filed, locale string) {
	t.Helper()
	p := previewer(t)
	var err error
	if p.Speaker, err = explain.In(locale); err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(sequence[0].file, "label") {
		p.Rules = activities.Judgement{Policy: policyOf(t, "label.policy.yaml"), Risk: scoresOf(t)}
	}
	for _, want := range sequence {
		raw, err := events.ReadFile(path.Join("testdata", want.file+".json"))
		if err != nil {
			t.Fatal(err)
		}
		request, err := event.Decode(event.Message{Value: raw}, now())
		if err != nil {
			t.Fatalf("%s: %v", want.file, err)
		}
		line, err := p.Next(context.Background(), request)
		if err != nil {
			t.Fatalf("%s: %v", want.file, err)
		}
		var parts []string
		for _, c := range line.Components {
			said := []string{string(c.Kind), string(c.LineID) + string(c.ShipmentID), fmt.Sprint(c.AmountMinor)}
			if c.GoodsWaived {
				said = append(said, "stays")
			}
			if c.Measure != nil {
				said = append(said, c.Measure.Amount, c.Measure.Unit)
			}
			parts = append(parts, strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), " "))
		}
		if !line.Eligible || line.TotalMinor != want.total || line.TaxMinor != want.tax || line.ApprovalsRequired != want.people || !slices.Equal(parts, want.parts) {
			t.Errorf("%s: eligible %t %v, %d with tax %d, %d people, of %q; want %+v", want.file, line.Eligible, line.Reasons, line.TotalMinor, line.TaxMinor, line.ApprovalsRequired, parts, want)
		}
		if said := line.Explain(); strings.Contains(said, "{") || strings.Contains(said, "<no value>") || strings.Contains(said, "step.") {
			t.Errorf("%s in %s: a step without words:\n%s", want.file, locale, said)
		}
	}
}

func policyOf(t *testing.T, file string) *policy.Policy {
	t.Helper()
	content, err := events.ReadFile(path.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.LoadBytes(content)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
