package codec_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/internal/codec"
	"github.com/makegood/makegood/refund"
)

// Keys of 32 bytes, in base64.
const (
	secretA = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	secretB = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
)

// keyFile writes a key file that only its owner may read.
func keyFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	write(t, path, lines...)
	return path
}

func write(t testing.TB, path string, lines ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func with(t testing.TB, lines ...string) codec.Codec {
	t.Helper()
	ring, err := codec.OpenRing(keyFile(t, lines...))
	if err != nil {
		t.Fatal(err)
	}
	return codec.New(ring, nil)
}

const secretText = "buyer@example.com"

func sealed(t testing.TB, c codec.Codec) *common.Payload {
	t.Helper()
	payload, err := c.DataConverter().ToPayload(secretText)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

func TestASealedPayloadShowsItsKeyAndNothingElse(t *testing.T) {
	c := with(t, "a "+secretA)
	payload, again := sealed(t, c), sealed(t, c)
	raw, err := proto.Marshal(payload)
	if err != nil || bytes.Contains(raw, []byte("buyer")) || bytes.Contains(raw, []byte("json/plain")) {
		t.Errorf("the payload shows what is in it: %q, %v", raw, err)
	}
	if codec.KeyID(payload) != "a" || string(payload.GetMetadata()[converter.MetadataEncoding]) != "binary/encrypted" {
		t.Errorf("its metadata is %v", payload.GetMetadata())
	}
	if bytes.Equal(payload.GetData(), again.GetData()) {
		t.Error("the same text is sealed to the same bytes twice: the nonce is not random")
	}
	var text string
	if err := c.DataConverter().FromPayload(payload, &text); err != nil || text != secretText {
		t.Errorf("read %q, %v", text, err)
	}
}

func TestPlainPayloadsFromBeforeAreReadAsTheyAre(t *testing.T) {
	plain, err := converter.GetDefaultDataConverter().ToPayload(secretText)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	if err := with(t, "a "+secretA).DataConverter().FromPayload(plain, &text); err != nil || text != secretText {
		t.Errorf("read %q, %v", text, err)
	}
}

func TestTheFirstKeySealsAndAllOfThemOpen(t *testing.T) {
	old := sealed(t, with(t, "a "+secretA))
	rotated := with(t, "# made in January", "", "b "+secretB, "a "+secretA)
	if id := codec.KeyID(sealed(t, rotated)); id != "b" {
		t.Errorf("sealed with %q, want b", id)
	}
	var text string
	if err := rotated.DataConverter().FromPayload(old, &text); err != nil || text != secretText {
		t.Errorf("the payload of the old key: %q, %v", text, err)
	}
}

// TestWhatCannotBeOpenedIsAnErrorWithACodeAndNeverPassedOn: in an activity and in a client.
func TestWhatCannotBeOpenedIsAnErrorWithACodeAndNeverPassedOn(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*common.Payload)
		code   refund.Code
	}{
		{"a key that is not in the file", func(p *common.Payload) { p.Metadata["encryption-key-id"] = []byte("c") }, codec.CodeKeyUnknown},
		{"no key named", func(p *common.Payload) { delete(p.Metadata, "encryption-key-id") }, codec.CodeKeyUnknown},
		{"another key of the file named", func(p *common.Payload) { p.Metadata["encryption-key-id"] = []byte("b") }, codec.CodeTampered},
		{"a bit changed", func(p *common.Payload) { p.Data[len(p.Data)/2] ^= 1 }, codec.CodeTampered},
		{"the nonce changed", func(p *common.Payload) { p.Data[0] ^= 1 }, codec.CodeTampered},
		{"cut", func(p *common.Payload) { p.Data = p.Data[:len(p.Data)-1] }, codec.CodeTampered},
		{"shorter than a nonce", func(p *common.Payload) { p.Data = p.Data[:5] }, codec.CodeTampered},
		{"empty", func(p *common.Payload) { p.Data = nil }, codec.CodeTampered},
	} {
		t.Run(c.name, func(t *testing.T) {
			both := with(t, "a "+secretA, "b "+secretB)
			payload := sealed(t, both)
			c.change(payload)
			out, err := both.Decode([]*common.Payload{payload})
			var unreadable codec.Unreadable
			if !errors.As(err, &unreadable) || unreadable.Code != c.code || out != nil {
				t.Fatalf("got %v, %v; want %s", out, err, c.code)
			}
			if _, business := refund.ProblemIn(err); business {
				t.Error("it counts as a refusal for business reasons, which is not tried again")
			}
			var text string
			if err := both.DataConverter().FromPayload(payload, &text); err == nil || text != "" || strings.Contains(err.Error(), "buyer") {
				t.Errorf("read %q, %v", text, err)
			}
		})
	}
}

