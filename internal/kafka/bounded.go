package kafka

import (
	"errors"
	"io"

	"github.com/segmentio/kafka-go/compress"
)

// unpackedBytesMax bounds what one compressed batch may unpack to. A batch is unpacked whole before
// its first record is seen, so this is memory for each partition.
const unpackedBytesMax = 32 << 20

// ErrUnpacksTooLarge: a batch was not read because it unpacks to more than unpackedBytesMax.
var ErrUnpacksTooLarge = errors.New("its batch unpacks to more than 32 MiB")

// kafka-go looks codecs up in one table of the process, and knows no bound of its own. The table is
// read by goroutines of every client, so that init is the only time it may be changed.
func init() {
	for i, codec := range compress.Codecs {
		if codec != nil {
			compress.Codecs[i] = boundedCodec{Codec: codec}
		}
	}
}

// boundedCodec is a codec whose readers give up beyond unpackedBytesMax.
type boundedCodec struct{ compress.Codec }

func (c boundedCodec) NewReader(r io.Reader) io.ReadCloser {
	return &boundedReader{ReadCloser: c.Codec.NewReader(r), left: unpackedBytesMax}
}

type boundedReader struct {
	io.ReadCloser
	left int
}

func (b *boundedReader) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	if b.left -= n; b.left < 0 {
		return 0, ErrUnpacksTooLarge
	}
	return n, err
}
