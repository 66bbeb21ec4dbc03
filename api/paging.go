package api

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"concord/fault"
)

// Paging are the parameters of a list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50" doc:"How many at most."`
	Cursor string `query:"cursor" maxLength:"4000" doc:"The page that begins where \"next\" of the page before says."`
}

// List is a page of a list.
type List[T any] struct {
	Items []T               `json:"items"`
	Total *int              `json:"total,omitempty" doc:"How many there are on all pages, where that is known."`
	Next  string            `json:"next,omitempty" doc:"What cursor= takes for the next page; absent on the last."`
	Names map[string]string `json:"names,omitempty" doc:"Labels of the identifiers in the items, in the language of the answer."`
}

// Lists that the register gives without pages are cut here: a cursor is how many
// to pass over, with a check that it belongs to the same list.
type offset struct {
	Check uint32 `json:"c"`
	At    int    `json:"a"`
}

// deepest is how far such a list can be paged through.
const deepest = 100_000

func (o offset) check(list string) uint32 {
	return crc32.ChecksumIEEE(fmt.Appendf(nil, "%s\x00%d", list, o.At))
}

// window gives how many items to pass over and how many to fetch so that one sees
// whether there are more.
func (p *Paging) window(list string) (skip, fetch int, err error) {
	if p.Cursor != "" {
		var o offset
		b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
		if err == nil {
			err = json.Unmarshal(b, &o)
		}
		if err != nil || o.At < 1 || o.At > deepest || o.Check != o.check(list) {
			return 0, 0, fault.New(fault.Invalid, "That page does not belong to this list; begin at its first page.")
		}
		skip = o.At
	}
	return skip, skip + p.Limit + 1, nil
}

// page cuts what was fetched to the page and gives the cursor of the next.
func page[T any](p *Paging, list string, skip int, fetched []T) (items []T, next string) {
	if skip > len(fetched) {
		skip = len(fetched)
	}
	items = fetched[skip:]
	if len(items) > p.Limit {
		items = items[:p.Limit]
		o := offset{At: skip + p.Limit}
		o.Check = o.check(list)
		b, _ := json.Marshal(o)
		next = base64.RawURLEncoding.EncodeToString(b)
	}
	if items == nil {
		items = []T{}
	}
	return items, next
}
