package port

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
)

// chooseFor makes this program another process that chooses ports, says them, and lives until its input ends.
const chooseFor = "PORT_TEST_CHOOSES"

// chosenEach is how many ports each process of the test chooses: of 12768 ports, two processes that knew nothing of each
// other would choose one in common but for one case in 20000.
const chosenEach = 350

func TestMain(m *testing.M) {
	if os.Getenv(chooseFor) == "" {
		os.Exit(m.Run())
	}
	for range chosenEach {
		at, err := Free(0)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(at)
	}
	bufio.NewScanner(os.Stdin).Scan() // until the test ends
}

func TestNoTwoProcessesAreGivenTheSamePort(t *testing.T) {
	seen := map[int]string{}
	give := func(at int, to string) {
		t.Helper()
		if other, twice := seen[at]; twice {
			t.Errorf("port %d was given to %s and to %s", at, other, to)
		}
		seen[at] = to
	}
	for _, name := range []string{"one process", "another"} {
		other := exec.Command(os.Args[0])
		other.Env = append(os.Environ(), chooseFor+"=1")
		lives, err := other.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		says, err := other.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = lives.Close()
			_ = other.Wait()
		})
		lines := bufio.NewScanner(says)
		for range chosenEach {
			if !lines.Scan() {
				t.Fatalf("%s ended", name)
			}
			at, err := strconv.Atoi(lines.Text())
			if err != nil {
				t.Fatal(err)
			}
			give(at, name)
		}
	}
	for range chosenEach {
		at, err := Free(0)
		if err != nil {
			t.Fatal(err)
		}
		give(at, "this one")
	}
}

func TestAChosenPortIsNoneThatTheSystemGivesAway(t *testing.T) {
	for _, c := range []struct {
		text   string
		in     int
		want   bool
		leaves bool
	}{
		{"32768\t60999\n", 32768, true, true},
		{"32768\t60999\n", 32767, false, true},
		{"1024 25000", 25000, true, true},
		{"1024 65535", 25000, true, false},
		{"nonsense", 25000, false, true},
	} {
		if s := spanOf(c.text); s.has(c.in) != c.want || s.leaves() != c.leaves {
			t.Errorf("%q: has %d is %t, leaves is %t", c.text, c.in, s.has(c.in), s.leaves())
		}
	}
	outgoing := outgoingPorts()
	for range 50 {
		at, err := Free(0)
		if err != nil {
			t.Fatal(err)
		}
		if outgoing.has(at) {
			t.Errorf("port %d may be given to an outgoing connection: %v", at, outgoing)
		}
	}
}
