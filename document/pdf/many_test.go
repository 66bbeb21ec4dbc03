package pdf_test

import (
	"sync"
	"testing"
)

// Several files at once come out as one after the other.
func TestAtOnce(t *testing.T) {
	data := report()
	eachReader(t, func(t *testing.T) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if doc, err := readBytes(t, "report.pdf", data); err != nil || len(printed(doc)) != 4 {
					t.Errorf("%v", err)
				}
			})
		}
		all.Wait()
	})
}
