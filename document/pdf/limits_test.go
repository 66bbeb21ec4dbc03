package pdf

import (
	"testing"
	"time"
)

// LimitTime gives each file less time while a test runs.
func LimitTime(t testing.TB, limit time.Duration) {
	was := mostTime
	mostTime = limit
	t.Cleanup(func() { mostTime = was })
}
