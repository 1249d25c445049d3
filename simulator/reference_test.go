package simulator_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/makegood/makegood/simulator"
)

func TestAReferenceNamesItsFaults(t *testing.T) {
	for reference, want := range map[string][]simulator.Fault{
		"ch_0007":                       nil,
		"ch_7~timeout_after_success":    {{Name: simulator.FaultTimeoutAfterSuccess}},
		"ch_7~error_500~2":              {{Name: simulator.FaultError500, Times: 2}},
		"ch_7~decline:balance":          {{Name: simulator.FaultDecline, Class: "balance"}},
		"ch_7~decline:balance~always":   {{Name: simulator.FaultDecline, Class: "balance", Times: simulator.TimesAlways}},
		"ch_7~slow:1500ms~3":            {{Name: simulator.FaultSlow, DelayMS: 1500, Times: 3}},
		"ch_7~drop~forget:5s~2":         {{Name: simulator.FaultDrop}, {Name: simulator.FaultForget, DelayMS: 5000, Times: 2}},
		"ch_7~bad_request~always":       {{Name: simulator.FaultBadRequest, Times: simulator.TimesAlways}},
		"ch_7~pending:4":                {{Name: simulator.FaultPending, Lookups: 4}},
		"ch_7~error_503~2~late_failure": {{Name: simulator.FaultError503, Times: 2}, {Name: simulator.FaultLateFailure}},
	} {
		got, err := simulator.ParseReference(reference)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", reference, got, err, want)
		}
	}
}

func TestAReferenceWithABadFaultSaysWhatIsWrong(t *testing.T) {
	for reference, want := range map[string]string{
		"ch_7~explode":                     `unknown fault "explode"`,
		"ch_7~2":                           `unknown fault "2"`,
		"ch_7~":                            `unknown fault ""`,
		"ch_7~error_500~2~3":               `unknown fault "3"`,
		"ch_7~decline:poverty":             `unknown class "poverty"`,
		"ch_7~slow:soon":                   `argument "soon" is neither`,
		"ch_7~slow:9h":                     "delay is 32400000 ms",
		"ch_7~pending:-1":                  "look-ups are -1",
		"x" + strings.Repeat("~drop", 21):  "more than 20 faults",
		"ch_7~error_500~1001":              `unknown fault "1001"`,
		"ch_7~timeout_after_success:1h1h1": `argument "1h1h1" is neither`,
	} {
		_, err := simulator.ParseReference(reference)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", reference, err, want)
		}
	}
}

func FuzzParseReferenceNeverAcceptsAnInvalidFault(f *testing.F) {
	f.Add("ch_7~slow:1500ms~3")
	f.Add("~always~~2")
	f.Fuzz(func(t *testing.T, reference string) {
		faults, err := simulator.ParseReference(reference)
		if err != nil {
			return
		}
		if len(faults) > 20 {
			t.Errorf("%d faults", len(faults))
		}
		for _, fault := range faults {
			if fault.Times < -1 || fault.Times > 1000 || fault.DelayMS < 0 || fault.Lookups < 0 {
				t.Errorf("%q gave %+v", reference, fault)
			}
		}
	})
}
