package telemetry

import (
	"io"

	"gopkg.in/natefinch/lumberjack.v2"
)

// What a log file and the older parts of it may take on disk.
const (
	logFileMegabytesMax = 8
	logFilePartsMax     = 2
)

// NewLogFile appends to a log file. When the file has grown to 8 MB it is renamed, with the time in
// its name, and begun anew; the two latest parts are kept. Close it at the end.
func NewLogFile(path string) io.WriteCloser {
	return &lumberjack.Logger{Filename: path, MaxSize: logFileMegabytesMax, MaxBackups: logFilePartsMax}
}
