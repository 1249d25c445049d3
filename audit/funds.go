package main

import "strings"

// fundsAddUp: what a reserve fund was granted is free, held or spent. Held and spent are never below zero; free may be,
// where a provider paid what nothing was held for.
func fundsAddUp(e evidence) []finding {
	var out []finding
	for _, name := range e.totals.keys() {
		account, asset, _ := strings.Cut(name, " ")
		fund, ok := strings.CutSuffix(account, "/granted")
		if !ok || !strings.HasPrefix(fund, "fund/") {
			continue
		}
		part := func(of string) int64 { return e.totals[fund+"/"+of+" "+asset] }
		granted, free, held, spent := part("granted"), -part("free"), -part("held"), -part("spent")
		if granted != free+held+spent || min(held, spent) < 0 {
			out = append(out, found(codeFundDiffers, fund+" "+asset, "granted %d, free %d, held %d, spent %d", granted, free, held, spent))
		}
	}
	return out
}