func TestAWrongKeyOfTheSameNameOpensNothing(t *testing.T) {
	payload := sealed(t, with(t, "a "+secretA))
	_, err := with(t, "a "+secretB).Decode([]*common.Payload{payload})
	var unreadable codec.Unreadable
	if !errors.As(err, &unreadable) || unreadable.Code != codec.CodeTampered {
		t.Errorf("got %v", err)
	}
}

// TestAFailureShowsItsTypeAndNothingElse: the message of an error may quote an address.
func TestAFailureShowsItsTypeAndNothingElse(t *testing.T) {
	c := with(t, "a "+secretA)
	failure := c.FailureConverter().ErrorToFailure(temporal.NewApplicationError("550 no such user "+secretText, "unavailable", errors.New(secretText), secretText))
	raw, err := proto.Marshal(failure)
	if err != nil || bytes.Contains(raw, []byte("buyer")) || !bytes.Contains(raw, []byte("unavailable")) {
		t.Errorf("the failure is %q, %v", raw, err)
	}
	back := c.FailureConverter().FailureToError(proto.CloneOf(failure))
	if !strings.Contains(back.Error(), "550 no such user "+secretText) {
		t.Errorf("read %v", back)
	}
	without := with(t, "b "+secretB).FailureConverter().FailureToError(failure)
	var application *temporal.ApplicationError
	if !errors.As(without, &application) || application.Type() != "unavailable" || strings.Contains(without.Error(), "buyer") {
		t.Errorf("without the key: %v", without)
	}
}

func TestSealedAndUnreadablePayloadsAreCounted(t *testing.T) {
	ring, err := codec.OpenRing(keyFile(t, "a "+secretA))
	if err != nil {
		t.Fatal(err)
	}
	registry := prometheus.NewRegistry()
	counts, err := codec.NewCounts(registry)
	if err != nil {
		t.Fatal(err)
	}
	c := codec.New(ring, counts)
	payload := sealed(t, c)
	payload.Data[20] ^= 1
	_, _ = c.Decode([]*common.Payload{payload})
	want := map[string]float64{
		codec.MetricSealed + "/a": 1, codec.MetricUnreadable + "/PAYLOAD_TAMPERED": 1,
		codec.MetricUnreadable + "/PAYLOAD_KEY_UNKNOWN": 0, // there from the start: an alert sees the first one
	}
	if got := counted(t, registry); !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
}

// counted are the registry's counters by name and label.
func counted(t *testing.T, registry *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			out[family.GetName()+"/"+metric.GetLabel()[0].GetValue()] = metric.GetCounter().GetValue()
		}
	}
	return out
}

// BenchmarkPayload seals and opens a payload of a usual size: the budget is 86 bytes and about 2 microseconds.
func BenchmarkPayload(b *testing.B) {
	c := with(b, "2026-11-29 "+secretA)
	payload := &common.Payload{Metadata: map[string][]byte{converter.MetadataEncoding: []byte("json/plain")}, Data: bytes.Repeat([]byte("x"), 200)}
	var grown int
	for b.Loop() {
		out, err := c.Encode([]*common.Payload{payload})
		if err != nil {
			b.Fatal(err)
		}
		grown = proto.Size(out[0]) - proto.Size(payload)
		if _, err := c.Decode(out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(grown), "more-B")
}

func TestASealedPayloadIsAtMost100BytesLarger(t *testing.T) {
	payload := &common.Payload{Metadata: map[string][]byte{converter.MetadataEncoding: []byte("json/plain")}, Data: bytes.Repeat([]byte("x"), 200)}
	out, err := with(t, "2026-11-29 "+secretA).Encode([]*common.Payload{payload})
	if err != nil {
		t.Fatal(err)
	}
	if grown := proto.Size(out[0]) - proto.Size(payload); grown > 100 || grown < 28 {
		t.Errorf("it is %d bytes larger", grown)
	}
}
