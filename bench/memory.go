package main

import (
	"fmt"
	"runtime"
)

// waitingBudget is how many waiting refunds the budget speaks of.
const waitingBudget = 10000

// memory is what this process holds, garbage left out. The worker keeps its cached workflows there, each
// with its coroutines' stacks; beside them only clients and the provider's few bytes a refund grow.
type memory struct{ heapKB, stacksKB float64 }

func memoryNow() memory {
	runtime.GC()
	runtime.GC() // what finalizers and pools of the first freed
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return memory{heapKB: float64(m.HeapAlloc) / 1000, stacksKB: float64(m.StackInuse) / 1000}
}

func (m memory) since(before memory) memory {
	return memory{heapKB: m.heapKB - before.heapKB, stacksKB: m.stacksKB - before.stacksKB}
}

func (m memory) each(count int) memory {
	return memory{heapKB: m.heapKB / float64(count), stacksKB: m.stacksKB / float64(count)}
}

// note says what was measured, and what is only computed. m is one refund's.
func (m memory) note(count int) string {
	megabytes := func(count int) float64 { return (m.heapKB + m.stacksKB) * float64(count) / 1000 }
	parts := fmt.Sprintf("heap %.1f, stacks %.1f, measured with %d", m.heapKB, m.stacksKB, count)
	if count >= waitingBudget {
		return fmt.Sprintf("%s: %.0f MB in all", parts, megabytes(count))
	}
	return fmt.Sprintf("%s; %d would take %.0f MB if each takes as much: not measured (-waiting %d does)",
		parts, waitingBudget, megabytes(waitingBudget), waitingBudget)
}
