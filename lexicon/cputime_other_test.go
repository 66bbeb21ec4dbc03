//go:build !unix

package lexicon

import "time"

var started = time.Now()

// cpuTime is the time since the start, where the system does not tell how much
// of it this process had.
func cpuTime() time.Duration { return time.Since(started) }
