// Command postgres fetches the binaries of a PostgreSQL server into a folder, for the tests of a machine that has
// none. It runs no server that is left behind.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	embedded "github.com/fergusstrange/embedded-postgres"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: postgres FOLDER")
		os.Exit(2)
	}
	if err := fetch(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "postgres:", err)
		os.Exit(1)
	}
}

// repositoryVariable names a mirror of Maven's central repository; empty: that one.
const repositoryVariable = "MAVEN_REPOSITORY_URL"

// fetch lets the library fetch the binaries, which it does on its way to starting a server. As root the server does not
// start, and the binaries are there all the same.
func fetch(folder string) error {
	work, err := os.MkdirTemp("", "makegood-postgres-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	port, err := freePort()
	if err != nil {
		return err
	}
	config := embedded.DefaultConfig().Port(port).CachePath(filepath.Join(work, "cache")).RuntimePath(filepath.Join(work, "run")).
		BinariesPath(folder).Logger(io.Discard)
	if mirror := os.Getenv(repositoryVariable); mirror != "" {
		config = config.BinaryRepositoryURL(mirror)
	}
	server := embedded.NewDatabase(config)
	failed := server.Start()
	if failed == nil {
		return server.Stop()
	}
	if _, err := os.Stat(filepath.Join(folder, "bin", "initdb")); err != nil {
		return failed
	}
	return nil
}

func freePort() (uint32, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = listener.Close() }()
	return uint32(listener.Addr().(*net.TCPAddr).Port), nil
}
