package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTick is the unit of /proc/<pid>/stat on Linux.
const clockTick = 10 * time.Millisecond

// ownCPU is what this process has used: worker, starter and the load itself.
func ownCPU() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// serverCPU is what Temporal's server has used: the child of this process by that name. It needs
// Linux's /proc.
func serverCPU() (time.Duration, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	for _, path := range stats {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue // it ended meanwhile
		}
		name, rest, _ := strings.Cut(string(raw), ") ")
		fields := strings.Fields(rest)
		if strings.HasSuffix(name, "(temporal") && len(fields) > 13 && fields[1] == strconv.Itoa(os.Getpid()) {
			user, errUser := strconv.ParseInt(fields[11], 10, 64)
			system, errSystem := strconv.ParseInt(fields[12], 10, 64)
			if errUser == nil && errSystem == nil {
				return time.Duration(user+system) * clockTick, nil
			}
		}
	}
	return 0, fmt.Errorf("no child of process %d is called temporal, or there is no /proc", os.Getpid())
}
