package sameness

import (
	"slices"

	"concord/lexicon"
	"concord/register"
)

// The bounds of blocking.
const (
	// MaxKeys is the most keys that an act has beside those of its paragraphs.
	MaxKeys = 12
	// maxParagraphs that give a key.
	maxParagraphs = 8
	keyActors     = 3 // chosen alike in every telling: those with the smallest hash
	keyNotions    = 2
)

// Keys are what an act is found by among all: possible retellings share one. A
// store keeps them as values of register.FacetBlock. They are short words of
// Latin letters and digits, at most MaxKeys and eight for paragraphs, and follow
// from the values and the places of the tellings alone:
//
//   - each paragraph that tells it (a work in another language has it too);
//   - each of up to three parties with the first and the last month that it touches;
//   - each two of these parties with what it is about: a notion of the title, and a
//     theme. So the undated are found, and those dated by the year. A single party
//     goes with the kind too.
//
// The United Nations as such is no party here: half of all acts would share a key.
func Keys(a *register.Activity, tellings []register.Telling) []string {
	return keys(a, told(tellings))
}

// Keys of the act; see Keys.
func (x *Act) Keys() []string { return keys(x.Activity, x.Tellings) }

func keys(a *register.Activity, tellings []Telling) []string {
	out := make([]string, 0, MaxKeys+2)
	for i := range tellings {
		if e := &tellings[i]; e.Work != "" && e.Place.Number != "" && len(out) < maxParagraphs {
			if k := paragraphKey(e.Work, e.Place); !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	var x Act
	x.setDate(a.Date)
	actors := keyActorsOf(a)
	var months [2]int
	if x.span == day || x.span == month {
		months[0], months[1] = x.first/100, x.last/100
	}
	about := aboutOf(a)
	for i, actor := range actors {
		for j, m := range months {
			if m > 0 && (j == 0 || m != months[0]) {
				out = append(out, key('m', actor, uint64(m)))
			}
		}
		for _, n := range about {
			if len(actors) == 1 {
				out = append(out, key('n', actor, n^uint64(kindClasses[a.Kind])))
			}
			for _, other := range actors[i+1:] {
				out = append(out, key('n', actor*31+other, n))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func paragraphKey(work string, at register.Place) string {
	return key('p', hash(work, at.Part), hash("n"+itoa(at.Nth), at.Number))
}

// letters of a key bear five bits each.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// key is a sort and forty-five bits of two values: nine letters. Two of a million
// that share one by chance are compared in vain, no more.
func key(sort byte, a, b uint64) string {
	h := (a*0x9E3779B97F4A7C15 ^ b + uint64(sort)) * 0xD6E8FEB86659FD93
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	var k [10]byte
	k[0] = sort
	for i := 1; i < len(k); i++ {
		k[i] = letters[h>>59]
		h <<= 5
	}
	return string(k[:])
}

// keyActorsOf are the parties that keys are made of, the same whatever their order.
func keyActorsOf(a *register.Activity) []uint64 {
	lex, _ := lexicon.Load()
	list := make([]uint64, 0, len(a.Parties))
	for i := range a.Parties {
		p := &a.Parties[i]
		if p.Actor == "" || !p.State && (p.Actor == lexicon.UN || p.Actor == "UN-SECRETARIAT") {
			continue
		}
		id := p.Actor
		if lex != nil && !p.State {
			// A body is told as its organization in the next report.
			if e, ok := lex.Actor(id); ok && e.Partner != "" {
				id = e.Partner
			}
		}
		list = append(list, hash("o", id))
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return list[:min(len(list), keyActors)]
}

// aboutOf are up to two things that it is about, alike in all languages.
func aboutOf(a *register.Activity) []uint64 {
	var t text
	var as []string
	for i := range a.Parties {
		if s := a.Parties[i].As; s != "" {
			as = append(as, s)
		}
	}
	for lang, s := range a.Title {
		t.read(languageAt(lang), s, as)
	}
	t.close()
	names := words().names
	list := make([]uint64, 0, 8)
	for _, n := range t.topics {
		list = append(list, hash("t", names[n]))
	}
	slices.Sort(list)
	list = list[:min(len(list), keyNotions-1)]
	// The theme with the smallest hash, so that both choose one that they share.
	least := ^uint64(0)
	for _, s := range a.Themes {
		least = min(least, hash("h", s))
	}
	if len(a.Themes) > 0 {
		list = append(list, least)
	}
	return list
}
