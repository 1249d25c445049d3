package embedded

import "syscall"

// apartAndBound puts a child into a process group of its own, so that Ctrl-C reaches only makegood, which stops
// its children in order; and has the kernel kill it when makegood is killed.
func apartAndBound() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
