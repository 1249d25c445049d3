//go:build unix

package main

import "syscall"

// othersMask takes every right from those who do not own a file.
const othersMask = 0o077

// keepPrivate lets nobody else read what this process and its children make, whatever they ask for and whoever started
// it: books, logs, letters and Temporal's own data name customers and amounts.
func keepPrivate() {
	had := syscall.Umask(othersMask)
	syscall.Umask(had | othersMask)
}
