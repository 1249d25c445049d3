package kafka

import (
	"time"

	driver "github.com/segmentio/kafka-go"
)

const (
	// batchWait is how long a write may wait for company; the driver's own default is a second.
	batchWait = 5 * time.Millisecond
	// batchBytesMax lets a dead letter carry any record that could be read, and its headers.
	batchBytesMax = recordBytesMax + 64<<10
	writeTimeout  = 10 * time.Second
)

// NewWriter returns a writer that loses nothing it has reported as written: every replica in sync
// has it. Records of one key go to one partition, the same as the Java client's. Each message
// names its topic. A write that failed may still have happened: writes are not idempotent.
func NewWriter(line Line) *driver.Writer {
	return &driver.Writer{
		Addr:         line.addr(),
		Balancer:     driver.Murmur2Balancer{},
		RequiredAcks: driver.RequireAll,
		BatchTimeout: batchWait,
		BatchBytes:   batchBytesMax,
		WriteTimeout: writeTimeout,
		ReadTimeout:  writeTimeout,
		Transport:    line.transport(),
	}
}
