//go:build !unix

package main

// keepPrivate does nothing where files have no such rights.
func keepPrivate() {}
