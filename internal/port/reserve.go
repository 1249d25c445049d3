package port

import (
	"errors"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
)

// Ports are chosen from [chosenMin, chosenMax]: below those that systems give to outgoing connections unless they are told
// otherwise (Linux from 32768, others from 49152), and above those that well-known servers have.
const (
	chosenMin = 20000
	chosenMax = 32767
)

// triesMax bounds the search for a port.
const triesMax = 1000

// reserved are this process's reservations: the UDP ports of the same numbers, which nobody uses. A socket is one that no
// other process can have, and that the system takes back when this process ends, however it ends.
var reserved struct {
	mu      sync.Mutex
	sockets []net.PacketConn
}

var errNoPort = errors.New("no port is free")

// reserve returns a port that no other caller gets, here or in another process, while this one lives.
func reserve() (int, error) {
	outgoing := outgoingPorts()
	for range triesMax {
		at := chosenMin + rand.IntN(chosenMax-chosenMin+1)
		if outgoing.has(at) {
			continue
		}
		if hold(at) && tryListen(at) == nil {
			return at, nil
		}
	}
	return 0, errNoPort
}

// hold reserves a port, unless somebody has.
func hold(at int) bool {
	socket, err := net.ListenPacket("udp", Local(at))
	if err != nil {
		return false
	}
	reserved.mu.Lock()
	defer reserved.mu.Unlock()
	reserved.sockets = append(reserved.sockets, socket) // kept open: a socket that is collected is closed
	return true
}

// span is a range of ports, both ends included. The zero span has none.
type span struct{ first, last int }

func (s span) has(port int) bool { return s.first > 0 && s.first <= port && port <= s.last }

// leaves reports whether ports can be chosen outside the span.
func (s span) leaves() bool { return !s.has(chosenMin) || !s.has(chosenMax) }

// outgoingPorts are those that Linux gives to outgoing connections. Where it says nothing, or leaves none to choose from,
// there are none to avoid.
func outgoingPorts() span {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		return span{}
	}
	if s := spanOf(string(text)); s.leaves() {
		return s
	}
	return span{}
}

func spanOf(text string) span {
	numbers := strings.Fields(text)
	if len(numbers) != 2 {
		return span{}
	}
	first, notFirst := strconv.Atoi(numbers[0])
	last, notLast := strconv.Atoi(numbers[1])
	if notFirst != nil || notLast != nil {
		return span{}
	}
	return span{first, last}
}
