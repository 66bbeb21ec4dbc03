package catalogue

import (
	"encoding/json"
	"slices"
	"sync"

	"concord/register"
)

// cache keeps what was found in texts last: a list, its facets and its further
// pages ask for the same.
type cache struct {
	mu              sync.Mutex
	act, generation int64
	list            []kept // the last used last
	rows            int
}

type kept struct {
	key   string
	found *Found
}

// The bounds of a cache.
const (
	cacheLists = 64
	cacheRows  = 1 << 20
)

func matchKey(m *register.Match) string {
	b, _ := json.Marshal(m)
	return string(b)
}

func (c *cache) get(act, generation int64, key string) *Found {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.act != act || c.generation != generation {
		return nil
	}
	for i := len(c.list) - 1; i >= 0; i-- {
		if k := c.list[i]; k.key == key {
			c.list = append(append(c.list[:i], c.list[i+1:]...), k)
			return k.found
		}
	}
	return nil
}

func (c *cache) put(act, generation int64, key string, f *Found) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.act > act && c.generation == generation || c.generation > generation {
		return
	}
	if c.act != act || c.generation != generation {
		c.act, c.generation, c.list, c.rows = act, generation, nil, 0
	}
	if len(f.Rows) > cacheRows/2 {
		return
	}
	c.list = slices.DeleteFunc(c.list, func(k kept) bool {
		if k.key == key {
			c.rows -= len(k.found.Rows)
		}
		return k.key == key
	})
	c.list = append(c.list, kept{key, f})
	c.rows += len(f.Rows)
	for len(c.list) > cacheLists || c.rows > cacheRows {
		c.rows -= len(c.list[0].found.Rows)
		c.list = c.list[1:]
	}
}

func (c *cache) clear() {
	c.mu.Lock()
	c.list, c.rows = nil, 0
	c.mu.Unlock()
}
