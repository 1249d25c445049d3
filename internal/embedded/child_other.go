//go:build !unix

package embedded

import "syscall"

// apartAndBound leaves the child as it is: after a kill of makegood it stays, and the next start
// says that its port is taken.
func apartAndBound() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
