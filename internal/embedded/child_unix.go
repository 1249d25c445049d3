//go:build unix && !linux

package embedded

import "syscall"

// apartAndBound puts a child into a process group of its own, so that Ctrl-C reaches only makegood, which stops
// its children in order. A kernel other than Linux cannot bind their lives: after a kill -9 of
// makegood they stay, and the next start says that their port is taken.
func apartAndBound() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
