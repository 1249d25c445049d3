package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestTheCheckedInTableIsWhatTheStandardSays(t *testing.T) {
	in, err := os.Open("../../testdata/iso4217.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	want, err := generate(in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../currency_table.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("currency_table.go differs from testdata/iso4217.csv: run go generate ./refund")
	}
}

func TestTheGeneratorRefusesATableItCannotTrust(t *testing.T) {
	const header = "Entity,Currency,AlphabeticCode,NumericCode,MinorUnit,WithdrawalDate\n"
	for name, table := range map[string]string{
		"one code with two minor units": header + "A,x,AAA,001,2,\nB,x,AAA,001,3,\n",
		"no currency in use":            header + "A,x,AAA,001,2,2001-01\n",
		"a row too short":               header + "A,x,AAA\n",
	} {
		t.Run(name, func(t *testing.T) {
			if source, err := generate(strings.NewReader(table)); err == nil {
				t.Errorf("generated %q, want an error", source)
			}
		})
	}
}
