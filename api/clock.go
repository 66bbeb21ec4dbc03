package api

import (
	"context"
	"sync"
	"time"

	"concord/register"
)

// stamp is a state of the register: the number of its last act, and when that was.
type stamp struct {
	act int64
	at  time.Time
}

// clock follows the log of a register. It asks for what came after the last act
// that it saw, which is nothing at most times.
type clock struct {
	r    register.Reader
	mu   sync.Mutex
	last stamp
}

func (c *clock) now(ctx context.Context) (stamp, error) {
	c.mu.Lock()
	last := c.last
	c.mu.Unlock()
	// after gives the first act behind a number, 0 where there is none.
	after := func(n int64) (register.Entry, error) {
		list, err := c.r.Log(ctx, n, 1)
		if err != nil || len(list) == 0 {
			return register.Entry{}, err
		}
		return list[0], nil
	}
	// Gallop ahead, then close in: numbers rise, not necessarily by one.
	low, high := last, int64(0)
	for step := int64(1); ; step *= 2 {
		e, err := after(low.act + step - 1)
		if err != nil {
			return stamp{}, err
		}
		if e.Number == 0 {
			high = low.act + step - 1 // none behind it
			break
		}
		low = stamp{e.Number, e.Act.At}
	}
	for low.act < high {
		mid := low.act + (high-low.act)/2
		e, err := after(mid)
		if err != nil {
			return stamp{}, err
		}
		if e.Number == 0 {
			high = mid
		} else {
			low = stamp{e.Number, e.Act.At}
		}
	}
	c.mu.Lock()
	if low.act > c.last.act {
		c.last = low
	}
	c.mu.Unlock()
	return low, nil
}
