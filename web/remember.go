package web

import (
	"bytes"
	"compress/gzip"
	chain "container/list" // list is a list of documents here
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// This file keeps pages in memory for as long as what they show stands: until the next
// act in the register, until other names come into force, or until the next day.

// Marker says where the register stands.
type Marker interface {
	// Mark is another one whenever a page may show something else: after each act, and
	// when other names come into force. Where that cannot be told it is "", and no page
	// is kept.
	Mark(ctx context.Context) (string, error)
}

func (s *shelves) Mark(ctx context.Context) (string, error) {
	act, generation, err := s.r.State(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(act, " ", generation, " ", s.turn()), nil
}

// DefaultRemember is how many bytes of pages are kept: a thousand pages of the densest
// report as they are sent, beside the 150 MB that 100,000 acts need.
const DefaultRemember = 16 << 20

// making is how long a page may take for which others wait, also when the one who asked
// first is gone.
const making = time.Minute

// remembered keeps what a route answers. The route has to depend on nothing but the
// register, the names, the address, the language, the day, and what its reader may do: a
// page that shows who asks, or has a secret in its form, is not to be remembered.
func remembered(handle func(*Site, *visit) error) func(*Site, *visit) error {
	return func(s *Site, v *visit) error {
		if s.memory == nil {
			return handle(s, v)
		}
		mark, err := s.Library.Mark(v.r.Context())
		if err != nil || mark == "" {
			return handle(s, v) // which says what is wrong
		}
		// The mark is read before the page is made, so that a page may be newer than its
		// mark and is never older.
		key := s.memory.key(s, v, mark)
		tag := `W/"` + key + `"`
		if held := v.r.Header.Get("If-None-Match"); held != "*" && matches(held, tag) {
			v.deliver(http.StatusOK, "", tag, nil, nil)
			return nil
		}
		m := s.memory.get(key)
		if m == nil {
			// Who asks for the same meanwhile waits for this one.
			x, err, _ := s.memory.making.Do(key, func() (any, error) { return s.renderFor(v, key, handle) })
			if err != nil {
				return err
			}
			m = x.(*rendered)
		}
		m.answer(v, tag)
		return nil
	}
}

// renderFor makes a page for whoever asks for it.
func (s *Site) renderFor(v *visit, key string, handle func(*Site, *visit) error) (*rendered, error) {
	if m := s.memory.get(key); m != nil {
		return m, nil
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(v.r.Context()), making)
	defer done()
	m := &rendered{header: http.Header{}}
	inner := *v
	inner.w, inner.r, inner.rendered = m, v.r.WithContext(ctx), m
	if err := handle(s, &inner); err != nil {
		return nil, err
	}
	if m.status == http.StatusOK && m.contentType != "" {
		if len(m.body) > leastPacked {
			m.packed, m.body = bytes.Clone(pack(m.body, new(bytes.Buffer))), nil
		}
		s.memory.put(key, m)
	}
	return m, nil
}

// rendered is what a handler answers, before it goes to anybody.
type rendered struct {
	header      http.Header
	status      int
	contentType string // "" of an answer that did not come through send, as a redirect
	body        []byte // nil where packed has it
	packed      []byte
}

func (m *rendered) Header() http.Header { return m.header }

func (m *rendered) WriteHeader(status int) { m.status = status }

func (m *rendered) Write(b []byte) (int, error) {
	m.body = append(m.body, b...)
	return len(b), nil
}

// answer gives it to a visitor.
func (m *rendered) answer(v *visit, tag string) {
	maps.Copy(v.w.Header(), m.header)
	if m.contentType == "" {
		v.sent = true
		v.w.WriteHeader(m.status)
		_, _ = v.w.Write(m.body)
		return
	}
	if m.status != http.StatusOK {
		tag = ""
	}
	v.deliver(m.status, m.contentType, tag, m.body, m.packed)
}

// size in memory, with what the map and the list need beside it.
func (m *rendered) size() int64 { return int64(len(m.body)+len(m.packed)) + 600 }

// memory are the pages that were made last, the last asked for at the front.
type memory struct {
	most   int64  // bytes
	salt   string // tags of another run of the program, with other templates, say nothing here
	making singleflight.Group

	mu    sync.Mutex
	size  int64
	pages map[string]*chain.Element
	order chain.List
}

type remembers struct {
	key  string
	page *rendered
}

func newMemory(most int64) *memory {
	return &memory{most: most, salt: rand.Text(), pages: map[string]*chain.Element{}}
}

// key is all that a page depends on.
func (m *memory) key(s *Site, v *visit, mark string) string {
	may := 0
	for p := Public; p <= Observe; p++ {
		if s.may(v.r, p) {
			may |= 1 << p
		}
	}
	h := sha256.New()
	// The links of a feed and the address to cite name the host.
	fmt.Fprintf(h, "%q %q %q %q %q %q %q %d", m.salt, mark, s.Now().Format(time.DateOnly), v.base(), v.prefix, v.lang, v.r.URL.EscapedPath()+"?"+v.r.URL.RawQuery, may)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18])
}

func (m *memory) get(key string) *rendered {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.pages[key]
	if e == nil {
		return nil
	}
	m.order.MoveToFront(e)
	return e.Value.(*remembers).page
}

func (m *memory) put(key string, page *rendered) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if page.size() > m.most/4 || m.pages[key] != nil {
		return // one page does not drive out most of the others
	}
	m.pages[key] = m.order.PushFront(&remembers{key, page})
	for m.size += page.size(); m.size > m.most; {
		last := m.order.Back()
		old := m.order.Remove(last).(*remembers)
		delete(m.pages, old.key)
		m.size -= old.page.size()
	}
}

// unpacked gives a packed page as it was.
func unpacked(b []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil // it was packed here
	}
	body, _ := io.ReadAll(z)
	return body
}
